"""Server-sent events: one endless answer that the hub writes."""

from __future__ import annotations

from chatty.realtime.connection import Connection
from chatty.realtime.frame import Frame, Transport
from chatty.wire.frames import bye

RETRY_MS = 2_000
PADDING_BYTES = 2_048
HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-store, no-transform\r\n"
    b"X-Accel-Buffering: no\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"Vary: Cookie\r\n"
    b"Connection: close\r\n\r\n"
)


class EventStream(Connection):
    """A stream over plain HTTP; its commands are ordinary requests."""

    transport = Transport.EVENT_STREAM

    __slots__ = ()

    def open(self) -> None:
        """Send the head at once, and enough padding to get through what buffers a little."""
        padding = b":" + b" " * PADDING_BYTES + b"\n"
        self.push(HEAD + padding + b"retry: %d\n\n" % RETRY_MS, None, 1)

    def _say_goodbye(self, code: int, reason: str, retry_ms: int | None) -> None:
        del code, reason
        self.insist(Frame.ephemeral(bye(RETRY_MS if retry_ms is None else retry_ms)))
