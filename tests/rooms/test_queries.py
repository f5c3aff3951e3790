"""Rooms reached through the person asking: absent and not theirs are the same answer."""

from __future__ import annotations

from typing import Any

import pytest

from chatty.accounts.models import VISITOR
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.errors import BadRequest, Conflict, Forbidden, NotFound
from chatty.rooms.actions import create_room, join, leave, remove_member
from chatty.rooms.models import History, Membership, Room, RoomDraft
from chatty.rooms.queries import (
    explore,
    known_people,
    members_of,
    my_rooms,
    readable_room_for,
    readable_rooms,
    room_by_slug_for,
    room_for,
    visibility,
)
from tests.cast import say
from tests.factories import many_members, many_people

pytestmark = pytest.mark.both_databases


def walk(ask) -> list[Any]:
    """All items of all pages of ``ask(cursor)``."""
    page = ask(None)
    items = list(page.items)
    while page.next_cursor:
        page = ask(page.next_cursor)
        items += page.items
    return items


def test_room_is_found_by_id_and_address_by_who_may_know_it(in_app, cast):
    for viewer in (VISITOR, cast.dan.viewer, cast.cal.viewer):
        assert room_for(viewer, cast.market).id == cast.market
        assert room_by_slug_for(viewer, "MARKET").id == cast.market
    assert room_for(cast.cal.viewer, cast.harbour).id == cast.harbour
    for viewer in (VISITOR, cast.dan.viewer):
        with pytest.raises(NotFound):
            room_for(viewer, cast.harbour)
        with pytest.raises(NotFound):
            room_by_slug_for(viewer, "harbour")


def test_room_with_a_password_is_known_and_not_read(in_app, cast):
    with writing():
        db.session.get_one(Room, cast.market).kind = "password"
    assert room_for(cast.dan.viewer, cast.market).id == cast.market
    with pytest.raises(Forbidden):
        readable_room_for(cast.dan.viewer, cast.market)
    assert readable_room_for(cast.cal.viewer, cast.market).id == cast.market
    assert readable_rooms(VISITOR, [cast.market]) == {}


def test_archived_room_is_known_by_its_members_only(in_app, cast):
    with writing():
        db.session.get_one(Room, cast.market).archived_at = clock.now()
    assert readable_room_for(cast.cal.viewer, cast.market).id == cast.market
    with pytest.raises(NotFound):
        room_for(cast.dan.viewer, cast.market)
    assert cast.market not in [one.room.id for one in explore(cast.dan.viewer).items]


def test_readable_rooms_leave_out_what_may_not_be_read(in_app, cast):
    asked = [cast.market, cast.harbour, cast.square, 1 << 40]
    assert set(readable_rooms(cast.dan.viewer, asked)) == {cast.market, cast.square}
    assert set(readable_rooms(cast.cal.viewer, asked)) == {cast.market, cast.harbour, cast.square}
    assert readable_rooms(cast.cal.viewer, []) == {}


def test_explore_has_the_lobby_first_then_the_largest(in_app, cast):
    with writing():
        for number in range(7):
            create_room(cast.dan.viewer, RoomDraft(kind="public", name=f"Pier {number}"))
    found = [one.room for one in walk(lambda cursor: explore(VISITOR, cursor=cursor, limit=3))]
    assert [room.kind for room in found] == ["lobby"] + ["public"] * (len(found) - 1)
    counts = [room.member_count for room in found[1:]]
    assert counts == sorted(counts, reverse=True)
    assert len({room.id for room in found}) == len(found) == 10


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("MARK", 1),
        (" market ", 1),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
        ("harbour", 0),
        ("'", 0),
    ],
)
def test_explore_finds_parts_of_names_literally(in_app, cast, query, count):
    assert len(explore(cast.dan.viewer, query).items) == count


@pytest.mark.parametrize("cursor", ["x", "!!!!", "", "MQ", "MB8A", "MB8AYQ", "MR8xHzEfMQ"])
def test_cursor_that_was_not_made_here_is_refused(in_app, cast, cursor):
    room = room_for(cast.cal.viewer, cast.harbour)
    for ask in (
        lambda: members_of(cast.cal.viewer, room, cursor=cursor),
        lambda: explore(cast.dan.viewer, cursor=cursor),
    ):
        try:
            ask()
        except BadRequest as error:
            assert error.code == "bad_cursor"  # noqa: PT017  # some are read by one of the two


def test_members_are_listed_by_rank_and_name_once_each(in_app, cast):
    with writing():
        many_members(cast.harbour, many_people(120))
    room = room_for(cast.cal.viewer, cast.harbour)
    viewer = cast.cal.viewer
    rows = walk(lambda cursor: members_of(viewer, room, cursor=cursor, limit=50))
    names = [row.user.username for row in rows]
    assert names[:2] == ["ada", "bea"]
    assert names[2:] == sorted(names[2:])
    assert len(set(names)) == len(names) == 123


def test_my_rooms_are_mine_by_name(in_app, cast):
    assert [one.room.name for one in my_rooms(cast.cal.viewer)] == ["Harbour", "Lobby", "Market"]
    assert [one.room.name for one in my_rooms(cast.dan.viewer)] == ["Lobby"]
    assert set(visibility(cast.dan.id)) == {cast.square}


def test_people_are_known_by_who_shares_a_room(in_app, cast):
    asked = [cast.ada.id, cast.bea.id, cast.dan.id, 1 << 40]
    assert set(known_people(cast.cal.viewer, asked)) == {cast.ada.id, cast.bea.id}
    with writing():
        remove_member(cast.harbour, cast.cal.id, reason="left")
    assert set(known_people(cast.cal.viewer, asked)) == {cast.bea.id}
    assert set(known_people(cast.cal.viewer, [cast.cal.id])) == {cast.cal.id}


def test_newcomer_to_a_room_without_history_sees_from_the_next_message(in_app, cast):
    with writing():
        db.session.get_one(Room, cast.market).history = History.FROM_JOIN
        say(cast.bea, cast.market, "before")
        place = join(cast.dan.viewer, room_for(cast.dan.viewer, cast.market))
        assert (place.visible_from_seq, place.read_seq, place.delivered_seq) == (2, 1, 1)
        leave(cast.dan.viewer, room_for(cast.dan.viewer, cast.market))
        say(cast.bea, cast.market, "meanwhile")
        again = join(cast.dan.viewer, room_for(cast.dan.viewer, cast.market))
        assert (again.visible_from_seq, again.read_seq) == (3, 2)


def test_joining_and_leaving_twice_change_nothing(in_app, cast):
    for act, count in ((join, 3), (leave, 2)):
        for _ in range(2):
            with writing():
                act(cast.dan.viewer, room_for(cast.dan.viewer, cast.market))
            db.session.expire_all()
            assert room_for(VISITOR, cast.market).member_count == count
    with writing():
        remove_member(cast.market, cast.dan.id, reason="kicked")
    db.session.expire_all()
    assert room_for(VISITOR, cast.market).member_count == 2


def test_nobody_leaves_the_lobby_nor_an_owner_their_room(in_app, cast):
    for person, room_id in ((cast.dan, cast.square), (cast.ada, cast.harbour)):
        with pytest.raises(Forbidden), writing():
            leave(person.viewer, room_for(person.viewer, room_id))
        assert db.session.get(Membership, (room_id, person.id))


def test_address_of_another_room_is_taken(in_app, cast):
    draft = RoomDraft(kind="public", name="Another", slug="market")
    with pytest.raises(Conflict) as refused, writing():
        create_room(cast.dan.viewer, draft)
    assert refused.value.code == "slug_taken"
    with writing():
        room = create_room(cast.dan.viewer, RoomDraft(kind="public", name="Market"))
    assert room.slug is None
