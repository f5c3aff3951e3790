"""Reads of messages go through an index, so a page costs the same in a room of millions."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from chatty.core.db import db
from chatty.messages.queries import history, newest_of
from chatty.messages.queries.mentions import mention_counts
from chatty.rooms.models import Room
from chatty.rooms.queries import my_rooms, room_for
from chatty.search.queries import find_messages, sqlite


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


def test_unread_mentions_are_looked_up_by_their_places(cast, plans):
    mention_counts(cast.ada.id, [cast.harbour, cast.market])
    assert any("ix_mentions_user_id_room_id_seq" in plan for plan in plans)
    assert any("ix_messages_calling" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith("SCAN messages")] == []


@pytest.mark.parametrize("query", ["tide", "ti", "from:@bea", "is:pinned", "on:2026-11-21"])
def test_search_reads_no_table_of_messages_through(cast, plans, monkeypatch, query):
    sent: list[str] = []
    prepare = sqlite.prepare

    def noted(statement):
        sent.append(prepare(statement)[0])
        return prepare(statement)

    monkeypatch.setattr(sqlite, "prepare", noted)
    find_messages(cast.ada.viewer, query)
    asked = [db.session.execute(sa.text(explained(sql))).all() for sql in sent]
    steps = plans + [row[3] for rows in asked for row in rows]
    assert [step for step in steps if step.startswith(("SCAN messages", "SCAN search_e"))] == []


def explained(sql: str) -> str:
    """The question for the plan of *sql*, whatever its parameters are."""
    return f"EXPLAIN QUERY PLAN {sql.replace('?', 'NULL')}"
