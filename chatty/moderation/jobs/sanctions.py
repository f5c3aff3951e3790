"""Bans and mutes end by the clock."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import db, writing
from chatty.rooms.actions import held_room, lift
from chatty.rooms.models import Ban, Mute

AT_ONCE = 200


def end_sanctions() -> int:
    """Remove the bans and mutes whose time has passed; answers how many bans they were.

    They count for nothing already. Each ban is a transaction of its own, the room held first: in
    the lobby its end puts somebody into the room.
    """
    with writing():
        ended = sa.delete(Mute).where(Mute.until <= clock.now())
        db.session.execute(ended.execution_options(synchronize_session=False))
    places = sa.select(Ban.room_id, Ban.user_id).where(Ban.expires_at <= clock.now())
    found = db.session.execute(places.order_by(Ban.expires_at).limit(AT_ONCE)).all()
    db.session.rollback()
    for row in found:
        with writing():
            _end(row.room_id, row.user_id)
    return len(found)


def _end(room_id: int, user_id: int) -> None:
    room = held_room(room_id)
    ban = db.session.get(Ban, (room_id, user_id), populate_existing=True)
    if room is None or ban is None:
        return
    if ban.expires_at is not None and ban.expires_at <= clock.now():
        lift(room, ban)
