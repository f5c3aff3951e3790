"""What somebody was told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.core import limits
from chatty.wire.base import Line, Moment, WireId, WireModel
from chatty.wire.models.people import Person

NotificationKind = Literal[
    "message", "mention", "reply", "thread", "keyword", "reaction", "invite", "friend", "role",
    "moderation", "report",
]  # fmt: skip


class Notification(WireModel):
    """One thing that one was told of.

    It points, and says nothing itself: what a message says is read where the message is.
    ``seq`` is null for what was said in a thread. ``detail`` is the emoji of a reaction, the kind
    of an invite, the role that was given, what was decided, or how a report ended.
    """

    id: WireId
    kind: NotificationKind
    actor: Person | None
    room_id: WireId | None
    message_id: WireId | None
    thread_id: WireId | None
    seq: int | None
    invite_id: WireId | None
    detail: str
    read_at: Moment | None
    created_at: Moment


Hour = Annotated[
    str, Field(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00", "07:30"])
]


class QuietHours(WireModel):
    """When one is not to be disturbed: over midnight where ``until`` is before ``begin``."""

    begin: Hour
    until: Hour


class NotificationSettings(WireModel):
    """How one wishes to be told.

    ``doNotDisturbUntil`` is null for as long as one has not turned it off. ``quietHours`` has an
    entry for each day of the week, Monday first, by one's own clock, or none at all. Keywords are
    found as whole words, in the rooms one is in. Without ``pushContent`` a push says where
    something is, and not what.
    """

    do_not_disturb: bool
    do_not_disturb_until: Moment | None
    quiet_hours: Annotated[list[QuietHours | None], Field(max_length=7)]
    keywords: Annotated[list[Line], Field(max_length=limits.KEYWORDS)]
    push_content: bool
    mail_digest: bool
