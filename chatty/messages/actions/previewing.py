"""Find the links of a message, and keep what they lead to in step with what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden
from chatty.core.facts import record
from chatty.messages.actions.holding import check_there, hold_message
from chatty.messages.actions.picturing import drop_picture
from chatty.messages.events import MessageUpdated
from chatty.messages.models import Message, MessageKind, MessageView, Preview, PreviewState
from chatty.messages.queries import message_for
from chatty.rooms.models import Room
from chatty.rooms.policies import Right, has_right

LINK = re.compile(r'<a [^>]*?href="(https?://[^"]+)"')


def links_in(html: str) -> list[str]:
    """The first few addresses that rendered words link to, each once."""
    found = dict.fromkeys(unescape(url) for url in LINK.findall(html))
    return [url for url in found if len(url) <= limits.PREVIEW_URL_CHARACTERS][: limits.PREVIEWS]


def note_links(view: MessageView) -> None:
    """Have the links of *view* looked at later, unless it is a poll or its room wants none."""
    urls = [] if view.kind == MessageKind.POLL else links_in(view.content_html)
    if not urls or not _wanted(view.room_id):
        return
    _add(view.id, list(enumerate(urls)))
    db.session.flush()


def follow_edit(message: Message) -> None:
    """What is not linked any more is not shown; what is so only now is looked at."""
    urls = links_in(message.content_html)
    known = _previews(message.id)
    if not known and not urls:
        return
    for each in known:
        if each.url not in urls:
            drop_picture(each)
            db.session.delete(each)
    there = {each.url for each in known}
    if _wanted(message.room_id):
        _add(message.id, [(place, url) for place, url in enumerate(urls) if url not in there])
    db.session.flush()
    count_previews(message.id)


def remove_previews(viewer: Viewer, message_id: int) -> MessageView:
    """Show nothing below one's own message, or below any as who runs the room.

    Raises NotFound, Forbidden, and Conflict for what was deleted. Twice changes nothing.
    """
    held = hold_message(viewer, message_id)
    if held.message.sender_id != viewer.id and not has_right(
        Right.DELETE_ANY, held.room, held.role
    ):
        raise Forbidden("not_yours", "Only who wrote a message decides that, or who runs the room.")
    check_there(held)
    shown = [each for each in _previews(message_id) if each.state != PreviewState.REMOVED]
    for each in shown:
        each.state = PreviewState.REMOVED
        each.title = each.description = each.site_name = ""
        drop_picture(each)
    if shown:
        db.session.flush()
        count_previews(message_id)
        record(MessageUpdated(message_for(viewer, message_id)))
    return message_for(viewer, message_id)


def count_previews(message_id: int) -> None:
    """Note how many are shown, which saves looking where there are none."""
    ready = sa.select(sa.func.count()).where(
        Preview.message_id == message_id, Preview.state == PreviewState.READY
    )
    db.session.execute(
        sa.update(Message)
        .where(Message.id == message_id)
        .values(preview_count=ready.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def _add(message_id: int, places: Sequence[tuple[int, str]]) -> None:
    now = clock.now()
    for position, url in places:
        db.session.add(Preview(message_id=message_id, position=position, url=url, due_at=now))


def _previews(message_id: int) -> Sequence[Preview]:
    query = sa.select(Preview).where(Preview.message_id == message_id)
    return db.session.scalars(query.order_by(Preview.position)).all()


def _wanted(room_id: int) -> bool:
    return bool(db.session.scalar(sa.select(Room.previews).where(Room.id == room_id)))
