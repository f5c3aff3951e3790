"""What rooms do when something happens to people."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.events import UserRegistered
from chatty.core.db import db
from chatty.core.facts import listens_to
from chatty.rooms.actions import add_member, create_lobby
from chatty.rooms.models import Room, RoomKind


@listens_to(UserRegistered)
def enter_the_lobby(fact: UserRegistered) -> None:
    """The lobby is made with the first account; everybody after is in it from the start."""
    lobby = db.session.scalars(sa.select(Room).where(Room.kind == RoomKind.LOBBY)).first()
    if lobby is None:
        create_lobby(fact.user_id)
    else:
        add_member(lobby, fact.user_id)
