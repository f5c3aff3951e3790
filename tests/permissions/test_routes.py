"""S37: every route of every door, for ten sorts of people.

A route that is not in a table fails here, with the row that it would have today; whoever adds it
reads that row and asks whether it is right.
"""

from __future__ import annotations

import pytest

from chatty.app import create_app
from chatty.core.settings import load_settings
from tests.permissions.table import Row, ask, line, read
from tests.processes import SECRET_KEY

TABLES = {"api.txt": "/api/", "web.txt": "/"}
# Streams know credentials of their own; `commands.txt` and tests/realtime ask there. Whether the
# server is ready is told to everybody, and differs from moment to moment.
ELSEWHERE = frozenset({"/ws", "/events", "/events/poll", "/readyz"})
NEVER = frozenset({"HEAD", "OPTIONS"})


def routes() -> set[str]:
    """Every method of every rule that the app has."""
    app = create_app(load_settings(database_url="sqlite:///never-opened.db", secret_key=SECRET_KEY))
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - NEVER
        if rule.rule not in ELSEWHERE
    }


def rows() -> list[Row]:
    return [row for name in TABLES for row in read(name)]


def test_every_route_has_its_row(world):
    missing = sorted(routes() - {row.what for row in rows()})
    assert [line(what, ask(world, what)) for what in missing] == []


def test_no_row_is_about_a_route_that_is_gone():
    assert {row.what for row in rows()} - routes() == set()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.what)
def test_everybody_is_answered_what_the_table_says(world, row):
    assert line(row.what, ask(world, row.what)) == str(row)
