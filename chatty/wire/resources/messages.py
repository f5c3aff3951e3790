"""Messages as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence

from chatty.messages.models import (
    MessagePage,
    MessageView,
    PreviewView,
    ReactionView,
    ReplyView,
    SavedView,
    ThreadPlaceView,
    ThreadView,
)
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.resources.attachments import attachments_json
from chatty.wire.resources.people import picture_url
from chatty.wire.resources.polls import poll_json

PICTURES = "/api/v1/previews"


def message_json(view: MessageView) -> Json:
    """*view* as a Message."""
    return {
        "id": str(view.id),
        "roomId": str(view.room_id),
        "seq": view.seq if view.thread_id is None else None,
        "userId": str(view.sender_id),
        "userName": view.display_name,
        "avatarUrl": picture_url(view.avatar_key),
        "content": view.content,
        "contentHtml": view.content_html,
        "kind": view.kind,
        "clientId": view.client_id,
        "replyTo": reply_json(view.reply),
        "forwardedFrom": view.forwarded_from,
        "threadId": None if view.thread_id is None else str(view.thread_id),
        "threadSeq": view.thread_seq,
        "threadCount": view.thread_count,
        "lastReplyAt": moment_or_none(view.last_reply_at),
        "attachments": attachments_json(view.attachments),
        "previews": previews_json(view.previews),
        "reactions": reactions_json(view.reactions),
        "poll": poll_json(view.poll),
        "mentionUserIds": [str(user_id) for user_id in view.mention_ids],
        "mentionsRoom": view.mentions_room,
        "silent": view.is_silent,
        "expiresAt": moment_or_none(view.expires_at),
        "pinnedAt": moment_or_none(view.pinned_at),
        "timestamp": moment(view.created_at),
        "editedAt": moment_or_none(view.edited_at),
        "deletedAt": moment_or_none(view.deleted_at),
    }


def reply_json(view: ReplyView | None) -> Json | None:
    """What a message answers."""
    if view is None:
        return None
    return {
        "id": str(view.id),
        "seq": view.seq,
        "userId": str(view.sender_id),
        "userName": view.display_name,
        "excerpt": view.excerpt,
    }


def thread_place_json(place: ThreadPlaceView) -> Json:
    """*place* as a ThreadPlace."""
    return {
        "id": str(place.thread_id),
        "roomId": str(place.room_id),
        "threadCount": place.thread_count,
        "lastReplyAt": moment_or_none(place.last_reply_at),
        "readSeq": place.read_seq,
        "unreadCount": place.unread,
    }


def thread_json(view: ThreadView) -> Json:
    """*view* as a Thread."""
    return thread_place_json(view.place) | {"root": message_json(view.root)}


def saved_json(view: SavedView) -> Json:
    """*view* as a Saved."""
    return {"message": message_json(view.message), "savedAt": moment(view.saved_at)}


def previews_json(views: Sequence[PreviewView]) -> list[Json]:
    """What the links of a message lead to."""
    return [
        {
            "url": view.url,
            "title": view.title,
            "description": view.description,
            "siteName": view.site_name,
            "pictureUrl": f"{PICTURES}/{view.picture.key}" if view.picture else None,
            "pictureWidth": view.picture.width if view.picture else None,
            "pictureHeight": view.picture.height if view.picture else None,
        }
        for view in views
    ]


def reactions_json(views: Sequence[ReactionView]) -> list[Json]:
    """What is under a message."""
    return [
        {
            "emoji": view.emoji,
            "count": view.count,
            "userIds": [str(user_id) for user_id in view.user_ids],
        }
        for view in views
    ]


def message_page_json(page: MessagePage) -> Json:
    """*page*, oldest first, with the seqs to go on with."""
    return {
        "items": [message_json(view) for view in page.items],
        "before": page.before,
        "after": page.after,
    }
