"""Deleted rooms are emptied, a few hundred messages at a time, and then removed.

Nobody knows such a room any more, so nobody waits for it. A report keeps what it reports until it
is answered, wherever it happened: to delete the room must not take the proof away.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.invites.models import Invite, InviteKind, InviteLink
from chatty.messages.actions import remove_messages
from chatty.messages.models import Message
from chatty.moderation.models import Report
from chatty.rooms.models import Room
from chatty.stream.actions import forget_topic, overwrite
from chatty.stream.models import room_topic

AT_ONCE = 5
NOTHING = {"name": "", "topic": "", "bio": "", "slug": None, "lastMessage": None}


def empty_deleted_rooms() -> int:
    """Take a step for some of the rooms that were deleted; answers how many messages went.

    Not at once: the end of the room stands in the log of the room, and has to be heard first.
    """
    due = Room.deleted_at < clock.now() - limits.ROOM_EMPTIED_AFTER
    found = db.session.scalars(sa.select(Room.id).where(due).order_by(Room.id).limit(AT_ONCE)).all()
    release()
    return sum(_empty(room_id) for room_id in found)


def _empty(room_id: int) -> int:
    """A batch of the room's messages in one transaction; after the last the room itself."""
    with writing():
        ids = _some_messages(room_id)
        if ids:
            remove_messages(ids)
        else:
            _remove_room(room_id)
    return len(ids)


def _some_messages(room_id: int) -> Sequence[int]:
    """Replies before what their threads hang on."""
    query = sa.select(Message.id).where(Message.room_id == room_id)
    in_order = query.order_by(Message.thread_id.is_(None), Message.id)
    return db.session.scalars(in_order.limit(limits.ROOM_SWEEP_MESSAGES)).all()


def _remove_room(room_id: int) -> None:
    by_mail = sa.and_(Invite.room_id == room_id, Invite.kind == InviteKind.EMAIL)
    _run(sa.update(Report).where(Report.room_id == room_id).values(room_id=None))
    _run(sa.update(Invite).where(by_mail).values(room_id=None))
    _run(sa.delete(Invite).where(Invite.room_id == room_id))
    _run(sa.delete(InviteLink).where(InviteLink.room_id == room_id))
    forget_topic(db.session(), room_topic(room_id))
    # Whoever was in it was told of it on their own devices.
    overwrite(db.session(), ("ROOM_ADDED", "INVITE_UPDATED"), "id", room_id, NOTHING)
    _run(sa.delete(Room).where(Room.id == room_id))


def _run(statement: sa.Executable) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
