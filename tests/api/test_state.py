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
from tests.api.further_changes import further_changes
from tests.api.moderation_changes import moderation_changes
from tests.api.notification_changes import notification_changes
from tests.api.poll_changes import poll_changes
from tests.api.reading_changes import reading_changes
from tests.api.relation_changes import relation_changes
from tests.api.role_changes import role_changes
from tests.api.room_changes import room_changes
from tests.api.state import State
from tests.api.thread_changes import thread_changes
from tests.api.unsent_changes import unsent_changes
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

MODELS = {kind_of(model): model for model in FRAMES}
PROOF = {"currentPassword": PASSWORD}
WATCHING = ("ada", "bea", "cal", "dan")


def changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """Everything that can be done so far, by name."""
    market, harbour = f"/rooms/{cast.market}", f"/rooms/{cast.harbour}"
    new_room = {"kind": "public", "name": "Bazaar", "postBy": "admins"}
    others = (
        relation_changes(people, cast)
        | account_changes(people, cast)
        | administration_changes(people, cast)
    )
    others |= (
        further_changes(people, cast) | room_changes(people, cast) | role_changes(people, cast)
    )
    others |= moderation_changes(people, cast) | unsent_changes(people, cast)
    others |= notification_changes(people, cast)
    others |= reading_changes(people, cast) | reaction_changes(people, cast)
    others |= thread_changes(people, cast) | poll_changes(people, cast)
    return others | {
        "post": [lambda: people.bea.say(market, "one"), lambda: people.cal.say(harbour, "two")],
        "call people": [
            lambda: people.ada.say(harbour, "@bea and @cal", "m1"),
            lambda: people.ada.say(harbour, "the whole @room", "m2"),
            lambda: people.cal.put(f"{harbour}/read-marker", {"seq": 1}),
            lambda: people.ada.patch(newest(people, harbour), {"content": "only @bea"}),
            lambda: people.ada.say(harbour, "@bea", "m3"),
            lambda: people.ada.delete(newest(people, harbour)),
        ],
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
        "open a room": [lambda: people.dan.post("/rooms", new_room)],
    }


def reaction_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """What people put under messages."""
    market = f"/rooms/{cast.market}"
    return {
        "react": [
            lambda: people.bea.say(market, "one"),
            lambda: people.cal.ask("PUT", f"{newest(people, market)}/reactions/\U0001f44d"),
            lambda: people.bea.ask("PUT", f"{newest(people, market)}/reactions/\U0001f44d"),
            lambda: people.cal.ask("DELETE", f"{newest(people, market)}/reactions/\U0001f44d"),
        ],
    }


def newest(people, room: str) -> str:
    """The newest message of the room."""
    return f"/messages/{people.bea.get(f'{room}/messages')['items'][-1]['id']}"


def administration_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """What administrators do that others hear of."""
    return {
        "announcements": [
            lambda: people.admin.post("/admin/announcements", {"content": "Down at noon."}),
            lambda: people.admin.post("/admin/announcements", {"content": "b", "level": "warning"}),
            lambda: people.admin.delete("/admin/announcements/1"),
        ],
        "administrators": [
            lambda: people.admin.put(f"/admin/users/{cast.ada.id}/administration", PROOF),
            lambda: people.ada.ask("DELETE", f"/admin/users/{cast.admin.id}/administration", PROOF),
        ],
        "an account is shut and opened": [
            lambda: people.admin.put(f"/admin/users/{cast.eve.id}/deactivation", PROOF),
            lambda: people.admin.delete(f"/admin/users/{cast.eve.id}/deactivation"),
        ],
    }


def account_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """What people do with their accounts."""
    market, square = f"/rooms/{cast.market}", f"/rooms/{cast.square}"
    return {
        "profile": [
            lambda: people.bea.say(market, "one"),
            lambda: people.bea.patch("/me", {"displayName": "Beatrix", "bio": "b"}),
        ],
        "picture of words": [
            lambda: people.ada.patch("/me", {"phone": "+44 20 79", "birthDate": "1990-02-03"}),
            lambda: people.ada.put("/me/status", {"emoji": "\U0001f33b", "lasts": "today"}),
            lambda: people.ada.patch("/me/settings", {"shareBirthDate": True}),
        ],
        "status taken away": [
            lambda: people.ada.put("/me/status", {"text": "away"}),
            lambda: people.ada.delete("/me/status"),
        ],
        "an account ends": [
            lambda: people.eve.say(square, "one"),
            lambda: people.eve.ask("DELETE", "/me", {"currentPassword": PASSWORD}),
        ],
        "an administrator's account ends": [
            lambda: people.admin.ask(
                "DELETE", "/me", {"currentPassword": PASSWORD, "successor": "ada"}
            ),
        ],
        "settings": [
            lambda: people.ada.patch("/me/settings", {"theme": "dark", "lastSeen": "nobody"}),
            lambda: people.ada.patch("/me/settings", {"timeZone": "Asia/Tokyo", "locale": "ja"}),
        ],
    }


NAMES = tuple(changes(None, type("Ids", (), {"market": 0, "harbour": 0, "square": 0})))


def frames_after(app, cursor: str, state: State) -> None:
    """Let *state* hear what it would have heard since *cursor*."""
    with app.app_context():
        start = Cursor.parse(cursor)
        for event in tail(db.session.connection(), start.id + 1, 1_000):
            frame = json.loads(event.payload)
            MODELS[event.kind].model_validate_json(compact(frame | {"cursor": str(event.cursor)}))
            if event.topic in state.topics:
                state.apply(frame)


def peer(room: dict[str, Any]) -> dict[str, Any] | None:
    """Without presence: that one was blocked is told by no frame."""
    found: dict[str, Any] | None = room["peer"]
    return found and found | {"presence": None}


def comparable(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Without what no frame tells: the cursor, and who is there."""
    rooms = [room | {"peer": peer(room)} for room in snapshot["rooms"]]
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
