"""What happens by the clock: heartbeats, pings, and the end of streams that show no life."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gevent
import structlog

from chatty.core import clock, limits
from chatty.realtime.connection import Connection
from chatty.realtime.frame import Frame
from chatty.wire.frames import heartbeat

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

TICK_SECONDS = 0.5
SLICE = 500
SLOW = 4408
AUTHENTICATE = 4401

log = structlog.get_logger(__name__)


class Ticker:
    """Looks at every stream twice a second."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._heartbeat: Frame | None = None

    def run(self) -> None:
        """Tick for ever; a defect concerning one stream ends that stream only."""
        while True:
            gevent.sleep(TICK_SECONDS)
            self._tick()

    def _tick(self) -> None:
        for number, connection in enumerate(self._hub.roll.everybody()):
            try:
                self.look_at(connection, clock.monotonic())
            except Exception as error:  # noqa: BLE001  # one stream must not stop the clock of all
                self._hub.failed(connection, error)
            if number % SLICE == SLICE - 1:
                gevent.sleep(0)
        for connection in self._hub.roll.overdue(clock.monotonic()):
            self._hub.drop(connection, clean=True)
        self._hub.relay.tick()

    def look_at(self, connection: Connection, now: float) -> None:
        """Do for *connection* what is due at *now*."""
        stalled = connection.stalled_since
        if connection.closed:
            return
        if stalled is not None and now - stalled > limits.WRITE_STALLED_SECONDS:
            connection.close(SLOW, "too slow")
            self._hub.drop(connection, clean=False)
        elif self._must_authenticate(connection, now):
            connection.close(AUTHENTICATE, "authenticate")
        elif connection.is_dead(now):
            self._hub.drop(connection, clean=False)
        else:
            connection.tick(now)
            if now >= connection.heartbeat_at:
                self._beat(connection, now)

    def _must_authenticate(self, connection: Connection, now: float) -> bool:
        if connection.expires_at is not None and clock.now().timestamp() > connection.expires_at:
            return True
        nobody = connection.viewer.is_visitor and not connection.rooms
        return nobody and now - connection.opened_at > limits.AUTHENTICATE_WITHIN_SECONDS

    def _beat(self, connection: Connection, now: float) -> None:
        """Move the cursor of a quiet stream along.

        Only to where the fan-out is through: the position may be ahead of what was written, and
        the client would take what follows for something it has.
        """
        connection.heartbeat_at = now + self._hub.heartbeat_seconds()
        if connection.lagging or connection.busy:
            return
        settled = max(self._hub.settled, connection.cursor)
        if self._heartbeat is None or self._heartbeat.cursor != settled:
            self._heartbeat = Frame.ephemeral(heartbeat(str(settled)))
            self._heartbeat.cursor = settled
        form = self._heartbeat.encoded(connection.transport, html=connection.html)
        connection.push(form, settled, 1)
