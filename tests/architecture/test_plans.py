"""Reads of messages go through an index, so a page costs the same in a room of millions."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from chatty.core.db import db
from chatty.messages.queries import history, newest_of
from chatty.rooms.models import Room
from chatty.rooms.queries import my_rooms, room_for


@pytest.fixture
def plans(in_app):
    """The plan of every SELECT that is sent, as SQLite explains it."""
    found: list[str] = []

    def explain(connection, cursor, statement, parameters, context, many) -> None:
        if statement.lstrip().startswith("SELECT"):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in rows)

    sa.event.listen(db.engine, "before_cursor_execute", explain)
    yield found
    sa.event.remove(db.engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("where", [{}, {"before": 9}, {"after": 2}, {"around": 5}])
def test_page_of_a_room_starts_where_it_shall(cast, plans, where):
    room = room_for(cast.ada.viewer, cast.harbour)
    plans.clear()
    history(cast.ada.viewer, room, **where)
    bounds = [plan for plan in plans if "messages" in plan]
    assert bounds
    assert all(plan.startswith("SEARCH") for plan in bounds)


def test_page_after_a_place_does_not_pass_over_what_lies_before(cast, plans):
    room = room_for(cast.ada.viewer, cast.harbour)
    statements: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    history(cast.ada.viewer, room, after=2)
    reading = next(one for one in statements if "ORDER BY messages.seq" in one)
    # Of two lower bounds SQLite takes the first for the index and walks through the rest.
    assert reading.count("messages.seq >") == 1


def test_newest_messages_of_my_rooms_are_looked_up(cast, plans):
    newest_of([overview.room for overview in my_rooms(cast.ada.viewer)])
    newest_of(db.session.scalars(sa.select(Room)).all())
    assert [plan for plan in plans if plan.startswith("SCAN messages")] == []
