"""Posting: once, without gaps, only by who may; also when many do it at the same moment."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.models import VISITOR
from chatty.core.db import db, writing
from chatty.core.errors import (
    BadRequest,
    ChattyError,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
)
from chatty.core.limits import MESSAGE_CHARACTERS, RATE_MESSAGES_BURST
from chatty.core.rates import rates
from chatty.messages.actions import post
from chatty.messages.models import Message, MessageDraft, Posted
from chatty.rooms.actions import mark_delivered, mark_read
from chatty.rooms.models import Room
from chatty.rooms.queries import my_rooms, overview_of, room_for
from chatty.stream.models import Event
from tests.cast import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Person

pytestmark = pytest.mark.both_databases

EACH = 15


@pytest.fixture(autouse=True)
def _no_rates(app) -> None:
    rates.configure(redis_url="", on=False)


def send(person: Person, room_id: int, content: str = "hello", client_id: str = "one") -> Posted:
    with writing():
        return post(person.viewer, room_id, MessageDraft(content, client_id))


def together(app, acts: list[Callable[[], object]]) -> list[object]:
    """What each of *acts* answers or raises when all begin at once."""
    results: list[object] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(place: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results[place] = acts[place]()
            except ChattyError as error:
                results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def seqs(room_id: int) -> list[int]:
    query = sa.select(Message.seq).where(Message.room_id == room_id).order_by(Message.id)
    return list(db.session.scalars(query))


def test_repeat_answers_the_first_message_and_stores_nothing(in_app, cast):
    first = send(cast.cal, cast.harbour, "first")
    again = send(cast.cal, cast.harbour, "something else")
    assert (first.created, again.created) == (True, False)
    assert again.message == first.message
    assert seqs(cast.harbour) == [1]


def test_client_id_is_ones_own_and_of_one_room(in_app, cast):
    posted = [
        send(cast.cal, cast.harbour),
        send(cast.bea, cast.harbour),
        send(cast.cal, cast.market),
    ]
    assert [one.created for one in posted] == [True] * 3
    assert [one.message.seq for one in posted] == [1, 2, 1]


def test_repeats_at_the_same_moment_are_one_message(app, cast):
    answers = together(app, [lambda: send(cast.cal, cast.harbour)] * 8)
    with app.app_context():
        assert seqs(cast.harbour) == [1]
    assert sorted(answer.created for answer in answers) == [False] * 7 + [True]  # type: ignore[attr-defined]  # all were posted
    assert len({answer.message.id for answer in answers}) == 1  # type: ignore[attr-defined]  # all were posted


def test_places_are_gapless_and_in_the_order_of_the_log(app, cast):
    def talk(person: Person) -> Callable[[], object]:
        return lambda: [send(person, cast.harbour, str(n), f"n{n}") for n in range(EACH)]

    together(app, [talk(person) for person in (cast.ada, cast.bea, cast.cal, cast.ada)])
    with app.app_context():
        assert seqs(cast.harbour) == list(range(1, 3 * EACH + 1))
        told = sa.select(Event.seq).where(
            Event.topic == f"r:{cast.harbour}", Event.kind == "CHAT_MESSAGE"
        )
        assert list(db.session.scalars(told.order_by(Event.id))) == seqs(cast.harbour)


def test_rolled_back_message_leaves_no_gap(in_app, cast):
    with pytest.raises(ZeroDivisionError), writing():
        post(cast.cal.viewer, cast.harbour, MessageDraft("never", "never"))
        raise ZeroDivisionError
    assert send(cast.cal, cast.harbour).message.seq == 1


def test_own_message_is_read_by_its_sender_and_unread_by_others(in_app, cast):
    for number in range(3):
        say(cast.cal, cast.harbour, f"line {number}")
    room = room_for(cast.cal.viewer, cast.harbour)
    unread = {p.username: overview_of(p.viewer, room).unread_count for p in (cast.cal, cast.bea)}
    assert unread == {"cal": 0, "bea": 3}


def test_markers_move_forward_only_and_never_past_the_newest(in_app, cast):
    for number in range(5):
        send(cast.bea, cast.harbour, "line", f"n{number}")
    room = room_for(cast.cal.viewer, cast.harbour)
    for move in (mark_read, mark_delivered):
        with writing():
            moved = [move(cast.cal.viewer, room, seq) for seq in (3, 2, 3, 0, 5, 4)]
        assert moved == [3, 3, 3, 3, 5, 5]
        with pytest.raises(BadRequest):
            move(cast.cal.viewer, room, 6)
    with pytest.raises(Forbidden):
        mark_read(cast.dan.viewer, db.session.get_one(Room, cast.harbour), 1)


def test_who_may_not_post_is_told_no_more_than_they_may_know(in_app, cast):
    refused = [
        (cast.dan, cast.harbour, NotFound),
        (cast.dan, cast.market, Forbidden),
        (cast.dan, 1 << 40, NotFound),
    ]
    for person, room_id, error in refused:
        with pytest.raises(error):
            send(person, room_id)
    with pytest.raises(Unauthenticated), writing():
        post(VISITOR, cast.square, MessageDraft("hi", "a"))


def test_reader_of_a_channel_cannot_write_there(in_app, cast):
    with writing():
        db.session.get_one(Room, cast.harbour).post_by = "admins"
    with pytest.raises(Forbidden):
        send(cast.cal, cast.harbour)
    assert send(cast.bea, cast.harbour).created


WRONG = ["", " \n\t ", "x" * (MESSAGE_CHARACTERS + 1), "\0", "\ud800", "a\x1bb"]
WRONG_IDS = ["", "x" * 65, "a b", "a\n", "é", "a/b"]


def test_what_cannot_be_a_message_is_refused(in_app, cast):
    drafts = [(content, "one") for content in WRONG] + [("hi", own_id) for own_id in WRONG_IDS]
    for content, client_id in drafts:
        with pytest.raises(Invalid):
            send(cast.cal, cast.harbour, content, client_id)


def test_message_is_stored_as_it_was_meant(in_app, cast):
    text = "é \U0001f600 {{7*7}} <b>\ttab\r\nline  "
    stored = send(cast.cal, cast.harbour, text + "x" * 100).message
    assert stored.content == text.replace("\r\n", "\n") + "x" * 100


def test_thirty_messages_at_once_and_no_more(in_app, cast):
    rates.configure(redis_url="", on=True)
    for number in range(RATE_MESSAGES_BURST):
        send(cast.cal, cast.harbour, "x", f"n{number}")
    with pytest.raises(TooMany):
        send(cast.cal, cast.harbour, "x", "one-more")
    assert not send(cast.cal, cast.harbour, "x", "n0").created
    assert seqs(cast.harbour) == list(range(1, RATE_MESSAGES_BURST + 1))


def test_unread_counts_of_all_rooms_are_one_question(in_app, cast):
    say(cast.bea, cast.harbour, "one")
    say(cast.bea, cast.market, "two")
    say(cast.bea, cast.market, "three")
    counts = {one.room.id: one.unread_count for one in my_rooms(cast.cal.viewer)}
    assert counts == {cast.harbour: 1, cast.market: 2, cast.square: 0}
