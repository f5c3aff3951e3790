"""Links into rooms, as who looks after them sees them, and as whoever has one does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.mail import outgoing
from chatty.invites.queries import LinkRow, link_state_of
from chatty.rooms.models import RoomOverview
from chatty.rooms.queries import membership_of
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.resources import room_json
from chatty.wire.showing import Shown


def links_json(viewer: Viewer, rows: Sequence[LinkRow]) -> list[Json]:
    """*rows* as InviteLinks, in as many statements for many as for one."""
    shown = Shown(viewer, [row.maker.id for row in rows])
    return [
        {
            "id": str(row.link.id),
            "roomId": str(row.room.id),
            "token": row.token,
            "url": f"{outgoing.base_url}/join/{row.token}",
            "state": str(link_state_of(row)),
            "role": row.link.role,
            "uses": row.link.uses,
            "maxUses": row.link.max_uses,
            "createdBy": shown.name(row.maker),
            "createdAt": moment(row.link.created_at),
            "expiresAt": moment(row.link.expires_at),
        }
        for row in rows
    ]


def link_preview_json(viewer: Viewer, row: LinkRow) -> Json:
    """*row* as an InviteLinkPreview: of the room what it says of itself and how many are in it."""
    is_member = viewer.user_id is not None and _is_in(viewer.user_id, row.room.id)
    card = room_json(RoomOverview(row.room, None))
    card |= {name: _by_link(card[name], row.token) for name in ("avatarUrl", "coverUrl")}
    return {
        "room": card | {"memberCount": row.room.member_count, "onlineCount": None, "lastSeq": None},
        "inviter": Shown(viewer, [row.maker.id]).name(row.maker),
        "role": row.link.role,
        "isMember": is_member,
        "pausedUntil": moment_or_none(_paused_until(row)),
        "expiresAt": moment(row.link.expires_at),
    }


def _by_link(url: str | None, token: str) -> str | None:
    """Where the room's picture is for whoever has the link."""
    return None if url is None else f"{url}?link={token}"


def _paused_until(row: LinkRow) -> datetime | None:
    until = row.room.raid_until
    return until if until is not None and until > clock.now() else None


def _is_in(user_id: int, room_id: int) -> bool:
    return membership_of(user_id, room_id) is not None
