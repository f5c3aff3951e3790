"""Attach a stream without a gap, and bring one that lags up to date.

Attach = subscribe, then read:

1. index ``u:<user>``; the connection counts as lagging, so nothing is written, but changes of
   membership are captured from here on;
2. load the rooms;
3. without yielding: apply what was captured, index ``r:<room>`` for all;
4. read from the cursor to the hub's position, from the ring or the database, until there is nothing
   left to read and nothing yielded since; from there on the connection is live.

Taking the position before step 3 would lose what is committed in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import gevent
from sqlalchemy.exc import SQLAlchemyError

from chatty.core import limits
from chatty.core.db import autocommit, db
from chatty.core.errors import NotFound
from chatty.realtime import control
from chatty.realtime.connection import Connection
from chatty.realtime.fanout import encode
from chatty.realtime.frame import Frame
from chatty.realtime.watching import read_watched
from chatty.rooms.models import Room
from chatty.rooms.policies import awaits_answer_of, first_visible
from chatty.rooms.queries import Watched, readable_rooms, visibility
from chatty.stream.models import EVERYBODY, Cursor, room_topic, user_topic
from chatty.stream.queries import between, exists
from chatty.wire.frames import error, welcome

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

BEHIND_WAIT_SECONDS = 2.0
BEHIND_RETRY_SECONDS = 0.02
RETRY_SECONDS = 0.5
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Looks:
    """The rooms one looks at and the people one watches, from the start."""

    rooms: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


NOTHING = Looks()


@dataclass(frozen=True, slots=True)
class Allowed:
    """What of that may be looked at.

    ``unseen`` are rooms of message requests not accepted, in which one is not seen to look.
    """

    rooms: Collection[int]
    unseen: Collection[int]
    people: Mapping[int, Watched]


class CatchUp:
    """Reads for single connections what the others have heard already."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        # A test may stop between the steps; nobody else does.
        self.between_steps: Callable[[int], None] = _go_on

    def attach(self, connection: Connection, cursor: Cursor | None, looks: Looks = NOTHING) -> None:
        """Make *connection* live from *cursor* on, or from now; WELCOME is its first frame.

        Runs in a greenlet with an app context, and leaves no database connection behind.
        """
        hub = self._hub
        if connection.is_gone():
            return
        hub.roll.enrol(connection)
        connection.lagging = True
        connection.begin_at(hub.position)
        allowed = self._subscribe(connection, looks)
        connection.greet(Frame.ephemeral(welcome(connection.id, connection.viewer.user_id)))
        if connection.is_gone():
            # It ended while its rooms were read, and was put into the index after that.
            hub.unlink(connection, clean=True)
            return
        hub.relay.arrived(connection)
        self._look(connection, looks, allowed)
        if cursor is None:
            connection.begin_at(hub.position)
            connection.lagging = False
        else:
            self._resume(connection, cursor)
        connection.attached()

    def _subscribe(self, connection: Connection, looks: Looks) -> Allowed:
        """Steps 1 to 3; answers what of that asked for may be looked at."""
        hub = self._hub
        user_id = connection.viewer.user_id
        connection.captured = []
        hub.index.add(EVERYBODY, connection)
        if user_id is not None:
            hub.index.add(user_topic(user_id), connection)
        self.between_steps(1)
        while True:
            removals = connection.removals
            mine = visibility(user_id) if user_id is not None else {}
            readable = readable_rooms(connection.viewer, looks.rooms)
            db.session.remove()
            people = read_watched(connection, looks.people)
            self.between_steps(2)
            if connection.removals == removals:
                # No room was closed to those outside of it since it was read.
                break
        for room_id in readable.keys() - mine.keys():
            self.borrow(connection, readable[room_id])
        for room_id, floor in mine.items():
            hub.index.add(room_topic(room_id), connection, floor)
        captured, connection.captured = connection.captured, None
        for frame in captured:
            control.apply_to(hub, connection, frame)
        unseen = [r for r, room in readable.items() if awaits_answer_of(room, user_id or 0)]
        return Allowed(tuple(readable), unseen, people)

    def borrow(self, connection: Connection, room: Room) -> None:
        """Let *connection* hear an open room that its person is not in.

        What becomes of messages from before it was opened is not for them.
        """
        if connection.is_gone():
            return
        topic = room_topic(room.id)
        if topic not in connection.topics:
            connection.borrowed.add(topic)
            self._hub.index.add(topic, connection, first_visible(room, None))

    def _look(self, connection: Connection, looks: Looks, allowed: Allowed) -> None:
        relay = self._hub.relay
        for room_id in looks.rooms:
            # Still heard: the person may have been put out while the rooms were read.
            if room_id in allowed.rooms and room_topic(room_id) in connection.topics:
                if room_id not in allowed.unseen:
                    relay.look(connection, room_id)
            else:
                connection.insist(Frame.ephemeral(error(NotFound(), "JOIN_ROOM")))
        relay.watching.watch(connection, allowed.people)

    def _resume(self, connection: Connection, cursor: Cursor) -> None:
        """Bring the connection from *cursor* to now, or tell it to start over."""
        self._wait_for(cursor)
        connection.begin_at(cursor)
        if not self._is_ours(cursor):
            self._hub.reset(connection, "unknown_cursor")
        elif self._hub.position.id - cursor.id > limits.BACKLOG_SCANNED:
            self._hub.reset(connection, "too_far_behind")
        else:
            self._backlog(connection)

    def _wait_for(self, cursor: Cursor) -> None:
        """Another process may have read further than this one has."""
        waited = 0.0
        while self._hub.position.id < cursor.id and waited < BEHIND_WAIT_SECONDS:
            self._hub.wake()
            gevent.sleep(BEHIND_RETRY_SECONDS)
            waited += BEHIND_RETRY_SECONDS

    def _is_ours(self, cursor: Cursor) -> bool:
        if cursor == self._hub.position:
            return True
        if cursor.id > self._hub.position.id:
            return False
        held = self._hub.ring.holds(cursor)
        if held is not None:
            return held
        with autocommit(db.engine) as database:
            return exists(database, cursor)

    def _backlog(self, connection: Connection) -> None:
        """The first reading after an absence, which has a limit."""
        frames, upto = self._missed(connection, limit=limits.BACKLOG_EVENTS + 1)
        if len(frames) > limits.BACKLOG_EVENTS:
            self._hub.reset(connection, "too_far_behind")
        else:
            self._send(connection, frames, upto)
            self._until_live(connection)

    def run(self, connection: Connection) -> None:
        """Bring a connection that lagged up to date; a database that is away is waited for."""
        while connection.lagging and not connection.is_gone():
            try:
                with self._hub.app.app_context():
                    self._until_live(connection)
            except SQLAlchemyError:
                gevent.sleep(RETRY_SECONDS)
            else:
                return

    def _until_live(self, connection: Connection) -> None:
        """Read on until there is nothing left and nothing yielded since it was found so.

        Returns early when the socket is full again: its next drain comes back here.
        """
        while connection.lagging and not connection.is_gone():
            if connection.busy:
                return
            place = connection.cursor
            frames, upto = self._missed(connection, limit=CHUNK)
            if connection.is_gone():
                return
            if connection.cursor == place:
                self._send(connection, frames, upto)

    def _missed(self, connection: Connection, *, limit: int) -> tuple[Sequence[Frame], Cursor]:
        """At most *limit* frames that the connection may see, and how far they were looked for."""
        hub = self._hub
        upto = hub.position
        if connection.cursor == upto:
            return (), upto
        if hub.ring.holds(connection.cursor):
            found = _seen(connection, hub.ring.after(connection.cursor))
        else:
            found, upto = self._stored(connection, upto, limit)
        if len(found) > limit:
            found = found[:limit]
            upto = found[-1].place
        return found, upto

    def _stored(
        self, connection: Connection, upto: Cursor, limit: int
    ) -> tuple[list[Frame], Cursor]:
        with autocommit(db.engine) as database:
            rows = between(
                database,
                tuple(connection.topics),
                after=connection.cursor.id,
                upto=upto.id,
                limit=limit,
            )
        if len(rows) == limit:
            upto = rows[-1].cursor
        frames = (Frame.stored(row) for row in rows)
        return _seen(connection, frames), upto

    def _send(self, connection: Connection, frames: Sequence[Frame], upto: Cursor) -> None:
        """Write what the buffer may hold of *frames*; live again if that leads to the hub."""
        now = _fitting(frames, connection)
        if len(now) < len(frames):
            upto = now[-1].place
        if now:
            connection.push(encode(now, connection), now[-1].cursor, len(now))
        if not connection.busy:
            connection.begin_at(upto)
            connection.lagging = upto != self._hub.position


def _seen(connection: Connection, frames: Iterable[Frame]) -> list[Frame]:
    """Those of *frames* that the connection may see, as it may see them."""
    found: list[Frame] = []
    for frame in frames:
        floor = connection.topics.get(frame.topic)
        if floor is not None and (not frame.seq or frame.seq >= floor):
            found.append(frame.seen_from(floor))
    return found


def _fitting(frames: Sequence[Frame], connection: Connection) -> Sequence[Frame]:
    """As many of *frames* as fit into a connection's buffer, one at least."""
    size = 0
    for number, frame in enumerate(frames):
        size += len(frame.encoded(connection.transport, html=connection.html))
        if number and size > limits.PENDING_BYTES:
            return frames[:number]
    return frames


def _go_on(_step: int) -> None:
    """Nothing happens between the steps."""
