"""Long polling: a stream of one answer, which the hub writes whole.

The next request's cursor is the acknowledgement. Nothing is kept between two requests but that the
person counts as present for a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatty.core import clock
from chatty.realtime.connection import Connection, Request
from chatty.realtime.frame import Frame, Transport
from chatty.stream.models import Cursor
from chatty.wire.frames import bye

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

GATHER_SECONDS = 0.2
HEAD = (
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: {length}\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Vary: Cookie\r\n"
    "Connection: close\r\n\r\n"
)


class Poll(NamedTuple):
    """What a poll asked for; *tab* is the window's own word, the same in all its polls."""

    tab: str
    rooms: tuple[int, ...]
    wait: float
    resumes: bool


class LongPoll(Connection):
    """A request that is answered at the first batch, or when it has waited long enough."""

    transport = Transport.LONG_POLL

    __slots__ = ("_answered", "_held", "_poller", "_told", "answer_at", "resumes")

    def __init__(self, hub: Hub, request: Request, poll: Poll) -> None:
        super().__init__(hub, request)
        self._answered = False
        self._held = bytearray()
        self._poller = (poll.tab, request.viewer.user_id, frozenset(poll.rooms))
        self._told = hub.relay.told_before(self._poller) if poll.resumes else {}
        self.resumes = poll.resumes
        self.answer_at = clock.monotonic() + poll.wait

    def greet(self, welcome: Frame) -> None:
        """Who comes with a cursor waits for news; who comes without one is answered at once."""
        if not self.resumes:
            self.insist(welcome)

    def tell_state(self, key: str, frame: Frame) -> None:
        """Say how something is, unless this poller knows: each poll would be answered at once."""
        known = frame.text
        if self._told.get(key) != known:
            self.insist(frame)
        self._told[key] = known

    def push(self, data: bytes, last: Cursor | None, frames: int) -> None:
        """Answer with what is stored at once; ephemera wait a little for company."""
        if self._answered:
            return
        del frames
        self._held += data
        if last is not None:
            self._answer(last)
        else:
            self.answer_at = min(self.answer_at, clock.monotonic() + GATHER_SECONDS)

    def attached(self) -> None:
        """What was gathered on the way in is the answer."""
        if self._held and not self._answered:
            self._answer(self.cursor)

    def start_over(self, reset: Frame) -> None:
        if not self._answered and reset.cursor is not None:
            self._answer(reset.cursor, reset=True)

    def tick(self, now: float) -> None:
        if now >= self.answer_at and not self.lagging and not self._answered:
            self._answer(max(self.hub.settled, self.cursor))

    def _answer(self, cursor: Cursor, *, reset: bool = False) -> None:
        self._write(cursor, reset=reset)
        self.hub.relay.keep_for_poller(self, self._poller, self._told)
        self.close(1000, "answered")

    def _write(self, cursor: Cursor, *, reset: bool = False) -> None:
        self._answered = True
        self.lagging = False
        body = b'{"events":[%s],"cursor":"%s","reset":%s}' % (
            bytes(self._held[:-1]),
            str(cursor).encode(),
            b"true" if reset else b"false",
        )
        super().push(HEAD.format(length=len(body)).encode() + body, cursor, 1)

    def _say_goodbye(self, code: int, reason: str, retry_ms: int | None) -> None:
        del code, reason
        if not self._answered:
            self._held += Frame.ephemeral(bye(retry_ms or 0)).encoded(self.transport, html=False)
            self._write(self.cursor)
