"""Rooms and members as plain dicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chatty.core import clock
from chatty.messages.models import MessageView
from chatty.messages.policies import as_seen, quote_seen
from chatty.rooms.models import Membership, RequestState, Role, Room, RoomKind, RoomOverview
from chatty.rooms.policies import first_visible, may_read
from chatty.rooms.queries import MemberRow
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.resources.messages import message_json
from chatty.wire.resources.people import picture_url


def room_json(
    overview: RoomOverview,
    last_message: MessageView | None = None,
    online_count: int = 0,
    peer: Json | None = None,
    name: str = "",
) -> Json:
    """The room of *overview* as a Room.

    Of a direct one *peer* is the other person, and *name* what it is called without one given.
    """
    room = overview.room
    reads = may_read(room, overview.membership, overview.ban)
    shown = _shown(overview, last_message) if reads else None
    return shared_room_json(room) | {
        "name": room.name or name,
        "memberCount": room.member_count if reads else None,
        "onlineCount": online_count if reads else None,
        "lastSeq": room.last_seq if reads else None,
        "membership": _place_json(overview),
        "lastMessage": message_json(shown) if shown else None,
        "peer": peer,
        "requestState": _request_state(overview),
        "passwordPausedUntil": moment_or_none(_paused_until(overview)),
    }


def shared_room_json(room: Room) -> Json:
    """*room* as a SharedRoom."""
    return {
        "id": str(room.id),
        "kind": room.kind,
        "postBy": room.post_by,
        "inviteBy": room.invite_by,
        "pinBy": room.pin_by,
        "mentionAllBy": room.mention_all_by,
        "slowModeSeconds": room.slow_mode_seconds,
        "retentionDays": room.retention_days,
        "previews": room.previews,
        "history": room.history,
        "createdById": str(room.created_by_id),
        "slug": room.slug,
        "name": room.name,
        "topic": room.topic,
        "bio": room.bio,
        "avatarUrl": picture_url(room.avatar_key),
        "coverUrl": picture_url(room.cover_key, "large"),
        "ownerId": None if room.owner_id is None else str(room.owner_id),
        "hasPassword": room.kind == RoomKind.PASSWORD,
        "isDefault": room.is_default,
        "raidUntil": moment_or_none(room.raid_until),
        "archivedAt": moment_or_none(room.archived_at),
        "createdAt": moment(room.created_at),
    }


def own_place_json(place: Membership) -> Json:
    """*place* as an OwnPlace."""
    return {
        "notifyLevel": place.notify_level,
        "favourite": place.favourite,
        "folder": place.folder,
        "archivedAt": moment_or_none(place.archived_at),
        "mutedUntil": moment_or_none(place.muted_until),
    }


def member_json(row: MemberRow, user: Json, *, receipts: bool = True) -> Json:
    """*row* as a Member, whose *user* is a User; how far they read only where that is shown."""
    return {
        "user": user,
        "role": row.membership.role,
        "joinedAt": moment(row.membership.joined_at),
        "readSeq": row.membership.read_seq if receipts else None,
        "mutedUntil": moment_or_none(row.membership.muted_until),
    }


def _paused_until(overview: RoomOverview) -> datetime | None:
    """Until when nobody joins by password, if that is so; owners are told."""
    place, until = overview.membership, overview.room.password_paused_until
    is_owner = place is not None and place.role == Role.OWNER
    return until if is_owner and until is not None and until > clock.now() else None


def _request_state(overview: RoomOverview) -> str | None:
    """Where the message request stands; who asked is not told that it was declined."""
    room, place = overview.room, overview.membership
    asked = place is not None and place.user_id == room.created_by_id
    declined = room.request_state == RequestState.DECLINED
    return str(RequestState.PENDING) if asked and declined else room.request_state


def _shown(overview: RoomOverview, message: MessageView | None) -> MessageView | None:
    """The newest message as it may stand in a list of rooms."""
    membership = overview.membership
    floor = first_visible(overview.room, membership)
    if message is None or message.seq < floor:
        return None
    seen = replace(message, reply=quote_seen(message.reply, floor=floor))
    return as_seen(seen, joined_at=membership.joined_at if membership else None)


def _place_json(overview: RoomOverview) -> Json | None:
    membership = overview.membership
    if membership is None:
        return None
    return own_place_json(membership) | {
        "role": membership.role,
        "readSeq": membership.read_seq,
        "deliveredSeq": membership.delivered_seq,
        "unreadCount": overview.unread_count,
        "mentionCount": 0,
        "joinedAt": moment(membership.joined_at),
    }
