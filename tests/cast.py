"""The people and rooms that every test may count on, with fixed relations.

*ada* owns the private room *harbour*; *bea* is admin there and *cal* a member. *dan* is signed up
but in none of it. *eve* is blocked by ada. ada and bea are friends; cal has asked dan to be one.
*square* is the lobby. *market* is a public room of bea's that cal has joined.
Beside them live strangers with rooms and messages of their own, so that a query which forgets its
filter answers too much. One of them was first and is the administrator.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from chatty.accounts.actions import NewAccount, register
from chatty.accounts.models import Viewer
from chatty.accounts.queries import user_by_id
from chatty.core.db import writing
from chatty.core.passwords import hash_password
from chatty.friends.actions import befriend, block
from chatty.invites.actions import ask_friend
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.rooms.actions import add_member, create_room, join
from chatty.rooms.models import Role, Room, RoomDraft, RoomKind
from chatty.rooms.queries import room_by_slug_for

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the cast: `viewer` asks as them, `username` and PASSWORD sign them in."""

    viewer: Viewer

    def __repr__(self) -> str:
        return self.username

    @property
    def id(self) -> int:
        return self.viewer.id

    @property
    def username(self) -> str:
        return self.viewer.username


@dataclass(frozen=True, slots=True)
class Cast:
    """The people, and the ids of the rooms."""

    admin: Person
    ada: Person
    bea: Person
    cal: Person
    dan: Person
    eve: Person
    square: int
    harbour: int
    market: int


def assemble() -> Cast:
    """Put the cast and the strangers into an empty database."""
    with writing():
        admin = sign_up("zoe")
        people = {name: sign_up(name) for name in ("ada", "bea", "cal", "dan", "eve")}
        square = room_by_slug_for(admin.viewer, "lobby")
        strangers(admin)
        harbour = open_room(people["ada"], "Harbour", RoomKind.PRIVATE)
        # As if it had been public once: an address is kept, and must tell strangers nothing.
        harbour.slug = "harbour"
        add_member(harbour, people["bea"].id, role=Role.ADMIN)
        add_member(harbour, people["cal"].id)
        market = open_room(people["bea"], "Market", RoomKind.PUBLIC)
        join(people["cal"].viewer, market)
        befriend(people["ada"].id, people["bea"].id)
        block(people["ada"].viewer, people["eve"].id)
        ask_friend(people["cal"].viewer, user_by_id(people["dan"].id), note="Met you at the fair.")
        return Cast(admin=admin, **people, square=square.id, harbour=harbour.id, market=market.id)


def strangers(first: Person) -> None:
    """Rows that no test asks for and every careless query finds."""
    second = sign_up("yan")
    for name, kind in (("Attic", RoomKind.PRIVATE), ("Plaza", RoomKind.PUBLIC)):
        room = open_room(first, name, kind)
        add_member(room, second.id)
        for number in range(3):
            say(second, room.id, f"stranger {number}")


def sign_up(username: str) -> Person:
    """A new member."""
    account = NewAccount(username, password_hash(), display_name=username.capitalize())
    user = register(account)
    viewer = Viewer(
        user_id=user.id,
        username=user.username,
        display_name=user.display_name,
        kind=user.kind,
        is_admin=user.is_admin,
        created_at=user.created_at,
    )
    return Person(viewer)


def open_room(owner: Person, name: str, kind: RoomKind) -> Room:
    """A new room of *owner*'s."""
    return create_room(owner.viewer, RoomDraft(kind=kind, name=name))


def say(person: Person, room_id: int, content: str, client_id: str | None = None) -> int:
    """A message of *person*'s; its seq."""
    draft = MessageDraft(content, client_id or f"{person.username}-{content}".replace(" ", "-"))
    return post(person.viewer, room_id, draft).message.seq


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once: it is slow on purpose."""
    return hash_password(PASSWORD)
