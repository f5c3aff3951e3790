"""What a WebSocket client sends: taken apart by RFC 6455, bounded, and answered or closed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.exceptions import BadRequest

from chatty.core import limits
from chatty.core.clock import clock
from chatty.realtime.websocket import Handshake
from tests.realtime.desk import masked, settle, split

if TYPE_CHECKING:
    from tests.realtime.desk import Line

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@pytest.fixture
def line(desk, cast) -> Line:
    """A live WebSocket of ada's."""
    found: Line = desk.websocket(cast.ada.viewer)
    return found


def active(text: str = "true") -> bytes:
    """A command that is answered by nothing."""
    return masked(f'{{"type":"ACTIVE","active":{text}}}'.encode())


def errors(line) -> list[str]:
    """The codes of the refusals so far."""
    return [frame["code"] for frame in line.frames("ERROR")]


def test_command_is_run_and_answered(line, cast):
    body = {"type": "CHAT_MESSAGE", "roomId": str(cast.harbour), "content": "hi", "clientId": "a"}
    line.send(masked(json.dumps(body).encode()))
    assert [(f["clientId"], f["seq"]) for f in line.frames("ACK")] == [("a", 1)]


def test_command_in_fragments_with_a_ping_between_is_one_command(line, cast):
    body = json.dumps({"type": "JOIN_ROOM", "roomId": str(cast.harbour), "x": "é"}).encode()
    line.send(masked(body[:5], final=False))
    line.send(masked(b"still there?", opcode=PING))
    for place in range(5, len(body)):
        line.send(masked(body[place : place + 1], opcode=0, final=False))
    line.send(masked(b"", opcode=0))
    assert (PONG, b"still there?") in split(line.read_all())
    assert errors(line) == ["invalid"]
    assert line.close_code() is None


def test_frame_torn_by_the_network_is_put_together(line, cast):
    frame = masked(json.dumps({"type": "JOIN_ROOM", "roomId": str(cast.harbour)}).encode())
    for byte in frame:
        line.send(bytes((byte,)))
    assert len(line.frames("ROOM_MEMBERS_UPDATE")) == 1


def test_commands_sent_at_once_are_run_in_order(line, cast):
    bodies = (
        {"type": "CHAT_MESSAGE", "roomId": str(cast.harbour), "content": str(n), "clientId": str(n)}
        for n in range(20)
    )
    line.send(b"".join(masked(json.dumps(body).encode()) for body in bodies))
    assert [frame["clientId"] for frame in line.frames("ACK")] == [str(n) for n in range(20)]


def test_largest_frame_is_read(line):
    line.send(masked(b" " * (limits.INBOUND_FRAME_BYTES - 2) + b"{}"))
    assert errors(line) == ["bad_request"]
    assert line.close_code() is None


@pytest.mark.parametrize("letter", ["x", "é"])
def test_frame_one_byte_too_large_is_1009(line, letter):
    text = (letter * (limits.INBOUND_FRAME_BYTES // len(letter.encode()))).encode() + b"x"
    line.send(masked(text))
    assert line.close_code() == 1009


def test_frame_that_says_it_is_huge_is_1009_before_it_has_come(line):
    line.send(bytes((0x81, 0xFF)) + (1 << 40).to_bytes(8) + bytes(4) + b"x" * 70_000)
    assert line.close_code() == 1009


@pytest.mark.parametrize("part", [b"x", b""], ids=["one byte", "nothing"])
def test_fragments_without_end_are_1009(line, part):
    line.send(masked(b"x", final=False))
    fragments = masked(part, opcode=0, final=False) * 1_000
    for _ in range(100):
        if line.close_code() is None:
            line.send(fragments)
    assert line.close_code() == 1009
    assert line.connection._parts == []


BROKEN = [
    (masked(b"{}", reserved=0x40), 1002),
    (masked(b"{}", reserved=0x20), 1002),
    (masked(b"x", opcode=0), 1002),
    (masked(b"x", opcode=3), 1002),
    (masked(b"x", final=False) + masked(b"y"), 1002),
    (masked(b"x" * 126, opcode=PING), 1002),
    (masked(b"x", opcode=PING, final=False), 1002),
    (b"\x81\x02{}", 1002),
    (masked(b"\x03", opcode=CLOSE), 1002),
    (masked((999).to_bytes(2), opcode=CLOSE), 1002),
    (masked(b"\xff\xfe"), 1007),
    (masked(b'{"type":"\xed\xa0\x80"}'), 1007),
    (masked(b"\xc3", final=False) + masked(b"x", opcode=0), 1007),
    (masked((1000).to_bytes(2) + b"\xff", opcode=CLOSE), 1007),
    (masked(b"{}", opcode=BINARY), 4400),
    (masked(b"", opcode=BINARY, final=False), 4400),
]


@pytest.mark.parametrize(("data", "code"), BROKEN, ids=lambda value: str(value)[:40])
def test_broken_frame_is_closed_with_its_code(line, data, code):
    line.send(data)
    assert line.close_code() == code
    assert line.connection.closing


@pytest.mark.parametrize("payload", [b"", b"x" * 125])
def test_ping_is_answered_with_its_own_payload(line, payload):
    line.send(masked(payload, opcode=PING))
    assert split(line.read_all())[-1] == (PONG, payload)


@pytest.mark.parametrize(
    ("sent", "answered"), [(b"", 1000), (b"\x03\xe9", 1001), (b"\x0f\xa0", 4000)]
)
def test_close_is_answered_and_nothing_more_is_read(line, sent, answered):
    line.send(masked(sent, opcode=CLOSE) + masked(b"", opcode=PING))
    line.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert line.close_code() == answered
    assert split(line.data)[-1][0] == CLOSE
    assert line.socket.recv(10) == b""


def test_frames_above_the_rate_are_refused_and_then_the_stream(line):
    line.send(active() * (limits.FRAMES_BURST + limits.FRAMES_REFUSED_BEFORE_CLOSE))
    assert errors(line) == ["rate_limited"] * limits.FRAMES_REFUSED_BEFORE_CLOSE
    line.send(active() * 2)
    assert line.close_code() == 4429


def test_a_second_of_rest_brings_ten_frames_back(line):
    line.send(active() * (limits.FRAMES_BURST + 5))
    assert len(errors(line)) == 5
    clock.move(timedelta(seconds=1))
    line.send(active() * 10)
    assert len(errors(line)) == 5
    line.send(active() * 10)
    assert 5 < len(errors(line)) <= 15


def test_commands_that_cannot_be_run_yet_stay_with_the_client(line):
    line.connection._running = True
    line.connection.hub.settings = line.connection.hub.settings.model_copy(
        update={"chatty_limits": "off"}
    )
    for _ in range(limits.COMMANDS_WAITING * 2):
        line.send(active())
    assert len(line.connection._commands) == limits.COMMANDS_WAITING
    line.connection._run_commands()
    settle()
    assert not line.connection._commands


def test_silent_client_is_pinged_and_given_up_after_fifty_seconds(desk, line):
    clock.move(timedelta(seconds=limits.PING_SECONDS + 1))
    desk.tick()
    assert (PING, b"") in split(line.read_all())
    line.send(masked(b"", opcode=PONG))
    clock.move(timedelta(seconds=limits.DEAD_AFTER_SECONDS - 1))
    desk.tick()
    assert not line.connection.closed
    clock.move(timedelta(seconds=2))
    desk.tick()
    assert line.connection.closed


@pytest.mark.parametrize("text", ["", "null", "[]", "1", '"x"', "{", "{}", "\u2028", '{"type":1}'])
def test_what_is_no_command_is_refused(line, text):
    line.send(masked(text.encode()))
    assert errors(line)[0] in {"bad_json", "bad_request", "unknown_command"}


def test_deep_nesting_is_refused(line):
    line.send(masked(b"[" * 10_000))
    line.send(masked(b'{"type":' * 5_000))
    assert errors(line) == ["bad_json"] * 2


class Socket:
    """The request's socket, as far as the handshake uses it."""

    def __init__(self) -> None:
        self.sent = b""

    def sendall(self, data: bytes) -> None:
        self.sent += data


GOOD: dict[str, Any] = {
    "HTTP_UPGRADE": "WebSocket",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.mark.parametrize(
    "change",
    [
        {"HTTP_UPGRADE": ""},
        {"HTTP_UPGRADE": "h2c"},
        {"HTTP_SEC_WEBSOCKET_VERSION": "8"},
        {"HTTP_SEC_WEBSOCKET_VERSION": ""},
        {"HTTP_SEC_WEBSOCKET_KEY": ""},
        {"HTTP_SEC_WEBSOCKET_KEY": "c2hvcnQ="},
        {"HTTP_SEC_WEBSOCKET_KEY": "not base64 at all!!!!!!!"},
        {"HTTP_SEC_WEBSOCKET_KEY": "é"},
    ],
    ids=str,
)
def test_what_is_no_handshake_gets_no_101(change):
    source = Socket()
    with pytest.raises(BadRequest):
        Handshake(GOOD | change | {"gunicorn.socket": source}).accept()
    assert source.sent == b""
