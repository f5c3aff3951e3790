"""Direct rooms: of two, of a few, of oneself; and message requests.

A direct room of two is made once and never left. Who wants it out of sight hides it until the next
message; who opens one that is empty does not disturb the other, to whom it is hidden until then.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.accounts.policies import rate_for
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound, invalid
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.friends.actions import hold_pair
from chatty.friends.queries import any_cut_off, are_friends, friends_among
from chatty.rooms.actions.hiding import bring_back, hide
from chatty.rooms.actions.members import add_member
from chatty.rooms.events import DirectShown
from chatty.rooms.models import Membership, RequestState, Role, Room, RoomKind
from chatty.rooms.policies import awaits_answer_of, check_name, direct_key
from chatty.rooms.queries import direct_with, group_names, may_be_asked
from chatty.stream.actions import overwrite

FEWEST_OTHERS = 2


def open_direct(viewer: Viewer, person: User) -> tuple[Room, bool]:
    """The direct room with *person*, and whether it was made now; with oneself it is for notes.

    One there was before is answered whatever the two are to each other: it stays readable. A new
    one is for friends, or begins as a message request. Raises Forbidden.
    """
    hold_pair(viewer.id, person.id)
    room = direct_with(viewer, person.id)
    if room is not None:
        bring_back(room.id, viewer.id)
        return room, False
    return _insert(viewer, person), True


def open_group(viewer: Viewer, people: Sequence[User], *, name: str = "") -> Room:
    """A direct room with some friends. Raises Invalid for too few or many, Forbidden for others."""
    others = {person.id: person for person in people if person.id != viewer.id}
    if not FEWEST_OTHERS <= len(others) < limits.DIRECT_PEOPLE:
        words = f"A group is you and {FEWEST_OTHERS} to {limits.DIRECT_PEOPLE - 1} others."
        raise invalid("userIds", words)
    if friends_among(viewer.id, list(others)) != set(others):
        raise _friends_only()
    if any_cut_off(list(others)):
        # Neither between whom nor that it is a block: nobody is told of one.
        raise invalid("userIds", "These people cannot be put into one group.")
    rate = rate_for(viewer.created_at, limits.RATE_INVITES, now=clock.now())
    rates.hit(rate, "invites", viewer.id)
    # Without a name it is shown by the names of who is in it, as they are at the time.
    room = _row(viewer, name=check_name(name) if name.strip() else "")
    for user_id in (viewer.id, *sorted(others)):
        add_member(room, user_id)
    return room


def rename_groups(user_id: int) -> None:
    """Tell those in groups without a name that somebody of them is called otherwise for ever."""
    query = sa.select(Room).join(Membership, Membership.room_id == Room.id)
    groups = db.session.scalars(
        query.where(Membership.user_id == user_id, Room.kind == RoomKind.DIRECT, Room.name == "")
    ).all()
    for room_id, name in group_names(groups).items():
        overwrite(db.session(), ("ROOM_ADDED",), "id", room_id, {"name": name})
        _tell_all(room_id)


def accept_request(viewer: Viewer, room: Room) -> None:
    """Let who asked write, and answer them; twice changes nothing. Raises NotFound."""
    if room.request_state is not None and room.created_by_id == viewer.id:
        raise NotFound
    if awaits_answer_of(room, viewer.id):
        _set_request(room, RequestState.ACCEPTED)
        _tell_all(room.id)


def decline_request(viewer: Viewer, room: Room) -> None:
    """Let who asked write no more, and hide the room; they are not told. Raises NotFound."""
    if room.request_state is not None and room.created_by_id == viewer.id:
        raise NotFound
    if awaits_answer_of(room, viewer.id):
        _set_request(room, RequestState.DECLINED)
        hide(viewer.id, room)


def forget_request(room: Room) -> None:
    """From now on only friendship counts between the two."""
    if room.request_state is not None:
        _set_request(room, None)
        _tell_all(room.id)


def _insert(viewer: Viewer, person: User) -> Room:
    with_oneself = person.id == viewer.id
    request = None if with_oneself else _request_needed(viewer, person)
    room = _row(viewer, key=direct_key(viewer.id, person.id), request=request)
    room.member_count = 1 if with_oneself else 2
    now = clock.now()
    db.session.add(Membership(room_id=room.id, user_id=viewer.id, role=Role.MEMBER, joined_at=now))
    if not with_oneself:
        other = Membership(room_id=room.id, user_id=person.id, role=Role.MEMBER, joined_at=now)
        other.hidden_at_seq = 0
        db.session.add(other)
    db.session.flush()
    record(DirectShown(room_id=room.id, user_id=viewer.id))
    return room


def _request_needed(viewer: Viewer, person: User) -> RequestState | None:
    """None between friends; else the room begins as a request, where *person* takes such."""
    if are_friends(viewer.id, person.id):
        return None
    if not may_be_asked(viewer, person):
        raise _friends_only()
    rate = rate_for(viewer.created_at, limits.RATE_INVITES, now=clock.now())
    rates.hit(rate, "invites", viewer.id)
    return RequestState.PENDING


def _row(
    viewer: Viewer, *, name: str = "", key: str | None = None, request: str | None = None
) -> Room:
    now = clock.now()
    room = Room(
        kind=RoomKind.DIRECT,
        name=name,
        direct_key=key,
        request_state=request,
        created_by_id=viewer.id,
        owner_id=None,
        created_at=now,
        updated_at=now,
    )
    db.session.add(room)
    db.session.flush()
    return room


def _set_request(room: Room, state: RequestState | None) -> None:
    room.request_state = state
    db.session.flush()


def _tell_all(room_id: int) -> None:
    people = sa.select(Membership.user_id).where(
        Membership.room_id == room_id, Membership.hidden_at_seq.is_(None)
    )
    for user_id in db.session.scalars(people).all():
        record(DirectShown(room_id=room_id, user_id=user_id))


def _friends_only() -> Forbidden:
    return Forbidden("not_friends", "One writes to friends. Ask them to be one first.")
