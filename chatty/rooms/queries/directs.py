"""Direct rooms: with whom they are, and whether one may write there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from chatty.accounts.models import User, Viewer
from chatty.core.db import db
from chatty.core.errors import Forbidden
from chatty.friends.queries import are_friends, is_cut_off
from chatty.rooms.models import Membership, Room, RoomKind
from chatty.rooms.policies import (
    Closed,
    DirectRules,
    direct_closed,
    direct_key,
    group_name,
    is_nameless,
    peer_id,
)

WORDS = {
    Closed.NOT_FRIENDS: "You two are not friends now, so this conversation is closed.",
    Closed.UNANSWERED: "Accept the request before you answer.",
    Closed.WAITING: "They have not answered yet. Until then three messages are all.",
}


def direct_with(viewer: Viewer, user_id: int) -> Room | None:
    """The direct room of the two, if there is one."""
    key = direct_key(viewer.id, user_id)
    return db.session.scalars(sa.select(Room).where(Room.direct_key == key)).first()


def peers_of(viewer: Viewer, rooms: Sequence[Room]) -> dict[int, User]:
    """The other person of each direct room of two, by the room's id, in one statement."""
    peers = {room.id: peer_id(room, viewer.id) for room in rooms if room.direct_key}
    if not peers:
        return {}
    query = sa.select(User).where(User.id.in_(set(peers.values())))
    people = {user.id: user for user in db.session.scalars(query)}
    return {room_id: people[user_id] for room_id, user_id in peers.items() if user_id in people}


def group_names(rooms: Sequence[Room]) -> dict[int, str]:
    """What direct rooms of several are called that were given no name: who is in them.

    By the room's id, whoever made it first and then by user name, in one statement.
    """
    nameless = [room.id for room in rooms if is_nameless(room)]
    if not nameless:
        return {}
    made_it = sa.case((Room.created_by_id == User.id, 0), else_=1)
    query = (
        sa.select(Room.id, User.display_name)
        .join(Membership, Membership.room_id == Room.id)
        .join(User, User.id == Membership.user_id)
        .where(Room.id.in_(nameless))
        .order_by(made_it, sa.func.lower(User.username))
    )
    people: dict[int, list[str]] = defaultdict(list)
    for room_id, name in db.session.execute(query):
        people[room_id].append(name)
    return {room_id: group_name(names) for room_id, names in people.items()}


def closed_for(viewer: Viewer, room: DirectRules) -> Closed | None:
    """Why *viewer* may not write in the direct room, asked of the friendship as it is now."""
    if room.kind != RoomKind.DIRECT or viewer.is_visitor:
        return None
    peer = peer_id(room, viewer.id)
    friends = peer is not None and peer != viewer.id and are_friends(viewer.id, peer)
    return direct_closed(room, viewer.id, are_friends=friends)


def check_open(viewer: Viewer, room: DirectRules) -> None:
    """Raise Forbidden where the direct room is closed to *viewer*."""
    closed = closed_for(viewer, room)
    if closed is not None:
        raise Forbidden(str(closed), WORDS[closed])


def may_be_asked(viewer: Viewer, person: User) -> bool:
    """Whether *viewer* may write to *person* who is no friend: as a request."""
    return (
        person.message_requests
        and person.id != viewer.id
        and not viewer.is_guest
        and not is_cut_off(viewer.id, person.id)
        and shares_a_room(viewer.id, person.id)
    )


def shares_a_room(one_id: int, other_id: int) -> bool:
    """Whether both are in a room which is neither the lobby nor a direct one."""
    mine, theirs = aliased(Membership), aliased(Membership)
    query = (
        sa.select(Room.id)
        .join(mine, mine.room_id == Room.id)
        .join(theirs, theirs.room_id == Room.id)
        .where(
            mine.user_id == one_id,
            theirs.user_id == other_id,
            Room.kind.not_in((RoomKind.LOBBY, RoomKind.DIRECT)),
        )
        .limit(1)
    )
    return db.session.scalars(query).first() is not None
