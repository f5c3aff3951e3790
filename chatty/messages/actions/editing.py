"""Say otherwise what one has said; what it said before is kept for who reads it."""

from __future__ import annotations

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.actions.checking import check_saying
from chatty.messages.actions.holding import Held, check_there, hold_message, member_of
from chatty.messages.actions.mentioning import renew_mentions, worded
from chatty.messages.actions.previewing import follow_edit
from chatty.messages.events import MessageUpdated
from chatty.messages.models import MessageEdit, MessageKind, MessageView
from chatty.messages.policies import check_content
from chatty.messages.queries import message_for
from chatty.messages.rendering import VERSION
from chatty.rooms.policies import check_not_muted, may_post
from chatty.rooms.queries import check_open
from chatty.site.queries import site_settings


def edit(viewer: Viewer, message_id: int, content: str) -> MessageView:
    """Let one's own message say *content*; the same once more changes nothing.

    Raises NotFound, Forbidden, Invalid, TooMany, and Conflict for what was deleted and for polls.
    """
    held = hold_message(viewer, message_id)
    content = check_content(content, has_files=held.message.attachment_count > 0)
    _check_may_edit(viewer, held)
    content = check_saying(
        viewer,
        held.room,
        member_of(held).role,
        content,
        site_words=site_settings().filtered_words,
    )
    message = held.message
    if message.content == content:
        return message_for(viewer, message_id)
    rates.hit(limits.RATE_EDITS, "edits", viewer.id)
    now = clock.now()
    db.session.add(MessageEdit(message_id=message.id, content=message.content, edited_at=now))
    words = worded(viewer, message.room_id, content)
    message.content, message.content_html = content, words.html
    message.html_version, message.edited_at = VERSION, now
    renew_mentions(message, words)
    db.session.flush()
    follow_edit(message)
    view = message_for(viewer, message_id)
    record(MessageUpdated(view))
    return view


def _check_may_edit(viewer: Viewer, held: Held) -> None:
    if held.message.sender_id != viewer.id:
        raise Forbidden("not_yours", "Only who wrote a message edits it.")
    place = member_of(held)
    check_there(held)
    if held.message.kind == MessageKind.POLL:
        raise Conflict("poll_not_edited", "What a poll asks stays as it was asked.")
    check_not_muted(place.muted_until, now=clock.now())
    if not may_post(held.room, place):
        raise Forbidden("read_only", "Here one reads; writing is not open to you.")
    check_open(viewer, held.room)
