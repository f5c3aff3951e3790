"""WebSocket: the handshake, frames from the client through wsproto, and the close.

flask-sock routes the request; its server class is replaced by ``Handshake``, which writes the
answer and lets the connection be detached. No extension is ever accepted: compression would cost
three times the memory per connection, and a frame could not be shared.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections import deque
from typing import TYPE_CHECKING, Any

import gevent
from werkzeug.exceptions import BadRequest as BadHandshake
from wsproto.connection import Connection as Protocol
from wsproto.connection import ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError, generate_accept_token

from chatty.core import clock, limits
from chatty.core.deadlines import TimedBody
from chatty.realtime.commands import run_command
from chatty.realtime.connection import Connection, Request
from chatty.realtime.frame import Frame, Transport
from chatty.wire.frames import bye

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

NONCE_BYTES = 16
VERSION = "13"
PING = b"\x89\x00"
TOO_BIG = 1009
BAD_FRAME = 4400
TOO_FAST = 4429
RESUME_READING_AT = limits.COMMANDS_WAITING // 2


class Handshake:
    """What flask-sock calls a server: here only the handshake, made once the view has checked.

    ``mode`` tells flask-sock how to end the request: with gunicorn it raises StopIteration, which
    makes gunicorn let go of the socket without a byte more.
    """

    mode = "gunicorn"

    def __init__(self, environ: dict[str, Any], **_options: object) -> None:
        self._environ = environ

    def accept(self) -> int:
        """Write ``101`` and answer a descriptor of our own; raises BadHandshake before that."""
        key = self._environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
        asked = self._environ.get("HTTP_UPGRADE", "").strip().lower() == "websocket"
        version = self._environ.get("HTTP_SEC_WEBSOCKET_VERSION")
        if not asked or version != VERSION or not _is_nonce(key):
            description = "This is not a WebSocket handshake of version 13."
            raise BadHandshake(description)
        answer = (
            b"HTTP/1.1 101 Switching Protocols\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + generate_accept_token(key.encode()) + b"\r\n\r\n"
        )
        self._environ["gunicorn.socket"].sendall(answer)
        return detached(self._environ)

    def early_bytes(self) -> bytes:
        """What the client sent right behind its request, which gunicorn has read already."""
        timed: TimedBody = self._environ["wsgi.input"]
        buffered: bytes = timed.body.reader.unreader.take_buffered()  # type: ignore[attr-defined]  # gunicorn's own
        return buffered

    def close(self, *_args: object) -> None:
        """The connection lives on without the request."""


def detached(environ: dict[str, Any]) -> int:
    """A second descriptor of the request's connection; gunicorn closes only its own."""
    return os.dup(environ["gunicorn.socket"].fileno())


def _is_nonce(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == NONCE_BYTES
    except (binascii.Error, ValueError):
        return False


class WebSocketConnection(Connection):
    """A stream that also takes commands: at most 60 at once, then 10 a second."""

    transport = Transport.WEBSOCKET

    __slots__ = (
        "_allowance",
        "_commands",
        "_counted_at",
        "_parts",
        "_parts_size",
        "_protocol",
        "_refused",
        "_running",
        "ping_at",
    )

    def __init__(self, hub: Hub, request: Request) -> None:
        super().__init__(hub, request)
        self._protocol: Protocol | None = None
        self._parts: list[str] = []
        self._parts_size = 0
        self._commands: deque[str | None] = deque()
        self._running = False
        self._allowance = float(limits.FRAMES_BURST)
        self._counted_at = clock.monotonic()
        self._refused = 0
        self.ping_at = clock.monotonic() + limits.PING_SECONDS

    def received(self, data: bytes) -> None:
        if self._protocol is None:
            # Most streams only listen; they need no parser.
            self._protocol = Protocol(ConnectionType.SERVER)
        try:
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                self._take(event)
                if self.closing or self.closed:
                    return
        except RemoteProtocolError as error:
            hint = error.event_hint
            code = hint.code if isinstance(hint, CloseConnection) else 1002
            self.close(int(code), "protocol error")
        except LocalProtocolError:
            self.close(1002, "protocol error")

    def _take(self, event: object) -> None:
        match event:
            case TextMessage(data=text, message_finished=finished):
                self._take_text(text, finished=finished)
            case BytesMessage():
                self.close(BAD_FRAME, "text frames only")
            case Ping(payload=payload):
                self.push(b"\x8a" + bytes((len(payload),)) + bytes(payload), None, 1)
            case CloseConnection(code=code):
                self.close(1000 if code in {1005, 1006} else int(code), "")
            case Pong():
                # Whatever arrives has been noted as a sign of life.
                return
            case _:
                self.close(1002, "protocol error")

    def _take_text(self, text: str, *, finished: bool) -> None:
        # An empty fragment counts too, or a client could send them for ever.
        self._parts_size += len(text.encode()) if finished else max(1, len(text.encode()))
        if self._parts_size > limits.INBOUND_FRAME_BYTES:
            self._parts.clear()
            self.close(TOO_BIG, "too big")
            return
        self._parts.append(text)
        if finished:
            whole = "".join(self._parts)
            self._parts.clear()
            self._parts_size = 0
            self._queue(whole)

    def _queue(self, text: str) -> None:
        is_allowed = self._is_allowed()
        if not is_allowed:
            self._refused += 1
            if self._refused > limits.FRAMES_REFUSED_BEFORE_CLOSE:
                self.close(TOO_FAST, "too fast")
                return
        self._commands.append(text if is_allowed else None)
        if len(self._commands) >= limits.COMMANDS_WAITING:
            self.pause_reading()
        if not self._running:
            self._running = True
            gevent.spawn(self._run_commands)

    def _is_allowed(self) -> bool:
        if not self.hub.settings.limits_on:
            return True
        now = clock.monotonic()
        refill = (now - self._counted_at) * limits.FRAMES_PER_SECOND
        self._allowance = min(float(limits.FRAMES_BURST), self._allowance + refill)
        self._counted_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        self._refused = 0
        return True

    def _run_commands(self) -> None:
        """Run what is queued, in order; ends with the queue, so an idle stream has no greenlet."""
        try:
            while self._commands and not self.closed and not self.closing:
                run_command(self, self._commands.popleft())
                if len(self._commands) == RESUME_READING_AT:
                    self.start_reading()
        finally:
            self._running = False

    def is_dead(self, now: float) -> bool:
        return now - self.heard_at > limits.DEAD_AFTER_SECONDS

    def tick(self, now: float) -> None:
        if now >= self.ping_at:
            self.ping_at = now + limits.PING_SECONDS
            self.push(PING, None, 1)

    def _say_goodbye(self, code: int, reason: str, retry_ms: int | None) -> None:
        if retry_ms is not None:
            self.insist(Frame.ephemeral(bye(retry_ms)))
        payload = code.to_bytes(2) + reason.encode()
        self.push(b"\x88" + bytes((len(payload),)) + payload, None, 1)
