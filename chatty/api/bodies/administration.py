"""What administrators send and are answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from chatty.api.queries import MOMENT, Limit, PageCursor, Paging
from chatty.core import limits
from chatty.wire.base import Line, Lines, WireId, WireModel
from chatty.wire.models import Announcement
from chatty.wire.models.administration import Account, AuditEntry, ServerRoom

DOMAIN_CHARACTERS = 253
QUERY_CHARACTERS = 254
KIND_CHARACTERS = 40
FILTER_CHARACTERS = limits.FILTER_LINES * (limits.FILTER_LINE_CHARACTERS + 1)
RAID_MINUTES = int(limits.RAID_LONGEST.total_seconds() // 60)


def _parse_moment(value: object) -> datetime:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        message = "A moment is written like 2026-11-21T07:55:06Z."
        raise ValueError(message)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


MomentSent = Annotated[
    datetime,
    BeforeValidator(_parse_moment),
    WithJsonSchema({"type": "string", "pattern": f"^{MOMENT.pattern}$"}),
]


class AnnouncementList(WireModel):
    """All that everybody is told now, newest first."""

    items: list[Announcement]
    next_cursor: None


class NewAnnouncement(WireModel):
    """Something for everybody; without ``endsAt`` it stays until it is taken back."""

    content: Annotated[Lines, Field(min_length=1, max_length=limits.ANNOUNCEMENT_CHARACTERS)]
    level: Literal["info", "warning"] = "info"
    ends_at: MomentSent | None = None


class AccountSearch(Paging):
    """A page of the accounts with ``query`` in a name or an e-mail address."""

    query: Annotated[Line, Field(max_length=QUERY_CHARACTERS)] = ""
    show: Literal["all", "members", "guests", "administrators", "deactivated"] = "all"


class AccountPage(WireModel):
    """Accounts by user name, and where to go on."""

    items: list[Account]
    next_cursor: str | None


class ResetLink(WireModel):
    """``url`` is null where a mail was sent; else it is shown once, for who can hand it over."""

    url: str | None


class RoomSearch(Paging):
    """A page of the rooms with ``query`` in name or address."""

    query: Annotated[Line, Field(max_length=QUERY_CHARACTERS)] = ""
    show: Literal["all", "public", "private", "password", "lobby", "archived"] = "all"


class ServerRoomPage(WireModel):
    """Rooms by name, and where to go on."""

    items: list[ServerRoom]
    next_cursor: str | None


class SiteChange(WireModel):
    """What is not sent stays; null is what the environment says."""

    registration: Literal["open", "invite", "closed"] | None = None
    registration_domains: (
        Annotated[
            list[Annotated[Line, Field(max_length=DOMAIN_CHARACTERS)]],
            Field(max_length=limits.REGISTRATION_DOMAINS),
        ]
        | None
    ) = None
    guests: bool | None = None
    filtered_words: Annotated[Lines, Field(max_length=FILTER_CHARACTERS)] = ""


class RaidMode(WireModel):
    """Nobody new comes in for so many minutes."""

    minutes: Annotated[int, Field(ge=1, le=RAID_MINUTES)]


class AuditWish(WireModel):
    """Which entries of the log are meant; ``until`` is excluded."""

    kind: Annotated[Line, Field(max_length=KIND_CHARACTERS)] | None = None
    actor_id: WireId | None = None
    target_id: WireId | None = None
    room_id: WireId | None = None
    since: MomentSent | None = None
    until: MomentSent | None = None


class AuditSearch(AuditWish):
    """A page of them."""

    cursor: PageCursor | None = None
    limit: Limit | None = None


class AuditPage(WireModel):
    """Entries of the log, newest first, and where to go on."""

    items: list[AuditEntry]
    next_cursor: str | None
