"""One open stream, whatever carries it.

What it owns: a raw non-blocking socket that gunicorn has let go of, and a cursor. Bytes are written
straight to the socket; what the kernel does not take waits here for a writable event.

What order it keeps: frames leave in the order of the log, each whole. A frame whose first byte was
sent is always finished.

What happens when the buffer is full (512 frames or 1 MiB): it is dropped, the connection is marked
lagging, and it rereads from its cursor when it is writable again. Ephemera are shed long before. A
socket that takes nothing for ten seconds is closed.

Nothing here blocks: the callbacks run on gevent's hub.
"""

from __future__ import annotations

import secrets
import socket
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

import gevent
from gevent import monkey

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.realtime.frame import Frame, Transport
from chatty.stream.models import Cursor

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

# gevent's own socket would wait for the socket to become writable: this one must not.
PlainSocket: type[socket.socket] = monkey.get_original("socket", "socket")

# A turn of the hub: as frames of one byte each these take 8 ms, and 64 KiB would take 300.
READ_BYTES = 4 * 1024
READ = 1
WRITE = 2
# Linux gives up on bytes that are not acknowledged for this long.
UNACKNOWLEDGED_MS = 45_000


class Watcher(Protocol):
    """What gevent's loop gives for a descriptor."""

    def start(self, callback: Callable[..., object], *args: object) -> None:
        """Call back on each event from now on."""

    def stop(self) -> None:
        """Call back no more."""

    def close(self) -> None:
        """Let go of it."""


class Waiting(NamedTuple):
    """Bytes that the kernel has not taken yet, and the place in the log they lead to.

    What *stays* is kept when the buffer overflows.
    """

    data: bytes
    last: Cursor | None
    frames: int
    stays: bool = False


class Request(NamedTuple):
    """What a stream is made from: a descriptor of its own, who asked, in which view, from where."""

    fd: int
    viewer: Viewer
    html: bool
    address: str


class Connection:
    """A detached stream; subclasses say how bytes come in and how it ends."""

    transport: Transport

    __slots__ = (
        "_out",
        "_out_bytes",
        "_out_frames",
        "_reader",
        "_sent",
        "_sent_of_first",
        "_writer",
        "active",
        "address",
        "borrowed",
        "captured",
        "closed",
        "closing",
        "cursor",
        "cuts",
        "doubts",
        "expires_at",
        "fd",
        "heard_at",
        "heartbeat_at",
        "html",
        "hub",
        "id",
        "lagging",
        "opened_at",
        "present",
        "removals",
        "rooms",
        "sock",
        "stalled_since",
        "topics",
        "viewer",
        "watched",
    )

    def __init__(self, hub: Hub, request: Request) -> None:
        now = clock.monotonic()
        self.hub = hub
        self.id = secrets.token_hex(8)
        self.sock = PlainSocket(fileno=request.fd)
        self.fd = request.fd
        self.viewer = request.viewer
        self.html = request.html
        self.address = request.address
        self.topics: dict[str, int] = {}
        self.borrowed: set[str] = set()
        self.rooms: set[int] = set()
        self.watched: dict[int, bool] = {}
        self.cursor = Cursor(0, 0)
        self.active = True
        self.captured: list[Frame] | None = None
        self.present = False
        self.removals = 0
        self.cuts = 0
        self.doubts = 0
        self.lagging = False
        self.closing = False
        self.closed = False
        self.opened_at = now
        self.heard_at = now
        self.heartbeat_at = now + hub.heartbeat_seconds()
        self.stalled_since: float | None = None
        self.expires_at: float | None = None
        self._out: deque[Waiting] = deque()
        self._out_bytes = 0
        self._out_frames = 0
        self._sent_of_first = 0
        self._sent = self.cursor
        self._reader: Watcher = gevent.get_hub().loop.io(self.fd, READ)
        self._writer: Watcher | None = None
        self._prepare_socket()

    def _prepare_socket(self) -> None:
        self.sock.setblocking(False)
        if self.sock.family in {socket.AF_INET, socket.AF_INET6}:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)

    # Out.

    def begin_at(self, cursor: Cursor) -> None:
        """The client has everything up to *cursor*."""
        self.cursor = self._sent = cursor

    def is_gone(self) -> bool:
        """Whether nothing more will be written."""
        return self.closing or self.closed

    @property
    def busy(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._out)

    def tell(self, frame: Frame) -> None:
        """Send an ephemeral frame, unless the reader is behind: then it is shed."""
        if self._out_frames <= limits.PENDING_BEFORE_EPHEMERA_ARE_SHED and not self.lagging:
            self.insist(frame)

    def tell_state(self, key: str, frame: Frame) -> None:
        """Send how something is now; *key* names what, for who must not be told twice the same."""
        del key
        if self._out_frames <= limits.PENDING_BEFORE_EPHEMERA_ARE_SHED:
            self.insist(frame)

    def attached(self) -> None:
        """From here on the stream is live."""

    def greet(self, welcome: Frame) -> None:
        """Send the first frame."""
        self.insist(welcome)

    def start_over(self, reset: Frame) -> None:
        """Send RESET, which leads to its own cursor; without it the rest would have a gap."""
        self.push(reset.encoded(self.transport, html=self.html), reset.cursor, 1)
        if self._out:
            self._out[-1] = self._out[-1]._replace(stays=True)

    def insist(self, frame: Frame) -> None:
        """Send a frame without a place in the log, also to a reader who is behind."""
        self.push(frame.encoded(self.transport, html=self.html), None, 1)

    def push(self, data: bytes, last: Cursor | None, frames: int) -> None:
        """Send whole frames that lead to *last*; what the kernel does not take waits."""
        if self.closing or self.closed:
            return
        if last is not None:
            self.cursor = last
        if self._out:
            self._wait(data, last, frames)
            return
        sent = self._send(data)
        if sent == len(data):
            self._sent = self.cursor
        elif not self.closed:
            self._sent_of_first = sent
            self._wait(data, last, frames)

    def _send(self, data: bytes) -> int:
        try:
            return self.sock.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self.hub.drop(self, clean=False)
            return 0

    def _wait(self, data: bytes, last: Cursor | None, frames: int) -> None:
        if not self._out:
            self.stalled_since = clock.monotonic()
            self._watch_writable()
        self._out.append(Waiting(data, last, frames))
        self._out_bytes += len(data)
        self._out_frames += frames
        if self._out_frames > limits.PENDING_EVENTS or self._out_bytes > limits.PENDING_BYTES:
            self._overflow()

    def _overflow(self) -> None:
        """Drop what waits, but for bytes that were begun; reread it when the socket drains."""
        first = self._out.popleft()
        kept = [waiting for waiting in self._out if waiting.stays]
        if self._sent_of_first or first.stays:
            kept.insert(0, first)
        self._out = deque(kept)
        self._out_bytes = sum(len(waiting.data) for waiting in kept)
        self._out_frames = sum(waiting.frames for waiting in kept)
        self.cursor = next((w.last for w in reversed(kept) if w.last), self._sent)
        self.lagging = True

    def _watch_writable(self) -> None:
        if self._writer is None:
            self._writer = gevent.get_hub().loop.io(self.fd, WRITE)
        self._writer.start(self._guarded, self._flush)

    def _flush(self) -> None:
        while self._out:
            first = self._out[0]
            sent = self._send(
                first.data[self._sent_of_first :] if self._sent_of_first else first.data
            )
            if self.closed:
                return
            if sent:
                self.stalled_since = clock.monotonic()
            self._sent_of_first += sent
            if self._sent_of_first < len(first.data):
                return
            self._sent_of_first = 0
            self._out.popleft()
            self._sent = first.last or self._sent
            self._out_bytes -= len(first.data)
            self._out_frames -= first.frames
        self._drained()

    def _drained(self) -> None:
        self.stalled_since = None
        if self._writer is not None:
            self._writer.stop()
        if self.closing:
            self.half_close()
        elif self.lagging:
            self.hub.catch_up_soon(self)

    # In.

    def start_reading(self) -> None:
        """Watch the socket for what the client sends, or for its end."""
        if not self.closed:
            self._reader.start(self._guarded, self._readable)

    def pause_reading(self) -> None:
        """Let the client's bytes wait in the kernel, so that it feels it is too fast."""
        self._reader.stop()

    def _readable(self) -> None:
        try:
            data = self.sock.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.hub.drop(self, clean=True)
            return
        self.heard_at = clock.monotonic()
        if not self.closing:
            self.received(data)

    def received(self, data: bytes) -> None:
        """Bytes from the client; a stream that only sends has nothing to do with them."""

    def _guarded(self, callback: Callable[[], None]) -> None:
        """A failure in a watcher's callback ends this connection, not the hub."""
        try:
            callback()
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not reach the hub
            self.hub.failed(self, error)

    # By the clock.

    def is_dead(self, now: float) -> bool:
        """Whether the other side has shown no life for too long, which TCP tells for plain HTTP."""
        del now
        return False

    def tick(self, now: float) -> None:
        """Do what is due at *now*."""

    # The end.

    def close(self, code: int, reason: str, retry_ms: int | None = None) -> None:
        """Say why, finish what was begun, then close."""
        if self.is_gone():
            return
        self._say_goodbye(code, reason, retry_ms)
        if self.closed:
            return
        self.closing = True
        self.hub.unlink(self, clean=True)
        self.hub.roll.see_off(self)
        if not self._out:
            self.half_close()

    def _say_goodbye(self, code: int, reason: str, retry_ms: int | None) -> None:
        raise NotImplementedError

    def half_close(self) -> None:
        """Nothing more will be sent; the other side closes, or is closed by the hub's clock."""
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.hub.drop(self, clean=True)

    def release(self) -> None:
        """Stop the watchers and give the descriptor back."""
        self.closed = True
        self._reader.stop()
        self._reader.close()
        if self._writer is not None:
            self._writer.stop()
            self._writer.close()
        self._out.clear()
        self.sock.close()
