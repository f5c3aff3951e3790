"""The index follows the messages, a second or so behind, so that to say something costs nothing.

Messages are looked at by ascending id. On PostgreSQL one with a lower id may be stored after one
with a higher, so the mark moves only over what is older than any transaction may be.
"""

from __future__ import annotations

from collections.abc import Sequence

import gevent
import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core import clock
from chatty.core.db import db, on_sqlite, release, writing
from chatty.core.limits import INDEX_BATCH, INDEX_BATCHES, INDEX_SETTLES_AFTER
from chatty.messages.models import Message
from chatty.messages.queries import all_words
from chatty.search.actions import Said, begin_anew, follow_to, put_in, take_out
from chatty.search.models import STATE_ID, SearchEntry, SearchState

Unseen = sa.Row[int, int, int, str, str, int]


def follow_messages() -> int:
    """Take in what was said since the last time, or as many batches as may be at once."""
    count = 0
    for _ in range(INDEX_BATCHES):
        batch = index_messages()
        count += batch
        if batch < INDEX_BATCH:
            break
        # The streams and the next message come first.
        gevent.sleep(0)
    return count


def index_messages() -> int:
    """Take in a batch of what was said; answers how many messages it was.

    Looked at before anything is held: most of the time there is nothing.
    """
    behind = sa.exists().where(Message.id > SearchState.indexed_to).correlate(SearchState)
    is_behind = db.session.scalar(sa.select(behind).select_from(SearchState))
    release()
    if not is_behind:
        return 0
    with writing():
        # Of several processes one does it; the others find it done.
        mark = db.session.scalar(
            sa.select(SearchState.indexed_to).where(SearchState.id == STATE_ID).with_for_update()
        )
        rows = _unseen(mark or 0)
        put_in(_said(rows))
        follow_to(_seen_to(mark or 0, rows))
    return len(rows)


def forget_erased() -> int:
    """Take out a batch of what those said who took it back; nothing finds it already."""
    erased = sa.select(User.id).where(User.messages_erased_at.is_not(None))
    theirs = sa.select(SearchEntry.message_id).where(SearchEntry.sender_id.in_(erased))
    ids = db.session.scalars(theirs.limit(INDEX_BATCH)).all()
    release()
    if ids:
        with writing():
            take_out(ids)
    return len(ids)


def rebuild() -> int:
    """Make the whole index anew, batch by batch; answers how many messages are in it."""
    with writing():
        begin_anew()
    count = 0
    while batch := index_messages():
        count += batch
    return count


def _said(rows: Sequence[Unseen]) -> list[Said]:
    return [
        Said(row.id, row.room_id, row.sender_id, words)
        for row, words in zip(rows, all_words(rows), strict=True)
    ]


def _unseen(mark: int) -> Sequence[Unseen]:
    known = sa.exists().where(SearchEntry.message_id == Message.id)
    erased = sa.exists().where(User.id == Message.sender_id, User.messages_erased_at.is_not(None))
    query = (
        sa.select(
            Message.id,
            Message.room_id,
            Message.sender_id,
            Message.content,
            Message.kind,
            Message.attachment_count,
        )
        .where(Message.id > mark, Message.deleted_at.is_(None), ~known, ~erased)
        .order_by(Message.id)
        .limit(INDEX_BATCH)
        # Or words that are being taken back would come in after they went.
        .with_for_update(read=True, of=Message)
    )
    return db.session.execute(query).all()


def _seen_to(mark: int, rows: Sequence[Unseen]) -> int:
    """How far nothing can be missed any more."""
    query = sa.select(sa.func.max(Message.id)).where(Message.id > mark)
    if len(rows) == INDEX_BATCH:
        query = query.where(Message.id <= rows[-1].id)
    if not on_sqlite():
        query = query.where(Message.created_at < clock.now() - INDEX_SETTLES_AFTER)
    return max(mark, db.session.scalar(query) or 0)
