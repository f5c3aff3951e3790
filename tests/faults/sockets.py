"""A WebSocket client that only looks at bytes: for slow readers, and for what follows the end."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.clients import Api, Json

TEXT = 1
CLOSE = 8


class ByteSocket:
    """An open stream whose bytes are read when the test says so."""

    def __init__(self, person: Api, *, receive_buffer: int | None = None, cursor: str = "") -> None:
        parts = urlsplit(person.base_url)
        self.sock = socket.socket()
        if receive_buffer is not None:
            # Before connecting, or the window is already agreed on.
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.settimeout(20)
        self.sock.connect((parts.hostname, parts.port))
        self.sock.sendall(
            f"GET /ws?cursor={cursor} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nAuthorization: Bearer {person.token}\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        self.received = b""
        while b"\r\n\r\n" not in self.received:
            self.received += self.sock.recv(1)
        assert b" 101 " in self.received, self.received
        self.received = b""

    def read_until_end(self, seconds: float) -> float:
        """Read until the server closes the connection; how long that took."""
        started = time.monotonic()
        self.sock.settimeout(seconds)
        with contextlib.suppress(ConnectionResetError):
            while data := self.sock.recv(65_536):
                self.received += data
        return time.monotonic() - started

    def read_for(self, seconds: float) -> None:
        """Read until nothing has come for *seconds*, or the end."""
        self.sock.settimeout(seconds)
        try:
            while data := self.sock.recv(65_536):
                self.received += data
        except TimeoutError:
            return

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Opcode and payload of each frame; raises ValueError when bytes are left over."""
        data, at = self.received, 0
        while at < len(data):
            opcode, size, at = data[at] & 15, data[at + 1] & 127, at + 2
            if size >= 126:
                width = 2 if size == 126 else 8
                size, at = int.from_bytes(data[at : at + width]), at + width
            payload, at = data[at : at + size], at + size
            if len(payload) < size:
                message = f"a frame of {size} bytes is torn after {len(payload)}"
                raise ValueError(message)
            yield opcode, payload

    def messages(self, *, torn_end: bool = False) -> list[Json]:
        """What the text frames say; with *torn_end* the last may be cut off by the end."""
        found: list[Json] = []
        try:
            for opcode, payload in self.frames():
                if opcode == TEXT:
                    found.append(json.loads(payload))
        except ValueError:
            if not torn_end:
                raise
        return found

    def close(self) -> None:
        self.sock.close()
