"""Invites of every kind."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models.people import User
from chatty.wire.models.rooms import Room

InviteKind = Literal["friend", "room", "email"]
InviteState = Literal["pending", "accepted", "rejected", "expired", "revoked"]


class Invite(WireModel):
    """One person's wish to have another as a friend, in a room, or on this server.

    Nobody's presence is told here, and of the room no counts: an invite opens nothing by itself.
    ``invitee`` of an invite by mail is null until it is accepted, ``email`` is told to who sent it.
    """

    id: WireId
    kind: InviteKind
    state: InviteState
    inviter: User
    invitee: User | None
    email: str | None
    room: Room | None
    role: Literal["admin", "member"]
    note: str
    created_at: Moment
    sent_at: Moment
    expires_at: Moment
