"""What happened in somebody's rooms since they read there last: a bounded number of statements.

New messages lie after the read marker. What was edited or deleted before it, and who came, counts
from the moment the marker moved last. What lies below one's own beginning never shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from chatty.accounts.models import Viewer
from chatty.core import limits
from chatty.core.db import db
from chatty.core.paging import Page, decode_id_cursor, encode_cursor
from chatty.messages.models import Message, MessageView
from chatty.messages.policies import as_seen
from chatty.messages.queries.extras import completed
from chatty.messages.queries.history import view_rows
from chatty.rooms.models import Membership, Room, RoomKind, RoomOverview
from chatty.rooms.policies import awaits_answer_of, first_visible
from chatty.rooms.queries import my_rooms

Counts = dict[int, int]
Views = dict[int, list[MessageView]]

MINE = sa.and_(Membership.room_id == Message.room_id, Membership.read_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Missed:
    """What happened in one room: the oldest of what is new, of what was edited and deleted."""

    overview: RoomOverview
    new: tuple[MessageView, ...] = ()
    edited: tuple[MessageView, ...] = ()
    deleted: tuple[MessageView, ...] = ()
    joined: int = 0

    @property
    def more(self) -> int:
        """How many more new messages there are than are shown."""
        return max(0, self.overview.unread_count - len(self.new))


def missed_by(viewer: Viewer, *, cursor: str | None = None) -> Page[Missed]:
    """The rooms in which something happened, by name, with what it was."""
    overviews = [each for each in my_rooms(viewer) if not awaits_answer_of(each.room, viewer.id)]
    edits = _counts(viewer, Message.edited_at)
    deletions = _counts(viewer, Message.deleted_at)
    joins = _joins(viewer)
    found = [
        each
        for each in overviews
        if each.unread_count or any(each.room.id in counts for counts in (edits, deletions, joins))
    ]
    start = 0 if cursor is None else _place(found, decode_id_cursor(cursor))
    shown = found[start : start + limits.MISSED_ROOMS]
    end = start + len(shown)
    items = _filled(viewer, shown, joins)
    return Page(items, encode_cursor(shown[-1].room.id) if end < len(found) else None)


def _place(found: Sequence[RoomOverview], room_id: int) -> int:
    """Where to go on after that room; from the beginning where nothing of it is new any more."""
    ids = [each.room.id for each in found]
    return ids.index(room_id) + 1 if room_id in ids else 0


def _filled(viewer: Viewer, shown: Sequence[RoomOverview], joins: Counts) -> list[Missed]:
    new = _new(shown)
    edited = _changed(viewer, shown, Message.edited_at, Message.deleted_at.is_(None))
    deleted = _changed(viewer, shown, Message.deleted_at, sa.true())
    return [
        Missed(
            each,
            tuple(new.get(each.room.id, ())),
            tuple(edited.get(each.room.id, ())),
            tuple(deleted.get(each.room.id, ())),
            joins.get(each.room.id, 0),
        )
        for each in shown
    ]


def _new(shown: Sequence[RoomOverview]) -> Views:
    """The first messages after each read marker; places have no gaps, so each room is a range."""
    ranges = []
    for each in shown:
        if each.unread_count:
            first = each.room.last_seq - each.unread_count + 1
            last = first + limits.MISSED_MESSAGES - 1
            ranges.append(
                sa.and_(Message.room_id == each.room.id, Message.seq.between(first, last))
            )
    if not ranges:
        return {}
    query = view_rows().where(sa.or_(*ranges)).order_by(Message.room_id, Message.seq)
    return _by_room(query, shown)


def _counts(viewer: Viewer, moment: InstrumentedAttribute[Any]) -> Counts:
    """In how many messages that one had read something changed since, by room."""
    query = (
        sa.select(Message.room_id, sa.func.count())
        .join(Membership, MINE)
        .where(*_since(viewer, moment))
        .group_by(Message.room_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _changed(
    viewer: Viewer,
    shown: Sequence[RoomOverview],
    moment: InstrumentedAttribute[Any],
    also: sa.ColumnElement[bool],
) -> Views:
    """The last of what changed in each room, in the order of what was said."""
    ids = [each.room.id for each in shown]
    order = sa.func.row_number().over(partition_by=Message.room_id, order_by=moment.desc())
    ranked = (
        sa.select(Message.id, order.label("rank"))
        .join(Membership, MINE)
        .where(*_since(viewer, moment), also, Message.room_id.in_(ids))
        .subquery()
    )
    # Looked up by what they are: joined to this, PostgreSQL reads all messages there are.
    newest = db.session.scalars(
        sa.select(ranked.c.id).where(ranked.c.rank <= limits.MISSED_CHANGES)
    ).all()
    if not newest:
        return {}
    query = view_rows().where(Message.id.in_(newest)).order_by(Message.room_id, Message.seq)
    return _by_room(query, shown)


def _since(
    viewer: Viewer, moment: InstrumentedAttribute[Any]
) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Membership.user_id == viewer.id,
        Membership.hidden_at_seq.is_(None),
        moment > Membership.read_at,
        Message.sender_id != viewer.id,
        Message.seq <= Membership.read_seq,
        Message.seq >= Membership.visible_from_seq,
    )


def _joins(viewer: Viewer) -> Counts:
    """How many came into each room since; nobody counts who is in the lobby."""
    own, other = aliased(Membership), aliased(Membership)
    query = (
        sa.select(own.room_id, sa.func.count())
        .join(Room, Room.id == own.room_id)
        .join(
            other,
            sa.and_(
                other.room_id == own.room_id,
                other.user_id != viewer.id,
                other.joined_at > own.read_at,
            ),
        )
        .where(own.user_id == viewer.id, own.hidden_at_seq.is_(None), Room.kind != RoomKind.LOBBY)
        .group_by(own.room_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _by_room(query: sa.Select[*tuple[Any, ...]], shown: Sequence[RoomOverview]) -> Views:
    places = {each.room.id: each for each in shown}
    views = completed([MessageView(*row) for row in db.session.execute(query)])
    found: Views = {}
    for view in views:
        seen = _as_seen(view, places[view.room_id])
        if seen is not None:
            found.setdefault(view.room_id, []).append(seen)
    return found


def _as_seen(view: MessageView, overview: RoomOverview) -> MessageView | None:
    """*view* as who is in the room sees it; None for what they may not see."""
    floor = first_visible(overview.room, overview.membership)
    if view.seq < floor:
        return None
    if view.reply is not None and view.reply.seq < floor:
        view = replace(view, reply=replace(view.reply, excerpt=""))
    return as_seen(view, joined_at=overview.membership.joined_at if overview.membership else None)
