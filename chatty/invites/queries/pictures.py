"""Pictures, as far as somebody may see them: those of a private room with the room."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.accounts.queries import room_of_picture
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.invites.models import Invite, InviteState, LinkState
from chatty.invites.queries.invites import stands
from chatty.invites.queries.links import link_state_of, link_with
from chatty.rooms.models import Room
from chatty.rooms.policies import may_know
from chatty.rooms.queries import ban_of, membership_of


def picture_is_open(viewer: Viewer, key: str, *, link: str = "") -> bool:
    """Whether everybody may see the picture with this key, which *viewer* may.

    One of a private room is for who is in it, is invited there, or has a *link* that leads in.
    Raises NotFound, whatever the reason: a key tells nothing of what there is.
    """
    room_id = room_of_picture(key)
    if room_id is None:
        return True
    room = db.session.get_one(Room, room_id)
    if may_know(room, None):
        return True
    place = None if viewer.user_id is None else membership_of(viewer.user_id, room_id)
    if may_know(room, place) or _is_asked_in(viewer, room, link):
        return False
    raise NotFound


def _is_asked_in(viewer: Viewer, room: Room, link: str) -> bool:
    if room.archived_at is not None or room.deleted_at is not None:
        return False
    if viewer.user_id is None:
        return _leads_into(link, room.id)
    if ban_of(viewer.user_id, room.id) is not None:
        return False
    return _is_invited(viewer.user_id, room.id) or _leads_into(link, room.id)


def _is_invited(user_id: int, room_id: int) -> bool:
    theirs = sa.select(Invite.id).where(
        Invite.invitee_id == user_id, Invite.room_id == room_id, stands(InviteState.PENDING)
    )
    return db.session.scalars(theirs.limit(1)).first() is not None


def _leads_into(token: str, room_id: int) -> bool:
    found = link_with(token) if token else None
    return found is not None and found.room.id == room_id and link_state_of(found) == LinkState.OPEN
