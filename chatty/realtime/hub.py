"""The hub: one in each process, between the log and the open streams.

What it owns: the tailer's position in the log, a ring of the newest events, and the index from
topic to connections. What order it keeps: every connection sees the events of its topics in the
order of the log. What happens when something fails: the database away means waiting, the streams
stay; a forked log (a lost tail, a restored backup) means that everybody is told to start over.

For each run of rows: append to the ring, set the position, take a snapshot of who is to hear of
it, and only then fan out, yielding now and then. So a connection that attaches in between reads up
to the position by itself and is in no older snapshot: it misses nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import gevent
import sqlalchemy as sa
import structlog
from flask import Flask
from gevent.event import Event
from gevent.lock import BoundedSemaphore
from sqlalchemy.engine import Connection as DatabaseConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from chatty.core import clock, limits
from chatty.core.bus import current_bus
from chatty.core.db import autocommit, engine_options, prepare_engine, unavailable
from chatty.core.errors import Unavailable
from chatty.core.settings import Settings
from chatty.realtime import control
from chatty.realtime.catchup import CatchUp
from chatty.realtime.connection import Connection
from chatty.realtime.fanout import Index, deliveries, fan_out
from chatty.realtime.frame import Frame
from chatty.realtime.markers import MARKERS
from chatty.realtime.relay import Relay
from chatty.realtime.ring import Ring
from chatty.realtime.roll import Roll
from chatty.realtime.ticker import Ticker
from chatty.stream.models import Cursor
from chatty.stream.queries import StoredEvent, head, tail
from chatty.wire.frames import reset

HINT = "events"
RESTART = 1012
RECONNECT_SECONDS = 0.3
STALE_AFTER_SECONDS = 5.0
BEGIN_SECONDS = 3.0
BUSY_AFTER_SECONDS = 0.002
REST_SECONDS = 0.05

log = structlog.get_logger(__name__)


class Hub:
    """Tails the log and keeps every open stream of this process up to date."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.settings: Settings = app.extensions["chatty_settings"]
        self.index = Index()
        self.ring = Ring()
        self.roll = Roll(self.settings.chatty_max_streams)
        self.position = Cursor(0, 0)
        self.settled = Cursor(0, 0)
        self.relay = Relay(self)
        self.catch_up = CatchUp(self)
        self.draining = False
        # A thousand clients that come back at once wait here, not for the database's pool, which
        # would refuse most of them after its three seconds.
        self.doorway = BoundedSemaphore(self.settings.chatty_database_pool)
        self._woken = Event()
        self._seen_at = clock.monotonic()
        self._greenlets: list[gevent.Greenlet[..., object]] = []
        self._started = False
        self._begun = Event()
        self._tail_every = (
            limits.TAIL_EVERY_SECONDS
            if self.settings.redis_url
            else limits.TAIL_EVERY_SECONDS_WITHOUT_BUS
        )

    # Life.

    def start(self) -> None:
        """Begin to tail; once in each process that serves streams."""
        if not self._started:
            self._started = True
            current_bus().subscribe(HINT, lambda _payload: self.wake())
            current_bus().on_resubscribed(self.wake)
            self.listen()
            self._greenlets.append(gevent.spawn(self._tail_forever))

    def listen(self) -> None:
        """Keep the roster up to date, and no more: for a process that serves only requests."""
        self.relay.start()
        current_bus().start()
        self._greenlets.append(gevent.spawn(Ticker(self).run))

    def check_open(self) -> None:
        """Raise Unavailable while no further stream is taken."""
        if self.draining:
            raise Unavailable("restarting", "This server is restarting.", retry_after=1)
        self.start()
        if not self._begun.wait(BEGIN_SECONDS):
            raise unavailable()
        self.roll.check_room()

    def drain(self) -> None:
        """Tell every stream to come back, each a little later than the other, and close it."""
        self.draining = True
        self.relay.stop()
        for connection in self.roll.everybody():
            wait = random.randrange(limits.RETRY_SPREAD_MS)  # noqa: S311  # spreads load only
            connection.close(RESTART, "restart", wait)

    def wake(self) -> None:
        """Something was committed."""
        self._woken.set()

    def problem(self) -> str | None:
        """What keeps this process from delivering, for readiness."""
        if clock.monotonic() - self._seen_at > STALE_AFTER_SECONDS:
            return "the event log was not read for some seconds"
        return None if current_bus().healthy() else "other processes are not heard"

    def heartbeat_seconds(self) -> float:
        """25 s ± 10 %, so that streams opened together do not stay together."""
        spread = 1 + random.uniform(-1, 1) * limits.HEARTBEAT_JITTER  # noqa: S311  # not a secret
        return limits.HEARTBEAT_SECONDS * spread

    # The tailer.

    def _tail_forever(self) -> None:
        engine = self._own_engine()
        while True:
            try:
                with autocommit(engine) as connection:
                    self._begin(connection)
                    self._tail(connection)
            except SQLAlchemyError as error:
                log.warning("tailer_waits", error=str(error.__cause__ or error)[:200])
                gevent.sleep(RECONNECT_SECONDS)

    def _begin(self, connection: DatabaseConnection) -> None:
        """Start from the head of the log; whatever was before is read by who resumes."""
        if not self._begun.is_set():
            self.position = self.settled = head(connection)
            self._begun.set()

    def _own_engine(self) -> sa.Engine:
        """One connection beside the pool: an idle stream must not keep any other from it."""
        options = engine_options(on_sqlite=self.settings.on_sqlite, pool=1)
        engine = sa.create_engine(
            self.settings.database_url,
            poolclass=NullPool,
            connect_args=options["connect_args"],
        )
        prepare_engine(engine)
        return engine

    def _tail(self, connection: DatabaseConnection) -> None:
        while True:
            self._woken.clear()
            began = clock.monotonic()
            while self._read(connection):
                self._rest(began)
                began = clock.monotonic()
            self._rest(began)
            self._seen_at = clock.monotonic()
            self._woken.wait(self._tail_every)

    def _rest(self, began: float) -> None:
        """After a large fan-out, let some events gather: they leave together, in one send each.

        A fan-out below 2 ms (some 250 listeners) is followed by no rest, so moderate rooms lose no
        time; in a flood to a thousand listeners each delivery gets several times cheaper.
        """
        spent = clock.monotonic() - began
        if spent > BUSY_AFTER_SECONDS:
            gevent.sleep(min(3 * spent, REST_SECONDS))

    def _read(self, connection: DatabaseConnection) -> bool:
        """Read one batch; whether there may be more. Our own last row is read again each time."""
        rows = tail(connection, self.position.id, limits.TAIL_BATCH)
        if not rows or rows[0].cursor != self.position:
            self._start_over(connection)
            return False
        self.advance(rows[1:])
        return len(rows) == limits.TAIL_BATCH

    def advance(self, rows: Sequence[StoredEvent]) -> None:
        """Bring every stream up to the last of *rows*.

        What changes who hears what takes effect at its own place in the order.
        """
        run: list[Frame] = []
        for row in rows:
            run.append(Frame.stored(row))
            if row.kind in control.KINDS:
                self._settle(run)
                run = []
        if run:
            self._settle(run)

    def _settle(self, run: list[Frame]) -> None:
        last = run[-1]
        for frame in run:
            if frame.kind in MARKERS:
                self.relay.markers.moved(frame)
        self.ring.extend(run)
        if last.cursor is not None:
            self.position = last.cursor
        planned = deliveries(self.index, run)
        after = control.apply(self, last) if last.kind in control.KINDS else None
        fan_out(planned)
        self.settled = self.position
        if after is not None:
            after()

    def _start_over(self, connection: DatabaseConnection) -> None:
        """The log is not the one we read: everybody has to load afresh."""
        self.ring.clear()
        self.position = self.settled = head(connection)
        log.warning("log_forked", position=str(self.position))
        for stream in self.roll.everybody():
            self.reset(stream, "fork")

    # The streams.

    def reset(self, connection: Connection, reason: str) -> None:
        """Tell the client to load afresh, and go on from the head."""
        connection.lagging = False
        frame = Frame.ephemeral(reset(str(self.position), reason))
        frame.cursor = self.position
        connection.start_over(frame)

    def unlink(self, connection: Connection, *, clean: bool) -> None:
        """Nothing more goes to *connection*; its person may have gone."""
        self.index.remove_all(connection)
        self.relay.left(connection, clean=clean)
        self.roll.strike(connection)

    def drop(self, connection: Connection, *, clean: bool) -> None:
        """The socket is at its end."""
        if connection.closed:
            return
        connection.release()
        self.unlink(connection, clean=clean)

    def failed(self, connection: Connection, error: Exception) -> None:
        """A defect in a callback: tell the operator, and end the one stream it concerns."""
        log.error("stream_failed", connection=connection.id, exc_info=error)
        self.drop(connection, clean=False)

    def catch_up_soon(self, connection: Connection) -> None:
        """The reader is ready again: send what it missed, from a greenlet, as that may wait."""
        gevent.spawn(self.catch_up.run, connection)
