"""Commands are read strictly, and every refusal says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatty.core.errors import BadRequest, ChattyError, Invalid
from chatty.wire.frames import JoinRoom, Post, WatchPresence, about, read_command

GOOD: dict[str, dict[str, Any]] = {
    "JOIN_ROOM": {"roomId": "7"},
    "LEAVE_ROOM": {"roomId": "7"},
    "CHAT_MESSAGE": {"roomId": "7", "content": "hello"},
    "AUTHENTICATE": {"token": "t"},
    "TYPING": {"roomId": "7"},
    "READ": {"roomId": "7", "seq": 1},
    "DELIVERED": {"roomId": "7", "seq": 1},
    "WATCH_PRESENCE": {"userIds": ["1", "2"]},
    "ACTIVE": {"active": True},
}
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63,
    1.5,
    "",
    "\u0000",
    [],
    {},
    {"$ne": None},
    "x" * 70_000,
]


def outcome(raw: str) -> int:
    """200 for a command that can be read, else the status of the refusal."""
    try:
        read_command(raw)
    except ChattyError as error:
        return error.status
    return 200


@pytest.mark.parametrize("kind", GOOD)
def test_command_is_read(kind):
    assert read_command(json.dumps({"type": kind} | GOOD[kind])).type == kind


def test_existing_clients_fields_are_read():
    fields = {"type": "CHAT_MESSAGE", "roomId": "7", "content": "a", "userId": "1", "userName": "A"}
    command = read_command(json.dumps(fields))
    assert isinstance(command, Post)
    assert (command.room_id, command.user_id, command.client_id) == (7, 1, None)
    joining = read_command('{"type": "JOIN_ROOM", "roomId": "7", "userId": "1"}')
    assert isinstance(joining, JoinRoom)


@pytest.mark.parametrize("kind", GOOD)
def test_strange_value_in_any_field_is_read_or_refused(kind):
    for name in GOOD[kind]:
        for value in STRANGE:
            assert outcome(json.dumps({"type": kind} | GOOD[kind] | {name: value})) in {
                200,
                400,
                422,
            }


@pytest.mark.parametrize("kind", GOOD)
def test_unknown_field_is_refused_by_name(kind):
    with pytest.raises(Invalid) as refused:
        read_command(json.dumps({"type": kind, "isAdmin": True} | GOOD[kind]))
    assert [(e.field, e.message) for e in refused.value.errors] == [
        ("isAdmin", "There is no such field.")
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "bad_json"),
        ("{", "bad_json"),
        (b"\xff", "bad_json"),
        ("[" * 10_000, "bad_json"),
        ('{"type": "\\ud800"}', "bad_json"),
        ("null", "bad_request"),
        ("[]", "bad_request"),
        ("{}", "bad_request"),
        ('{"type": null}', "unknown_command"),
        ('{"type": "WELCOME"}', "unknown_command"),
    ],
)
def test_frame_that_is_no_command_is_refused(raw, code):
    with pytest.raises(BadRequest) as refused:
        read_command(raw)
    assert refused.value.code == code


def test_nobody_watches_more_than_two_hundred():
    ids = [str(number) for number in range(1, 202)]
    with pytest.raises(Invalid):
        read_command(json.dumps({"type": "WATCH_PRESENCE", "userIds": ids}))
    command = read_command(json.dumps({"type": "WATCH_PRESENCE", "userIds": ids[:200]}))
    assert isinstance(command, WatchPresence)
    assert len(command.user_ids) == 200


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('{"type": "READ", "clientId": "c"}', ("READ", "c")),
        ('{"type": 5, "clientId": "a\\u0000"}', (None, None)),
        ('{"type": "' + "x" * 65 + '"}', (None, None)),
        ("[]", (None, None)),
        ("{", (None, None)),
        ("[" * 100_000, (None, None)),
    ],
)
def test_refused_frame_is_named_as_far_as_it_can_be(raw, expected):
    assert about(raw) == expected
