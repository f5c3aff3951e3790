"""A WebSocket client that may do everything wrong: bytes over TCP, and what came back."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from tests.realtime.desk import masked

if TYPE_CHECKING:
    from types import TracebackType

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
SECONDS = 10


class Raw:
    """A handshake at *url* with *headers*, sent in one piece with the bytes of *early*."""

    def __init__(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        *,
        query: str = "",
        early: bytes = b"",
    ) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self.socket = socket.create_connection((parts.hostname, parts.port or 80), SECONDS)
        asked = {
            "Host": parts.netloc,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": KEY,
        } | (headers or {})
        lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        self.socket.sendall(f"GET /ws?{query} HTTP/1.1\r\n{lines}\r\n".encode() + early)
        self.data = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def head(self) -> str:
        """The answer to the handshake, lower case."""
        while b"\r\n\r\n" not in self.data:
            self._more()
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        return head.decode().lower()

    @property
    def status(self) -> int:
        """The status of the answer, which is read now."""
        return int(self.head().split()[1])

    def send(self, command: dict[str, Any]) -> None:
        self.socket.sendall(masked(json.dumps(command).encode()))

    def frame(self) -> tuple[int, bytes]:
        """The next frame, as (opcode, payload)."""
        first, size = self._take(2)
        if size == 126:
            size = int.from_bytes(self._take(2))
        elif size == 127:
            size = int.from_bytes(self._take(8))
        return first & 0x0F, self._take(size)

    def wait_for(self, kind: str) -> dict[str, Any]:
        """The next text frame of that kind."""
        while True:
            opcode, payload = self.frame()
            assert opcode != 8, (kind, payload)
            frame: dict[str, Any] = json.loads(payload) if opcode == 1 else {}
            if frame.get("type") == kind:
                return frame

    def close_code(self) -> int:
        """The code of the close frame, whatever comes before it."""
        while True:
            opcode, payload = self.frame()
            if opcode == 8:
                return int.from_bytes(payload[:2])

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        with contextlib.suppress(ConnectionResetError):
            while True:
                self._more()
        return self.data

    def abort(self) -> None:
        """End without a word: the other side gets a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _take(self, size: int) -> bytes:
        while len(self.data) < size:
            self._more()
        found, self.data = self.data[:size], self.data[size:]
        return found

    def _more(self) -> None:
        found = self.socket.recv(65_536)
        if not found:
            raise ConnectionResetError
        self.data += found


def seconds_of(act: Any) -> float:  # noqa: ANN401  # any call
    """How long *act* takes."""
    began = time.monotonic()
    act()
    return time.monotonic() - began
