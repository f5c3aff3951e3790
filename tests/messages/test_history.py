"""History: every way to page, held against a plain list."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatty.accounts.models import VISITOR
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.errors import Forbidden, NotFound
from chatty.messages.models import Message, MessagePage
from chatty.messages.queries import history, message_for, newest_of, seq_at
from chatty.rooms.models import Membership, Room
from chatty.rooms.queries import room_for
from tests.cast import say
from tests.factories import many_messages

COUNT = 30
seq = st.integers(-3, COUNT + 5)
size = st.integers(-1, COUNT + 5)


@pytest.fixture
def harbour(in_app, cast) -> Room:
    """Thirty messages; cal sees them from a place of the test's choice."""
    with writing():
        many_messages(cast.harbour, cast.bea.id, COUNT)
    return room_for(cast.cal.viewer, cast.harbour)


def show_from(cast, first: int) -> None:
    place = db.session.get_one(Membership, (cast.harbour, cast.cal.id))
    place.visible_from_seq = first


def expected(
    visible: list[int], found: list[int], *, beyond: bool = False
) -> tuple[list[int], int | None, int | None]:
    if not found:
        # Past an end, everything lies on the other side.
        return ([], visible[-1] + 1, None) if beyond else ([], None, visible[0] - 1)
    before = found[0] if found[0] > visible[0] else None
    return found, before, found[-1] if found[-1] < visible[-1] else None


def shown(page: MessagePage) -> tuple[list[int], int | None, int | None]:
    return [view.seq for view in page.items], page.before, page.after


several = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.both_databases
@several
@given(first=st.integers(1, COUNT), place=seq, limit=size, way=st.sampled_from(["before", "after"]))
def test_page_is_the_slice_of_what_one_may_see(harbour, cast, first, place, limit, way):
    show_from(cast, first)
    visible = list(range(first, COUNT + 1))
    count = max(1, limit)
    if way == "before":
        found = [n for n in visible if n < place][-count:]
    else:
        found = [n for n in visible if n > place][:count]
    page = history(cast.cal.viewer, harbour, limit=limit, **{way: place})
    assert shown(page) == expected(visible, found, beyond=way == "after")


@pytest.mark.both_databases
@several
@given(first=st.integers(1, COUNT), place=seq, limit=size)
def test_page_around_a_place_is_one_run_with_it_inside(harbour, cast, first, place, limit):
    show_from(cast, first)
    visible = list(range(first, COUNT + 1))
    page = history(cast.cal.viewer, harbour, limit=limit, around=place)
    found, before, after = shown(page)
    assert found == [n for n in visible if found and found[0] <= n <= found[-1]]
    assert len(found) <= max(1, limit)
    assert place in found or place not in visible
    assert (found, before, after) == expected(visible, found, beyond=place > COUNT)


@pytest.mark.parametrize("limit", [1, 7, 30, 100])
def test_walking_either_way_meets_every_message_once(harbour, cast, limit):
    back: list[int] = []
    page = history(cast.cal.viewer, harbour, limit=limit)
    back = shown(page)[0]
    while page.before is not None:
        page = history(cast.cal.viewer, harbour, before=page.before, limit=limit)
        back = shown(page)[0] + back
    forth: list[int] = []
    after: int | None = 0
    while after is not None:
        page = history(cast.cal.viewer, harbour, after=after, limit=limit)
        forth += shown(page)[0]
        after = page.after
    assert back == forth == list(range(1, COUNT + 1))


def test_newest_page_has_fifty(in_app, cast):
    with writing():
        many_messages(cast.market, cast.bea.id, 120)
    page = history(cast.cal.viewer, room_for(cast.cal.viewer, cast.market))
    assert shown(page) == (list(range(71, 121)), 71, None)
    page = history(cast.cal.viewer, room_for(cast.cal.viewer, cast.market), limit=10_000)
    assert len(page.items) == 100


def test_visitor_reads_an_open_room_from_its_first_message(in_app, cast):
    with writing():
        many_messages(cast.market, cast.bea.id, 5)
    room = room_for(VISITOR, cast.market)
    assert shown(history(VISITOR, room))[0] == [1, 2, 3, 4, 5]


def test_what_was_cut_off_the_room_is_seen_by_nobody(harbour, cast):
    with writing():
        db.session.get_one(Room, cast.harbour).first_seq = 11
    assert shown(history(cast.ada.viewer, harbour))[0][0] == 11
    assert shown(history(cast.cal.viewer, harbour, after=0, limit=1)) == ([11], None, 11)


def test_message_is_found_only_by_who_may_see_it(harbour, cast):
    query = sa.select(Message.id).where(Message.room_id == cast.harbour, Message.seq == 5)
    message_id = db.session.scalars(query).one()
    assert message_for(cast.cal.viewer, message_id).seq == 5
    show_from(cast, 6)
    for viewer, number in ((cast.cal.viewer, message_id), (cast.dan.viewer, message_id)):
        with pytest.raises((NotFound, Forbidden)):
            message_for(viewer, number)
    with pytest.raises(NotFound):
        message_for(cast.ada.viewer, 1 << 40)


def test_newest_message_of_each_room_is_one_answer(in_app, cast):
    with writing():
        say(cast.bea, cast.harbour, "old")
        say(cast.cal, cast.harbour, "new")
    rooms = [db.session.get_one(Room, number) for number in (cast.harbour, cast.market)]
    db.session.expire_all()
    found = newest_of(rooms)
    assert {room_id: view.content for room_id, view in found.items()} == {cast.harbour: "new"}
    assert newest_of([]) == {}


@pytest.mark.both_databases
def test_place_of_a_moment_is_the_first_message_from_then_on(harbour, cast):
    now = clock.now()
    with writing():
        for number in range(1, COUNT + 1):
            moved = sa.update(Message).where(Message.room_id == cast.harbour, Message.seq == number)
            db.session.execute(moved.values(created_at=now - timedelta(hours=COUNT - number)))
    for ago in range(COUNT + 2):
        assert seq_at(harbour, now - timedelta(hours=ago)) == max(1, COUNT - ago)
    assert seq_at(harbour, now + timedelta(seconds=1)) == COUNT + 1
