"""By the clock: what was put off is sent, some disappears, and rooms keep what they are to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from chatty.accounts.queries import viewer_for_user
from chatty.core import clock, limits
from chatty.core.claiming import claim
from chatty.core.db import db, release, writing
from chatty.core.errors import ChattyError, Forbidden, Unavailable
from chatty.core.facts import record
from chatty.messages.actions import bury, put_off, remove_messages, send, unsay
from chatty.messages.events import HistoryCut
from chatty.messages.models import Message, ScheduledMessage
from chatty.messages.queries import due_scheduled, seq_at
from chatty.rooms.actions import held_room
from chatty.rooms.models import Room


def expire_messages() -> int:
    """Leave tombstones of the messages whose time is over; answers how many."""
    due = sa.select(Message.id, Message.room_id).where(
        Message.expires_at <= clock.now(), Message.deleted_at.is_(None)
    )
    found = db.session.execute(due.order_by(Message.expires_at).limit(limits.EXPIRED_AT_ONCE)).all()
    release()
    rooms: dict[int, list[int]] = {}
    for row in found:
        rooms.setdefault(row.room_id, []).append(row.id)
    return sum(_expire(room_id, ids) for room_id, ids in sorted(rooms.items()))


def cut_histories() -> int:
    """Remove what rooms with a limit have kept for long enough; answers how many messages."""
    query = sa.select(Room.id).where(Room.retention_days.is_not(None), Room.deleted_at.is_(None))
    room_ids = db.session.scalars(query.order_by(Room.id)).all()
    release()
    return sum(_cut(room_id) for room_id in room_ids)


def send_scheduled() -> int:
    """Send what is due, each once; answers how many messages."""
    sent = 0
    for _ in range(limits.SCHEDULED_AT_ONCE):
        message = due_scheduled()
        if message is None:
            break
        with writing():
            is_mine = claim(
                ScheduledMessage,
                message.id,
                attempts=message.attempts,
                lasts=limits.SCHEDULED_CLAIMED_FOR,
            )
        if is_mine:
            sent += _send(message)
    release()
    return sent


def _send(message: ScheduledMessage) -> bool:
    try:
        with writing():
            viewer = viewer_for_user(message.user_id)
            if viewer is None:
                raise Forbidden("account_shut", "Your account was shut at the time.")
            return send(viewer, message)
    except ChattyError as problem:
        if isinstance(problem, Unavailable):
            raise
        with writing():
            put_off(message, problem)
        return False


def _expire(room_id: int, ids: list[int]) -> int:
    with writing():
        held_room(room_id)
        query = sa.select(Message).where(Message.id.in_(ids), Message.deleted_at.is_(None))
        messages = db.session.scalars(query.with_for_update()).all()
        bury(messages, by_id=None)
    return len(messages)


def _cut(room_id: int) -> int:
    """All that is too old in one room, in several transactions: others write there meanwhile."""
    removed = 0
    while True:
        with writing():
            count = _cut_some(room_id)
        removed += count
        if not count:
            return removed


def _cut_some(room_id: int) -> int:
    room = held_room(room_id)
    if room is None or room.retention_days is None:
        return 0
    oldest_kept = seq_at(room, clock.now() - timedelta(days=room.retention_days))
    first = min(oldest_kept, room.first_seq + limits.ROOM_SWEEP_MESSAGES)
    if first <= room.first_seq:
        return 0
    roots = sa.select(Message.id).where(
        Message.room_id == room.id, Message.seq >= room.first_seq, Message.seq < first
    )
    root_ids = db.session.scalars(roots).all()
    count = _remove_threads(room.id, root_ids)
    _remove(room.id, root_ids)
    room.first_seq = first
    db.session.flush()
    record(HistoryCut(room.id, first))
    return count + len(root_ids)


def _remove_threads(room_id: int, root_ids: Sequence[int]) -> int:
    """Remove what hangs on those, some at a time: a thread has any number of replies."""
    query = sa.select(Message.id).where(Message.thread_id.in_(root_ids)).order_by(Message.id)
    count = 0
    while replies := db.session.scalars(query.limit(limits.ROOM_SWEEP_MESSAGES)).all():
        _remove(room_id, replies)
        count += len(replies)
    return count


def _remove(room_id: int, ids: Sequence[int]) -> None:
    unsay(room_id, ids, clock.now())
    remove_messages(ids)
