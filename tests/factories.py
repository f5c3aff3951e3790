"""Volume: many people, rooms and messages, written straight into the tables.

What is made here has no history in the stream; for that, act through `cast.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.accounts.policies import username_key
from chatty.core import clock
from chatty.core.db import db
from chatty.messages.models import Message
from chatty.messages.rendering import VERSION
from chatty.rooms.models import Membership, Room

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS_AT_ONCE = 5_000
_FIRST_ID = 1 << 50


def many_people(count: int, *, prefix: str = "extra") -> Sequence[int]:
    """*count* members without a password; their ids."""
    now = clock.now()
    ids = [_FIRST_ID + number for number in range(count)]
    rows = [
        {
            "id": ids[number],
            "username": f"{prefix}{number}",
            "username_key": username_key(f"{prefix}{number}"),
            "display_name": f"{prefix} {number}",
            "created_at": now,
            "updated_at": now,
        }
        for number in range(count)
    ]
    db.session.execute(sa.insert(User), rows)
    return ids


def many_members(room_id: int, user_ids: Sequence[int]) -> None:
    """Make all of them members of the room."""
    now = clock.now()
    rows = [{"room_id": room_id, "user_id": user_id, "joined_at": now} for user_id in user_ids]
    db.session.execute(sa.insert(Membership), rows)
    grow = sa.update(Room).where(Room.id == room_id)
    db.session.execute(grow.values(member_count=Room.member_count + len(user_ids)))


def many_messages(room_id: int, sender_id: int, count: int) -> None:
    """*count* more messages in the room, gapless after those it has."""
    raised = sa.update(Room).where(Room.id == room_id).values(last_seq=Room.last_seq + count)
    last = db.session.execute(raised.returning(Room.last_seq)).scalar_one()
    now = clock.now()
    for start in range(last - count + 1, last + 1, ROWS_AT_ONCE):
        rows = [
            {
                "room_id": room_id,
                "seq": seq,
                "sender_id": sender_id,
                "client_id": f"bulk-{seq}",
                "content": f"message {seq}",
                "content_html": f"message {seq}",
                "html_version": VERSION,
                "created_at": now,
            }
            for seq in range(start, min(start + ROWS_AT_ONCE, last + 1))
        ]
        db.session.execute(sa.insert(Message), rows)
