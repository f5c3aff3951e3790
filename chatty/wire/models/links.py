"""Links into rooms."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models.people import User
from chatty.wire.models.rooms import Room

GivenRole = Literal["admin", "member"]


class InviteLink(WireModel):
    """An address that lets whoever has it into a room, while its ``state`` is ``open``.

    It is ``used_up`` after ``maxUses``, and ``withdrawn`` while its maker may not give it.
    """

    id: WireId
    room_id: WireId
    token: str
    url: str
    state: Literal["open", "expired", "revoked", "used_up", "withdrawn"]
    role: GivenRole
    uses: int
    max_uses: int | None
    created_by: User
    created_at: Moment
    expires_at: Moment


class InviteLinkPreview(WireModel):
    """What a link leads to, for who has it; nobody comes in by it before ``pausedUntil``.

    Of the room it tells what the room says of itself and its ``memberCount``, no other counts.
    """

    room: Room
    inviter: User
    role: GivenRole
    is_member: bool
    paused_until: Moment | None
    expires_at: Moment
