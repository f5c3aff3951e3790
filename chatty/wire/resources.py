"""Write the resources of ``models.py`` as plain dicts, ready for JSON.

A model costs ten times as much, and messages are written on the hottest path; a test proves that
what is built here is what the models describe.
"""

from __future__ import annotations

from chatty.accounts.models import User
from chatty.messages.models import MessagePage, MessageView
from chatty.rooms.models import Membership, RoomKind, RoomOverview
from chatty.rooms.policies import may_read
from chatty.rooms.queries import MemberRow
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.models import Relation


def person_json(user: User) -> Json:
    """*user* as a Person."""
    return {
        "id": str(user.id),
        "username": user.username,
        "displayName": user.display_name,
        "avatarUrl": None,
    }


def profile_json(user: User) -> Json:
    """*user* as a Profile."""
    return person_json(user) | {
        "bio": user.bio,
        "coverUrl": None,
        "kind": user.kind,
        "statusEmoji": None,
        "statusText": None,
        "createdAt": moment(user.created_at),
    }


def user_json(user: User, presence: Json | None = None, relation: Relation = "none") -> Json:
    """*user* as a User."""
    return profile_json(user) | {"presence": presence, "relation": relation}


def me_json(user: User, presence: Json | None = None) -> Json:
    """*user* as a Me, for nobody but themselves."""
    return user_json(user, presence, "self") | {
        "email": user.email,
        "pendingEmail": user.pending_email,
        "isAdmin": user.is_admin,
        "settings": {"theme": user.theme},
    }


def room_json(
    overview: RoomOverview, last_message: MessageView | None = None, online_count: int = 0
) -> Json:
    """The room of *overview* as a Room."""
    room = overview.room
    reads = may_read(room, overview.membership)
    shown = last_message if reads and _may_see(overview.membership, last_message) else None
    return {
        "id": str(room.id),
        "kind": room.kind,
        "postBy": room.post_by,
        "history": room.history,
        "createdById": str(room.created_by_id),
        "slug": room.slug,
        "name": room.name,
        "topic": room.topic,
        "bio": room.bio,
        "avatarUrl": None,
        "coverUrl": None,
        "ownerId": str(room.owner_id),
        "memberCount": room.member_count if reads else None,
        "onlineCount": online_count if reads else None,
        "hasPassword": room.kind == RoomKind.PASSWORD,
        "archivedAt": moment_or_none(room.archived_at),
        "createdAt": moment(room.created_at),
        "lastSeq": room.last_seq if reads else None,
        "membership": _place_json(overview),
        "lastMessage": message_json(shown) if shown else None,
        "peer": None,
    }


def message_json(view: MessageView) -> Json:
    """*view* as a Message."""
    return {
        "id": str(view.id),
        "roomId": str(view.room_id),
        "seq": view.seq,
        "userId": str(view.sender_id),
        "userName": view.display_name,
        "avatarUrl": None,
        "content": view.content,
        "contentHtml": view.content_html,
        "kind": "text",
        "clientId": view.client_id,
        "replyTo": None,
        "threadId": None,
        "threadCount": 0,
        "attachments": [],
        "reactions": [],
        "mentionUserIds": [],
        "mentionsRoom": False,
        "pinnedAt": None,
        "timestamp": moment(view.created_at),
        "editedAt": None,
        "deletedAt": None,
    }


def message_page_json(page: MessagePage) -> Json:
    """*page*, oldest first, with the seqs to go on with."""
    return {
        "items": [message_json(view) for view in page.items],
        "before": page.before,
        "after": page.after,
    }


def member_json(row: MemberRow, presence: Json | None = None, relation: Relation = "none") -> Json:
    """*row* as a Member."""
    return {
        "user": user_json(row.user, presence, relation),
        "role": row.membership.role,
        "joinedAt": moment(row.membership.joined_at),
        "readSeq": row.membership.read_seq,
        "mutedUntil": None,
    }


def _may_see(membership: Membership | None, message: MessageView | None) -> bool:
    if message is None or membership is None:
        return True
    return message.seq >= membership.visible_from_seq


def _place_json(overview: RoomOverview) -> Json | None:
    membership = overview.membership
    if membership is None:
        return None
    return {
        "role": membership.role,
        "readSeq": membership.read_seq,
        "deliveredSeq": membership.delivered_seq,
        "unreadCount": overview.unread_count,
        "mentionCount": 0,
        "notifyLevel": "everything",
        "favourite": False,
        "mutedUntil": None,
        "joinedAt": moment(membership.joined_at),
    }
