"""Look at the pages that messages link to, after the messages are out.

A row is claimed before anything is asked, so that of several workers one looks, and no transaction
is open meanwhile. A page that cannot be had is tried again a little later, and then left alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from gevent.pool import Pool

from chatty.core import clock, limits
from chatty.core.claiming import claim
from chatty.core.db import db, release, writing
from chatty.core.facts import record
from chatty.core.fetching import FetchFailedError, FetchRefusedError, fetcher
from chatty.messages.actions import count_previews
from chatty.messages.events import MessageUpdated
from chatty.messages.jobs.pictures import (
    Page,
    forget_unless_named,
    keep,
    picture_at,
    show_picture,
)
from chatty.messages.models import Message, Preview, PreviewState
from chatty.messages.queries import view_of
from chatty.messages.rendering.pages import words_of
from chatty.rooms.actions import held_room

ACCEPT = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": "en"}


def fetch_previews() -> int:
    """Look at some of the links that wait, several at once; answers how many."""
    found = db.session.execute(_due()).all()
    release()
    claimed = [row for row in found if _claimed(row.id, row.attempts)]
    pages = Pool(limits.PREVIEWS_AT_ONCE).map(_look, [row.url for row in claimed])
    for row, page in zip(claimed, pages, strict=True):
        store(row.id, page, tries=row.attempts + 1)
    return len(claimed)


def _due() -> sa.Select[int, str, int]:
    """What has waited longest, of each sender the first before anybody's second."""
    turn = sa.func.row_number().over(
        partition_by=Message.sender_id, order_by=(Preview.due_at, Preview.id)
    )
    waits = (
        sa.select(Preview.id, Preview.url, Preview.attempts, Preview.due_at, turn.label("turn"))
        .join(Message, Message.id == Preview.message_id)
        .where(Preview.state == PreviewState.PENDING, Preview.due_at <= clock.now())
        .subquery()
    ).c
    return (
        sa.select(waits.id, waits.url, waits.attempts)
        .where(waits.turn <= limits.PREVIEWS_AT_ONCE_SENDER)
        .order_by(waits.turn, waits.due_at)
        .limit(limits.PREVIEWS_AT_ONCE)
    )


def _claimed(preview_id: int, attempts: int) -> bool:
    with writing():
        return claim(Preview, preview_id, attempts=attempts, lasts=limits.PREVIEW_PAUSE)


def _look(url: str) -> Page | FetchFailedError | None:
    try:
        answer = fetcher.fetch(url, headers=ACCEPT)
    except FetchFailedError as error:
        return error
    if answer.status != 200:  # noqa: PLR2004  # the one status that has the page itself
        return None
    words = words_of(answer.body, answer.headers.get("Content-Type", ""))
    return None if words is None else Page(words, picture_at(answer.url, words.picture))


def store(preview_id: int, page: Page | FetchFailedError | None, *, tries: int) -> None:
    """Keep what was found behind a link, unless that is to be asked for once more.

    Locked as by who edits or deletes: the room, the message, what hangs on it. Two that took them
    the other way round would wait for each other.
    """
    can_wait = isinstance(page, FetchFailedError) and not isinstance(page, FetchRefusedError)
    if can_wait and tries < limits.PREVIEW_TRIES:
        return
    picture = keep(preview_id, page.picture) if isinstance(page, Page) else None
    with writing():
        message = _held_message(preview_id)
        preview = db.session.get(Preview, preview_id, with_for_update=True, populate_existing=True)
        if message is None or preview is None or preview.state != PreviewState.PENDING:
            # Deleted, edited away, or not wanted any more meanwhile.
            forget_unless_named(picture, preview)
            return
        show_picture(preview, picture)
        if not isinstance(page, Page):
            preview.state = PreviewState.NONE
            return
        preview.state = PreviewState.READY
        preview.title, preview.description = page.words.title, page.words.description
        preview.site_name = page.words.site_name
        db.session.flush()
        count_previews(message.id)
        if message.deleted_at is None:
            record(MessageUpdated(view_of(message.id)))


def _held_message(preview_id: int) -> Message | None:
    """The message that the link stands in, held with its room; None where either has gone."""
    query = sa.select(Message.room_id, Message.id).join(Preview, Preview.message_id == Message.id)
    row = db.session.execute(query.where(Preview.id == preview_id)).first()
    room = held_room(row.room_id) if row else None
    if row is None or room is None or room.deleted_at is not None:
        return None
    return db.session.get(Message, row.id, with_for_update=True, populate_existing=True)
