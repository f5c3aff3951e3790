"""What is sent about sanctions, reports and what was said."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.api.bodies.administration import FILTER_CHARACTERS, MomentSent
from chatty.api.queries import Limit, PageCursor, Paging
from chatty.core import limits
from chatty.wire.base import Line, Lines, WireId, WireModel
from chatty.wire.models import Message
from chatty.wire.models.administration import AuditEntry
from chatty.wire.models.moderation import Ban, MessageEdit, Mute, Reason, Report, ReportState

KIND_CHARACTERS = 40
HOURS = 24 * 30
Note = Annotated[Lines, Field(max_length=limits.REPORT_NOTE_CHARACTERS)]
Why = Annotated[Lines, Field(max_length=limits.SANCTION_REASON_CHARACTERS)]


class MessageChange(WireModel):
    """What the message says from now on."""

    content: Annotated[Lines, Field(min_length=1, max_length=limits.MESSAGE_CHARACTERS)]


class EditList(WireModel):
    """What a message said before each edit, the newest first."""

    items: list[MessageEdit]


class PinList(WireModel):
    """What is pinned, the newest pin first."""

    items: list[Message]


class NewBan(WireModel):
    """A ban; it is for ever without ``expiresAt``."""

    reason: Why = ""
    expires_at: MomentSent | None = None


class BanPage(WireModel):
    """Bans that last, and where to go on."""

    items: list[Ban]
    next_cursor: str | None


class Appeal(WireModel):
    """Why one should be let in again."""

    content: Annotated[Lines, Field(min_length=1, max_length=limits.APPEAL_CHARACTERS)]


class AppealAnswer(WireModel):
    """Whether who appealed is let in again."""

    appeal_state: Literal["accepted", "rejected"]


class NewMute(WireModel):
    """A mute; it ends by itself."""

    reason: Why = ""
    until: MomentSent


class MutePage(WireModel):
    """Mutes that last, and where to go on."""

    items: list[Mute]
    next_cursor: str | None


class Clearing(WireModel):
    """Which messages are meant: the ``last`` so many, of those of the last ``hours`` if given."""

    last: Annotated[int, Field(ge=1, le=limits.CLEARED_MESSAGES)] = limits.CLEARED_MESSAGES
    hours: Annotated[int, Field(ge=1, le=HOURS)] | None = None


class Cleared(WireModel):
    """How many messages were deleted."""

    count: int


class FilteredWords(WireModel):
    """A word or some words on each line; ``word => other`` replaces, a word alone refuses."""

    filtered_words: Annotated[Lines, Field(max_length=FILTER_CHARACTERS)]


class NewReport(WireModel):
    """What is wrong, and some words about it."""

    reason: Reason
    note: Note = ""


class NewPersonReport(NewReport):
    """The same about somebody, for what they do in a room if one is given."""

    room_id: WireId | None = None


class ReportAnswer(WireModel):
    """How a report ends, and what who made it is told."""

    state: Literal["resolved", "dismissed"]
    answer: Note = ""


class ReportSearch(Paging):
    """A page of reports, of those that stand so."""

    state: ReportState | None = None


class ReportPage(WireModel):
    """Reports, newest first, and where to go on."""

    items: list[Report]
    next_cursor: str | None


class RoomAuditWish(WireModel):
    """Which entries of the log of the room are meant; ``until`` is excluded."""

    kind: Annotated[Line, Field(max_length=KIND_CHARACTERS)] | None = None
    actor_id: WireId | None = None
    target_id: WireId | None = None
    since: MomentSent | None = None
    until: MomentSent | None = None


class RoomAuditSearch(RoomAuditWish):
    """A page of them."""

    cursor: PageCursor | None = None
    limit: Limit | None = None


class RoomAuditPage(WireModel):
    """Entries of the log of a room, newest first, without addresses."""

    items: list[AuditEntry]
    next_cursor: str | None
