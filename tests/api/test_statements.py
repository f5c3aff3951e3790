"""How many statements the hot paths cost; each more is paid with every message."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from chatty.accounts.queries import viewer_for_access_token
from chatty.core.db import db, writing
from chatty.rooms.actions import create_room
from chatty.rooms.models import RoomDraft

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.both_databases

MESSAGE_STATEMENTS = 6
ROOMS_STATEMENTS = 3


@contextmanager
def counting(app) -> Iterator[list[str]]:
    """The statements that are run meanwhile, BEGIN and COMMIT aside."""
    found: list[str] = []

    def note(_connection, _cursor, statement, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_message_costs_six_statements(people, market):
    people.bea.say(market, "warm")
    with counting(people.app) as statements:
        assert people.bea.say(market, "measured").status_code == 201
    assert len(statements) <= MESSAGE_STATEMENTS, statements


def test_message_that_calls_people_costs_two_statements_more(people, market):
    people.bea.say(market, "warm")
    with counting(people.app) as statements:
        people.bea.say(market, "@cal and @bea", "called")
    assert len(statements) <= MESSAGE_STATEMENTS + 2, statements


def test_page_of_messages_costs_four_statements(people, market):
    people.bea.say(market, "warm")
    with counting(people.app) as statements:
        people.bea.get(f"{market}/messages")
    assert len(statements) <= 4, statements


def test_two_hundred_rooms_cost_as_much_as_one(people, cast):
    assert people.dan.get("/rooms")
    with counting(people.app) as few:
        people.dan.get("/rooms")
    with people.app.app_context():
        for number in range(200):
            with writing():
                room = create_room(cast.dan.viewer, RoomDraft(kind="public", name=f"r {number}"))
            people.dan.say(f"/rooms/{room.id}", "hello") if number < 20 else None
    with counting(people.app) as many:
        assert len(people.dan.get("/rooms")["items"]) == 201
    assert len(few) <= ROOMS_STATEMENTS
    assert len(many) <= ROOMS_STATEMENTS, many


def test_statement_of_the_credential_is_one(people, cast):
    with people.app.app_context(), counting(people.app) as statements:
        viewer_for_access_token(cast.ada.id, 1)
    assert len(statements) == 1


def save_answers(people, market, numbers) -> None:
    root = people.bea.say(market, "herons?", f"root-{numbers[0]}").json["id"]
    for number in numbers:
        body = {"content": "yes", "clientId": f"answer-{number}", "replyToId": root}
        answer = people.cal.post(f"{market}/messages", body).json["id"]
        people.cal.put(f"/messages/{answer}/saved")


def test_list_of_what_is_saved_costs_the_same_however_much_it_is(people, market):
    counts = []
    for numbers in (range(1), range(1, 6)):
        save_answers(people, market, numbers)
        with counting(people.app) as statements:
            assert len(people.cal.get("/saved")["items"]) == numbers.stop
        counts.append(len(statements))
    assert counts[0] == counts[1]
