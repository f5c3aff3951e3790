"""A hub inside pytest, driven by hand: nothing is read, sent or expired until a test says so.

gevent's loop turns only while `settle` lets it, and nothing is patched, so every step is exact.
"""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any, Self

import gevent

from chatty.core import clock
from chatty.core.db import autocommit, db
from chatty.realtime.catchup import NOTHING, Looks
from chatty.realtime.connection import Connection, Request
from chatty.realtime.longpoll import LongPoll, Poll
from chatty.realtime.routes import hub_of
from chatty.realtime.sse import EventStream
from chatty.realtime.ticker import Ticker
from chatty.realtime.websocket import WebSocketConnection

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from chatty.accounts.models import Viewer
    from chatty.stream.models import Cursor

Json = dict[str, Any]
SMALL_BUFFER = 4 * 1024


class Line:
    """Both ends of one stream: `connection` is the server's, `socket` the client's."""

    def __init__(self, connection: Connection, client: socket.socket) -> None:
        self.connection = connection
        self.socket = client
        self.socket.setblocking(False)
        self.data = b""

    def send(self, data: bytes) -> None:
        """Bytes from the client, read by the server before this returns."""
        self.socket.sendall(data)
        settle()

    def read(self, most: int = 1 << 20) -> bytes:
        """What has arrived, at most so many bytes; all of it stays in `data`."""
        settle()
        try:
            found = self.socket.recv(most)
        except BlockingIOError:
            found = b""
        self.data += found
        return found

    def read_all(self) -> bytes:
        """Everything that arrives, the server's buffers included."""
        while self.read():
            pass
        return self.data

    def frames(self, kind: str | None = None) -> list[Json]:
        """The JSON of every text frame so far."""
        self.read_all()
        texts = [json.loads(body) for opcode, body in split(self.data) if opcode == 1]
        return [frame for frame in texts if kind in {None, frame["type"]}]

    def said(self) -> list[str]:
        """What the messages say."""
        return [frame["content"] for frame in self.frames("CHAT_MESSAGE")]

    def close_code(self) -> int | None:
        """The code of the close frame, if one came."""
        self.read_all()
        codes = [int.from_bytes(body[:2]) for opcode, body in split(self.data) if opcode == 8]
        return codes[0] if codes else None

    def events(self) -> list[tuple[str | None, Json]]:
        """The server-sent events so far, as (id, data)."""
        _, _, body = self.read_all().partition(b"\r\n\r\n")
        parts = [dict(_fields(part)) for part in body.decode().split("\n\n")]
        return [(part.get("id"), json.loads(part["data"])) for part in parts if "data" in part]

    def answer(self) -> Json:
        """The JSON that a long poll was answered with."""
        head, _, body = self.read_all().partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}".encode() in head
        found: Json = json.loads(body)
        return found

    def hang_up(self) -> None:
        self.socket.close()
        settle()


class Desk:
    """The hub of an app, its log read by `tail`, its clock by `tick`."""

    def __init__(self, app: Flask) -> None:
        self.hub = hub_of(app)
        self.begin()
        self.ticker = Ticker(self.hub)
        self.lines: list[Line] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self.lines:
            self.hub.drop(line.connection, clean=True)
            line.socket.close()
        settle()

    def line(self, make: Callable[[Request], Connection], viewer: Viewer, *, html: bool) -> Line:
        """A stream that is not attached yet."""
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER)
        line = Line(make(Request(ours.detach(), viewer, html, "192.0.2.1")), theirs)
        self.lines.append(line)
        return line

    def websocket(
        self,
        viewer: Viewer,
        *,
        cursor: Cursor | None = None,
        looks: Looks = NOTHING,
        html: bool = False,
    ) -> Line:
        """A live WebSocket."""
        line = self.line(lambda asked: WebSocketConnection(self.hub, asked), viewer, html=html)
        return self.attach(line, cursor, looks)

    def event_stream(self, viewer: Viewer, *, cursor: Cursor | None = None) -> Line:
        """A live event stream."""
        line = self.line(lambda asked: EventStream(self.hub, asked), viewer, html=False)
        assert isinstance(line.connection, EventStream)
        line.connection.open()
        return self.attach(line, cursor, NOTHING)

    def poll(
        self,
        viewer: Viewer,
        *,
        cursor: Cursor | None = None,
        looks: Looks = NOTHING,
        wait: float = 25,
    ) -> Line:
        """A waiting long poll."""

        wanted = Poll("tab", looks.rooms, wait, resumes=cursor is not None)
        line = self.line(lambda asked: LongPoll(self.hub, asked, wanted), viewer, html=False)
        return self.attach(line, cursor, looks)

    def attach(self, line: Line, cursor: Cursor | None = None, looks: Looks = NOTHING) -> Line:
        self.hub.catch_up.attach(line.connection, cursor, looks)
        line.connection.start_reading()
        return line

    def begin(self) -> None:
        """Start from the head of the log with an empty ring, as a new process does."""
        self.hub._begun.clear()
        self.hub.ring.clear()
        with autocommit(db.engine) as connection:
            self.hub._begin(connection)

    def tail(self) -> None:
        """Read the log to its end, as the tailer does when it is woken."""
        with autocommit(db.engine) as connection:
            while self.hub._read(connection):
                pass
        settle()

    def tick(self) -> None:
        """Look at every stream once, by the clock as it is now."""
        for connection in self.hub.roll.everybody():
            self.ticker.look_at(connection, clock.monotonic())
        settle()


def settle() -> None:
    """Let everything that is ready happen."""
    for _ in range(4):
        gevent.sleep(0)
        gevent.get_hub().loop.update_now()
        gevent.sleep(0.0001)


def split(data: bytes) -> list[tuple[int, bytes]]:
    """The unmasked frames in *data*, each as (opcode, payload); AssertionError for a torn one."""
    frames: list[tuple[int, bytes]] = []
    while data:
        assert data[0] & 0x70 == 0, "a reserved bit is set"
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4]), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10]), 10
        assert len(data) >= start + size, "the last frame is not whole"
        frames.append((data[0] & 0x0F, data[start : start + size]))
        data = data[start + size :]
    return frames


def masked(payload: bytes, *, opcode: int = 1, final: bool = True, reserved: int = 0) -> bytes:
    """A frame as a client sends it."""
    first = (0x80 if final else 0) | reserved | opcode
    size = len(payload)
    if size < 126:
        head = bytes((first, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((first, 0x80 | 126)) + size.to_bytes(2)
    else:
        head = bytes((first, 0x80 | 127)) + size.to_bytes(8)
    return head + bytes(4) + payload


def _fields(part: str) -> list[tuple[str, str]]:
    pairs = (line.split(": ", 1) for line in part.split("\n") if ": " in line)
    return [(name, value) for name, value in pairs if name]
