"""How far the others have read and received, as far as they let one see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core import limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden
from chatty.rooms.models import Membership, Room, RoomKind
from chatty.rooms.policies import awaits_answer_of
from chatty.rooms.queries.people import is_cut_off_from
from chatty.rooms.queries.rooms import membership_of


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far somebody has read and received; None for what is not told in this room."""

    user: User
    read_seq: int
    delivered_seq: int | None


def shows_receipts(room: Room) -> bool:
    """Whether members see of each other how far they have read.

    Not in the lobby: there only who has spoken is known to be in it.
    """
    return room.member_count <= limits.RECEIPTS_ROOM_MEMBERS and room.kind != RoomKind.LOBBY


def receipts_in(viewer: Viewer, room: Room) -> Sequence[Receipt]:
    """How far each in *room* is: those who show it to who shows it too, and oneself always.

    Of two of whom one has blocked the other neither sees it.
    Raises Forbidden for who is not in the room, Conflict where there are too many.
    """
    if viewer.is_visitor or membership_of(viewer.id, room.id) is None:
        raise Forbidden("not_a_member", "Only members see how far others have read.")
    if not shows_receipts(room):
        detail = f"Who has read what is told in rooms of up to {limits.RECEIPTS_ROOM_MEMBERS}."
        raise Conflict("too_many_members", detail)
    query = (
        sa.select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.room_id == room.id, sa.or_(User.id == viewer.id, _shows(viewer)))
        .order_by(sa.func.lower(User.display_name), User.id)
    )
    return [
        _receipt(room, row.User, row.Membership)
        for row in db.session.execute(query)
        if row.User.id == viewer.id or not awaits_answer_of(room, row.User.id)
    ]


def unread_of(user_id: int, *, hold: bool = False) -> Sequence[tuple[Room, Membership]]:
    """The rooms in which something is unread to the person, by id; *hold* keeps others away."""
    query = (
        sa.select(Room, Membership)
        .join(Membership, Membership.room_id == Room.id)
        .where(
            Membership.user_id == user_id,
            Membership.read_seq < Room.last_seq,
            Room.deleted_at.is_(None),
        )
        .order_by(Membership.room_id)
    )
    if hold:
        query = query.with_for_update(of=Membership)
    found = db.session.execute(query.execution_options(populate_existing=True))
    return [(row.Room, row.Membership) for row in found]


def _shows(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether a person of the table of users lets *viewer* see it: the setting is mutual."""
    if not viewer.show_receipts:
        return sa.false()
    return sa.and_(User.show_receipts.is_(True), ~is_cut_off_from(viewer.id))


def _receipt(room: Room, user: User, place: Membership) -> Receipt:
    small = room.member_count <= limits.DELIVERED_ROOM_MEMBERS
    # What was read had been received, whether a device said so or not.
    delivered = max(place.delivered_seq, place.read_seq)
    return Receipt(user, place.read_seq, delivered if small else None)
