"""How many streams are open, by whom, and whether one more is taken."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.errors import TooMany, Unavailable
from chatty.core.limits import (
    STREAMS_PER_ANONYMOUS_ADDRESS,
    STREAMS_PER_USER,
    WRITE_STALLED_SECONDS,
)
from chatty.realtime.connection import Connection

COME_BACK_SECONDS = 5
LINGER_SECONDS = 2.0
Key = TypeVar("Key")


class Roll:
    """Every attached stream of this process; counted per process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._streams: set[Connection] = set()
        self._users: Counter[int] = Counter()
        self._addresses: Counter[str] = Counter()
        self._leaving: dict[Connection, float] = {}

    def __len__(self) -> int:
        return len(self._streams)

    def everybody(self) -> tuple[Connection, ...]:
        """A snapshot of all streams."""
        return tuple(self._streams)

    def check_room(self) -> None:
        """Raise Unavailable when this process holds all the streams it may."""
        if len(self._streams) + len(self._leaving) >= self._most:
            detail = "This server has as many live connections as it can hold."
            raise Unavailable("too_many_streams", detail, retry_after=COME_BACK_SECONDS)

    def check(self, viewer: Viewer, address: str) -> None:
        """Raise TooMany when the person, or a visitor's address, has all it may have."""
        if viewer.user_id is not None:
            if self._users[viewer.user_id] >= STREAMS_PER_USER:
                raise _too_many()
        elif self._addresses[address] >= STREAMS_PER_ANONYMOUS_ADDRESS:
            raise _too_many()

    def enrol(self, connection: Connection) -> None:
        """Count one more."""
        self._streams.add(connection)
        if connection.viewer.user_id is not None:
            self._users[connection.viewer.user_id] += 1
        else:
            self._addresses[connection.address] += 1

    def strike(self, connection: Connection) -> None:
        """Count one less; striking twice changes nothing."""
        self._leaving.pop(connection, None)
        if connection not in self._streams:
            return
        self._streams.discard(connection)
        if connection.viewer.user_id is not None:
            _count_down(self._users, connection.viewer.user_id)
        else:
            _count_down(self._addresses, connection.address)

    def see_off(self, connection: Connection) -> None:
        """Keep in mind a stream that was told good-bye: its other side may never close."""
        self._leaving[connection] = clock.monotonic()

    def overdue(self, now: float) -> tuple[Connection, ...]:
        """Those that were told good-bye and have had their time to take it."""
        return tuple(
            connection
            for connection, since in self._leaving.items()
            if now - since > (WRITE_STALLED_SECONDS if connection.busy else LINGER_SECONDS)
        )


def _count_down(counter: Counter[Key], key: Key) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]


def _too_many() -> TooMany:
    detail = "There are too many live connections already. Close another window first."
    return TooMany("too_many_streams", detail, retry_after=COME_BACK_SECONDS)
