"""Readers who never give up: they reconnect with their cursor, anywhere and over anything."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

from tests.transports import TRANSPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.clients import Api, Json, StreamClient

RECONNECT_WITHIN_SECONDS = 0.5
LOOK_SECONDS = 0.02


class Follower(threading.Thread):
    """Follows one room as a real client would, through every fault.

    *transports* are taken in turn at each reconnect; with *stay* the follower changes over by
    itself after that many seconds, the new connection open before the old one is closed.
    """

    def __init__(
        self,
        api: Api,
        room_id: str,
        servers: Sequence[str],
        *,
        transports: Sequence[str] = tuple(TRANSPORTS),
        stay: Callable[[], float] | None = None,
    ) -> None:
        super().__init__(daemon=True)
        self.api = api
        self.room_id = room_id
        self.servers = servers
        self.transports = list(transports)
        self.stay = stay
        self.view: list[Json] = []
        self.cursor: str | None = None
        self.connections = 0
        self.resets = 0
        self._last_event = -1
        self._lock = threading.Lock()
        self._over = threading.Event()

    def begin(self) -> Follower:
        """Start, and return when the first connection is attached."""
        first = self._connect()
        first.wait_for("WELCOME")
        self.cursor = self.cursor or first.cursor
        self._first = first
        self.start()
        return self

    def run(self) -> None:
        client = self._first
        while not self._over.is_set():
            switching = self._wait_end(client)
            if self._over.is_set():
                break
            if not switching:
                time.sleep(random.uniform(0, RECONNECT_WITHIN_SECONDS))
            successor = self._connect()
            client.close()
            client = successor
        client.close()

    def finish(self) -> None:
        """Stop following."""
        self._over.set()
        self.join(30)

    @property
    def last_seq(self) -> int:
        return self.view[-1]["seq"] if self.view else 0

    def _connect(self) -> StreamClient:
        name = self.transports[self.connections % len(self.transports)]
        self.connections += 1
        client = TRANSPORTS[name](self.api.at(random.choice(self.servers)), cursor=self.cursor)
        client.heard = self._apply
        return client.open()

    def _wait_end(self, client: StreamClient) -> bool:
        """Until the connection ends (False) or it is time to change over (True)."""
        until = time.monotonic() + (self.stay() if self.stay else 3_600)
        while client.is_open and not self._over.is_set():
            if time.monotonic() > until:
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def _apply(self, frame: Json) -> None:
        with self._lock:
            if frame["type"] == "RESET":
                self._start_over(frame)
                return
            cursor = frame.get("cursor")
            if not cursor or int(cursor.partition("-")[0]) <= self._last_event:
                return
            self.cursor, self._last_event = cursor, int(cursor.partition("-")[0])
            if frame["type"] == "CHAT_MESSAGE" and frame["roomId"] == self.room_id:
                self._see(frame)

    def _see(self, frame: Json) -> None:
        # After starting over, what came before the cursor is in the history already.
        if self.resets and frame["seq"] <= self.last_seq:
            return
        self.view.append(frame)

    def _start_over(self, frame: Json) -> None:
        self.resets += 1
        self.cursor, self._last_event = frame["cursor"], int(frame["cursor"].partition("-")[0])
        self.view = self.api.history(self.room_id)
