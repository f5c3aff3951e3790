"""S37 over the stream: every command, for ten sorts of people, about one private room.

``ok`` is done without an answer of its own, ``closed`` is the end of the stream with 4401, and
``no-entry`` is who gets none. Every other word is the code of the ERROR that came.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from chatty.accounts.models import VISITOR, Viewer
from chatty.accounts.queries import viewer_for_access_token
from chatty.core.tokens import read_token
from chatty.realtime.commands.running import COMMANDS
from chatty.wire.frames.models import kind_of
from tests.permissions.table import Row, line, read
from tests.permissions.world import PRINCIPALS
from tests.realtime.desk import Desk, masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.permissions.world import World
    from tests.realtime.desk import Line

TABLE = "commands.txt"
TRUST_ENDED = 4401
SENT: dict[str, dict[str, object]] = {
    "ACTIVE": {"active": True},
    "AUTHENTICATE": {"token": "not a token"},
    "CHAT_MESSAGE": {"roomId": "{room_id}", "content": "hello", "clientId": "c1"},
    "DELIVERED": {"roomId": "{room_id}", "seq": 1},
    "DELETE_MESSAGE": {"id": "{message_id}"},
    "EDIT_MESSAGE": {"id": "{message_id}", "content": "otherwise"},
    "JOIN_ROOM": {"roomId": "{room_id}"},
    "LEAVE_ROOM": {"roomId": "{room_id}"},
    "REACT": {"id": "{message_id}", "emoji": "\U0001f44d", "on": True},
    "READ": {"roomId": "{room_id}", "seq": 1},
    "TYPING": {"roomId": "{room_id}"},
    "VOTE": {"id": "{poll_id}", "optionIds": ["1"]},
    "WATCH_PRESENCE": {"userIds": ["{user_id}"]},
}


@pytest.fixture
def answers(world: World) -> Callable[[str], dict[str, str]]:
    def ask(command: str) -> dict[str, str]:
        return {principal: answer(world, principal, command) for principal in PRINCIPALS}

    return ask


def answer(world: World, principal: str, command: str) -> str:
    world.put_back()
    with world.app.app_context(), Desk(world.app) as desk:
        viewer = entering(world, principal)
        if viewer is None:
            return "no-entry"
        stream = desk.websocket(viewer)
        text = json.dumps({"type": command, **SENT[command]})
        for name, value in world.places.items():
            text = text.replace(f"{{{name}}}", str(value))
        stream.send(masked(text.encode()))
        return outcome(stream)


def entering(world: World, principal: str) -> Viewer | None:
    """Who the door takes that sort of person for; None when it takes them for nobody."""
    shown = world.people.get(principal)
    if shown is None:
        return VISITOR
    claims = read_token(shown.token, kind="access")
    return viewer_for_access_token(claims.user_id, claims.family_id)


def outcome(stream: Line) -> str:
    refused = [frame["code"] for frame in stream.frames("ERROR")]
    if stream.close_code() == TRUST_ENDED:
        return "closed"
    return str(refused[0]) if refused else "ok"


def test_every_command_has_its_row(answers):
    commands = {kind_of(model) for model in COMMANDS}
    missing = sorted(commands - {row.what for row in read(TABLE)})
    assert [line(what, answers(what)) for what in missing] == []


def test_no_row_is_about_a_command_that_is_gone():
    assert {row.what for row in read(TABLE)} == {kind_of(model) for model in COMMANDS}


@pytest.mark.parametrize("row", read(TABLE), ids=lambda row: row.what)
def test_everybody_is_answered_what_the_table_says(row: Row, answers):
    assert line(row.what, answers(row.what)) == str(row)
