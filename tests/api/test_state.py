"""Snapshot and frames make the next snapshot, whatever was done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatty.core.db import db
from chatty.stream.models import Cursor
from chatty.stream.queries import tail
from chatty.wire.base import compact
from chatty.wire.frames.models import FRAMES, kind_of
from tests.api.state import State

if TYPE_CHECKING:
    from collections.abc import Callable

MODELS = {kind_of(model): model for model in FRAMES}
WATCHING = ("ada", "bea", "cal", "dan")


def changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """Everything that can be done so far, by name."""
    market, harbour = f"/rooms/{cast.market}", f"/rooms/{cast.harbour}"
    new_room = {"kind": "public", "name": "Bazaar", "history": "from_join"}
    return {
        "post": [lambda: people.bea.say(market, "one"), lambda: people.cal.say(harbour, "two")],
        "repeat": [lambda: people.bea.say(market, "one"), lambda: people.bea.say(market, "one")],
        "join": [lambda: people.dan.put(f"{market}/membership")],
        "join later": [
            lambda: people.bea.say(market, "one"),
            lambda: people.dan.put(f"{market}/membership"),
            lambda: people.bea.say(market, "two"),
        ],
        "leave": [lambda: people.cal.delete(f"{market}/membership")],
        "leave and return": [
            lambda: people.cal.delete(f"{market}/membership"),
            lambda: people.bea.say(market, "one"),
            lambda: people.cal.put(f"{market}/membership"),
        ],
        "read": [
            lambda: people.bea.say(market, "one"),
            lambda: people.bea.say(market, "two"),
            lambda: people.cal.put(f"{market}/read-marker", {"seq": 1}),
        ],
        "open a room": [lambda: people.dan.post("/rooms", new_room)],
        "profile": [
            lambda: people.bea.say(market, "one"),
            lambda: people.bea.patch("/me", {"displayName": "Beatrix", "bio": "b"}),
        ],
        "settings": [lambda: people.ada.patch("/me/settings", {"theme": "dark"})],
    }


NAMES = tuple(changes(None, type("Ids", (), {"market": 0, "harbour": 0})))


def frames_after(app, cursor: str, state: State) -> None:
    """Let *state* hear what it would have heard since *cursor*."""
    with app.app_context():
        start = Cursor.parse(cursor)
        for event in tail(db.session.connection(), start.id + 1, 1_000):
            frame = json.loads(event.payload)
            MODELS[event.kind].model_validate_json(compact(frame | {"cursor": str(event.cursor)}))
            if event.topic in state.topics:
                state.apply(frame)


def comparable(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Without what no frame tells: the cursor, and how far one's own device has received."""
    rooms = [
        room | {"membership": room["membership"] | {"deliveredSeq": None}}
        for room in snapshot["rooms"]
    ]
    return snapshot | {"cursor": None, "rooms": rooms}


@pytest.mark.both_databases
@pytest.mark.parametrize("name", NAMES)
def test_snapshot_and_frames_make_the_next_snapshot(people, cast, name):
    before = {who: getattr(people, who).get("/sync") for who in WATCHING}
    for act in changes(people, cast)[name]:
        assert act().status_code < 300
    for who, snapshot in before.items():
        state = State(snapshot)
        frames_after(people.app, snapshot["cursor"], state)
        after = getattr(people, who).get("/sync")
        assert comparable(state.snapshot) == comparable(after), who
