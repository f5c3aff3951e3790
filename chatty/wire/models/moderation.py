"""Sanctions and reports."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models.people import Person

AppealState = Literal["pending", "accepted", "rejected"]
ReportState = Literal["open", "resolved", "dismissed"]
Reason = Literal["spam", "harassment", "hate", "sexual", "violence", "illegal", "other"]


class OwnBan(WireModel):
    """Why one is kept out of a room; for ever without ``expiresAt``. One may appeal once."""

    room_id: WireId
    reason: str
    expires_at: Moment | None
    created_at: Moment
    appeal: str | None
    appeal_state: AppealState | None
    appealed_at: Moment | None


class Ban(OwnBan):
    """A ban, for who runs the room."""

    user: Person
    by: Person


class Mute(WireModel):
    """Somebody writes nothing in the room until then."""

    room_id: WireId
    user: Person
    by: Person
    reason: str
    until: Moment
    created_at: Moment


class Report(WireModel):
    """A report. ``content`` is what the message said, until the report is closed.

    ``reporter`` is told to the reporter and to the server's administrators.
    """

    id: WireId
    kind: Literal["message", "person"]
    room_id: WireId | None
    room_name: str | None
    message_id: WireId | None
    person: Person
    reporter: Person | None
    content: str | None
    reason: Reason
    note: str
    state: ReportState
    answer: str
    created_at: Moment
    answered_at: Moment | None


class MessageEdit(WireModel):
    """What a message said before it was edited at ``editedAt``."""

    content: str
    edited_at: Moment
