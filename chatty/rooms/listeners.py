"""What rooms do when something happens to people."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.events import ErasureBegun, GuestBecameMember, UserErased, UserRegistered
from chatty.accounts.models import User, UserKind, Viewer
from chatty.core.db import db
from chatty.core.facts import listens_to
from chatty.friends.events import Befriended, Blocked, Unfriended
from chatty.rooms.actions import (
    add_member,
    create_lobby,
    decline_request,
    enter_defaults,
    forget_request,
    forget_sanctions,
    hold_rooms_of,
    leave_all,
    rename_groups,
)
from chatty.rooms.models import RequestState, Role, Room, RoomKind
from chatty.rooms.queries import direct_with
from chatty.stream.actions import forget_topic, overwrite
from chatty.stream.models import user_topic

# Frames that describe people.
ABOUT_PEOPLE = (
    "FRIEND_UPDATED", "INVITE_UPDATED", "MEMBER_ADDED", "PROFILE_UPDATED", "REPORT_ADDED",
    "REPORT_UPDATED", "ROOM_ADDED", "NOTIFICATION",
)  # fmt: skip


@listens_to(UserRegistered)
def enter_the_lobby(fact: UserRegistered) -> None:
    """The lobby is made with the first account; everybody after is in it from the start."""
    lobby = db.session.scalars(sa.select(Room).where(Room.kind == RoomKind.LOBBY)).first()
    if lobby is None:
        create_lobby(fact.user_id)
    elif lobby.owner_id is None and _is_member(fact.user_id):
        # The owner before is gone, and nobody was left to take it.
        add_member(lobby, fact.user_id, role=Role.OWNER)
        lobby.owner_id = fact.user_id
    else:
        add_member(lobby, fact.user_id)


@listens_to(UserRegistered)
def enter_default_rooms(fact: UserRegistered) -> None:
    """Members begin where the administrators want newcomers to be; guests, once they are such."""
    if _is_member(fact.user_id):
        enter_defaults(fact.user_id)


@listens_to(GuestBecameMember)
def enter_default_rooms_late(fact: GuestBecameMember) -> None:
    """Who was a guest is a newcomer now."""
    enter_defaults(fact.user_id)


@listens_to(ErasureBegun)
def hold_the_rooms(fact: ErasureBegun) -> None:
    """Whoever inherits must not be gone at the same moment."""
    hold_rooms_of(fact.user_id)


@listens_to(UserErased)
def leave_with_the_account(fact: UserErased) -> None:
    """Who is gone is in no room any more, and is nobody in what is still to be told there."""
    user = db.session.get_one(User, fact.user_id)
    nobody = {
        "username": user.username,
        "displayName": user.display_name,
        "avatarUrl": None,
        "coverUrl": None,
        "bio": "",
        "birthDate": None,
        "statusEmoji": None,
        "statusText": None,
        "statusUntil": None,
        "timeZone": None,
    }
    session = db.session()
    forget_topic(session, user_topic(user.id))
    # Looked for everywhere: friends are told too, and invites go to whom one does not know.
    overwrite(session, ABOUT_PEOPLE, "id", user.id, nobody)
    rename_groups(user.id)
    leave_all(Viewer(user_id=user.id))
    forget_sanctions(user.id)


@listens_to(Befriended)
def open_between_friends(fact: Befriended) -> None:
    """Friends need no request any more."""
    _forget_request(fact.one_id, fact.other_id)


@listens_to(Unfriended)
def close_between_strangers(fact: Unfriended) -> None:
    """Who were friends do not go on by a request accepted long ago."""
    _forget_request(fact.one_id, fact.other_id)


@listens_to(Blocked)
def close_to_the_blocked(fact: Blocked) -> None:
    """A request that waits is declined, one that was accepted counts no more."""
    viewer = Viewer(user_id=fact.blocker_id)
    room = direct_with(viewer, fact.blocked_id)
    if room is None:
        return
    if room.request_state == RequestState.PENDING and room.created_by_id == fact.blocked_id:
        decline_request(viewer, room)
    else:
        forget_request(room)


def _is_member(user_id: int) -> bool:
    return db.session.get_one(User, user_id).kind == UserKind.MEMBER


def _forget_request(one_id: int, other_id: int) -> None:
    room = direct_with(Viewer(user_id=one_id), other_id)
    if room is not None:
        forget_request(room)
