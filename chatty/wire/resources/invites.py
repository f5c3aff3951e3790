"""Invites as plain dicts."""

from __future__ import annotations

from chatty.core import clock
from chatty.invites.policies import state_at
from chatty.invites.queries import InviteRow
from chatty.rooms.models import Room, RoomOverview
from chatty.wire.base import Json, moment
from chatty.wire.resources.rooms import room_json

NOT_TOLD = {"memberCount": None, "onlineCount": None, "lastSeq": None}


def invite_json(row: InviteRow, inviter: Json, invitee: Json | None, *, sent: bool) -> Json:
    """*row* as an Invite; *sent* says that it is for who sent it."""
    invite = row.invite
    state = state_at(clock.now(), state=invite.state, expires_at=invite.expires_at)
    return {
        "id": str(invite.id),
        "kind": invite.kind,
        "state": str(state),
        "inviter": inviter,
        "invitee": invitee,
        "email": invite.email if sent else None,
        "room": _room_card(row.room),
        "role": invite.role,
        "note": invite.note,
        "createdAt": moment(invite.created_at),
        "sentAt": moment(invite.sent_at),
        "expiresAt": moment(invite.expires_at),
    }


def _room_card(room: Room | None) -> Json | None:
    return None if room is None else room_json(RoomOverview(room, None)) | NOT_TOLD
