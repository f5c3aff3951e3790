"""Messages, found by whom they may be seen by, newest first.

What was said last is looked through as it is: there a common word is found at once, for which an
index would answer with half of all messages. What lies before is asked of the index. What the
index has not seen yet, as it follows a second or so behind, is read and compared here, so that a
search is never older than the messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound, invalid
from chatty.core.limits import SEARCH_QUERY_CHARACTERS, SEARCH_TERMS
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged
from chatty.messages.models import Message, MessageView
from chatty.messages.policies import quote_seen
from chatty.messages.queries import all_words, words_of
from chatty.messages.queries.extras import completed
from chatty.messages.queries.history import view_rows
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import first_visible
from chatty.rooms.queries import readable_room_for, room_by_slug_for
from chatty.search.models import STATE_ID, Hit, Operator, Query, SearchEntry, SearchState
from chatty.search.policies import excerpt, folded, parse
from chatty.search.queries.asking import BEFORE, FLOOR, SIZE, Engine, Run
from chatty.search.queries.engines import engine
from chatty.search.queries.looking import Sought, ids_between, joined, sought

# Above every id there will be.
NEWEST = 2**62
LOOKED_THROUGH = 2_000
UNINDEXED_READ = 5_000
CANDIDATES_AT_FIRST = 1_000
CANDIDATES_AT_ONCE = 10_000


def find_messages(
    viewer: Viewer,
    text: str,
    *,
    room_id: int | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Hit]:
    """What *viewer* may see that fits *text*, newest first; in one room if one is given.

    Raises Invalid for a query that cannot be meant, NotFound and Forbidden as reading the room
    does, and Unavailable when it takes too long.
    """
    query = checked(text)
    size = page_size(limit)
    before = decode_id_cursor(cursor) if cursor else NEWEST
    room_ids = _rooms(viewer, query, room_id)
    if query.is_empty:
        return Page([], None)
    wanted = sought(viewer, query, room_ids=room_ids)
    if wanted is None:
        return Page([], None)
    newer = _unindexed(viewer, wanted, before)
    older = _indexed(viewer, wanted, before, size + 1)
    ids = sorted({*newer, *older}, reverse=True)[: size + 1]
    page = paged(ids, size, encode_cursor)
    words = [folded(term.text) for term in query.terms if not term.negated]
    hits = [Hit(view, excerpt(words_of(view), words)) for view in _views(viewer, page.items)]
    return Page(hits, page.next_cursor)


def checked(text: str) -> Query:
    """*text* as a query; raises Invalid."""
    if len(text) > SEARCH_QUERY_CHARACTERS:
        raise invalid("query", f"A search has at most {SEARCH_QUERY_CHARACTERS} characters.")
    query = parse(text)
    if query.problem:
        raise invalid("query", query.problem)
    if len(query.terms) + len(query.conditions) > SEARCH_TERMS:
        raise invalid("query", f"A search has at most {SEARCH_TERMS} words.")
    return query


def _rooms(viewer: Viewer, query: Query, room_id: int | None) -> list[int]:
    """The rooms that are meant; one that may not be read is like one that does not exist."""
    found = [] if room_id is None else [readable_room_for(viewer, room_id).id]
    for value in query.values(Operator.IN):
        room = _room(viewer, value)
        if room is None:
            raise invalid("query", "in: takes the address of a room that you may read.")
        found.append(room.id)
    return found


def _room(viewer: Viewer, value: str) -> Room | None:
    try:
        if value.isascii() and value.isdigit():
            return readable_room_for(viewer, int(value[:18]))
        return readable_room_for(viewer, room_by_slug_for(viewer, value).id)
    except (NotFound, Forbidden):
        return None


def _indexed(viewer: Viewer, wanted: Sought, before: int, size: int) -> list[int]:
    """The newest that fit among what is indexed."""
    by = engine()
    newest = db.session.scalar(sa.select(sa.func.max(SearchEntry.message_id))) or 0
    first, last = ids_between(wanted.since, wanted.until)
    top = min(before, newest + 1, last + 1)
    walk = _walk(viewer, wanted, by)
    statements = {
        "walk": walk,
        "fit": _fit(viewer, wanted, by),
        "candidates": by.candidates(wanted) if wanted.needs_index else walk,
    }

    def look(run: Run) -> list[int]:
        floor = max(first, top - LOOKED_THROUGH) if wanted.needs_index else first
        found = run("walk", before=top, floor=floor, size=size)
        for span in by.spans(wanted, first, floor) if wanted.needs_index else ():
            if len(found) < size:
                found += _by_index(run, by, span, size - len(found))
        return found

    return by.within_time(statements, look)


def _by_index(run: Run, by: Engine, span: Mapping[str, object], size: int) -> list[int]:
    """The newest that fit within a span of ids, by what the index answers."""
    found: list[int] = []
    values, at_once = dict(span), CANDIDATES_AT_FIRST
    while len(found) < size:
        ids = run("candidates", **values, size=at_once)
        if ids:
            found += run("fit", ids=by.list_of(ids), size=size - len(found))
            values["before"] = ids[-1]
        if len(ids) < at_once:
            break
        at_once = CANDIDATES_AT_ONCE
    return found


def _walk(viewer: Viewer, wanted: Sought, by: Engine) -> sa.Select[int]:
    place = SearchEntry.message_id
    return _entries(viewer, wanted, by).where(place < BEFORE, place >= FLOOR)


def _fit(viewer: Viewer, wanted: Sought, by: Engine) -> sa.Select[int]:
    return _entries(viewer, wanted, by).where(by.among())


def _entries(viewer: Viewer, wanted: Sought, by: Engine) -> sa.Select[int]:
    """The newest entries that fit."""
    entry = SearchEntry.__table__.join(Message, Message.id == SearchEntry.message_id)
    return (
        sa.select(SearchEntry.message_id)
        .select_from(joined(entry, viewer))
        .where(
            *(by.has(word) for word in wanted.words),
            *(~by.has(word) for word in wanted.absent),
            *wanted.conditions,
        )
        .order_by(SearchEntry.message_id.desc())
        .limit(SIZE)
    )


def _unindexed(viewer: Viewer, wanted: Sought, before: int) -> list[int]:
    """What fits among the newest that the index has not seen yet."""
    newest = db.session.scalar(sa.select(sa.func.max(Message.id))) or 0
    indexed_to = db.session.scalar(
        sa.select(SearchState.indexed_to).where(SearchState.id == STATE_ID)
    )
    # After an upgrade all that was ever said is not indexed yet, and this is read on the hub.
    floor = max(indexed_to or 0, newest - UNINDEXED_READ)
    known = sa.exists().where(SearchEntry.message_id == Message.id)
    query = (
        sa.select(Message.id, Message.content, Message.kind, Message.attachment_count)
        .select_from(joined(Message.__table__, viewer))
        .where(Message.id > floor, Message.id < before, ~known, *wanted.conditions)
        .order_by(Message.id.desc())
    )
    rows = db.session.execute(query).all()
    return [
        row.id
        for row, words in zip(rows, all_words(rows), strict=True)
        if _fits(wanted, folded(words))
    ]


def _fits(wanted: Sought, words: str) -> bool:
    return all(word in words for word in wanted.words) and not any(
        word in words for word in wanted.absent
    )


def _views(viewer: Viewer, ids: Sequence[int]) -> list[MessageView]:
    """The messages, in the order of *ids*, with what hangs on them as far as it may be seen."""
    if not ids:
        return []
    rows = db.session.execute(view_rows().where(Message.id.in_(ids)))
    views = [MessageView(*row) for row in rows]
    floors = _floors(viewer, {view.room_id for view in views})
    there = [view for view in views if view.room_id in floors]
    # In all rooms at once: what hangs on messages is some statements each time.
    whole = {
        view.id: replace(view, reply=quote_seen(view.reply, floor=floors[view.room_id]))
        for view in completed(there, reader_id=viewer.user_id)
    }
    return [whole[message_id] for message_id in ids if message_id in whole]


def _floors(viewer: Viewer, room_ids: set[int]) -> dict[int, int]:
    """From where on each of the rooms is read."""
    mine = sa.and_(Membership.room_id == Room.id, Membership.user_id == viewer.user_id)
    query = sa.select(Room, Membership).outerjoin(Membership, mine).where(Room.id.in_(room_ids))
    return {
        row.Room.id: first_visible(row.Room, row.Membership) for row in db.session.execute(query)
    }
