"""What is told and not stored: presence, typing, read markers of others.

Between processes it goes over the bus; here it goes to the streams that asked for it. Room presence
is told at once, but at most once a second for each room; all of it may be lost without harm.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import gevent
import structlog
from sqlalchemy.exc import SQLAlchemyError

from chatty.accounts.actions import note_last_seen
from chatty.core import clock, limits
from chatty.core.bus import current_bus
from chatty.core.db import writing
from chatty.core.errors import ChattyError
from chatty.presence.actions import CHANNEL as TYPING
from chatty.presence.models import Change, LookChanged, PresenceChanged, Roster
from chatty.presence.queries import install_roster
from chatty.realtime.connection import Connection
from chatty.realtime.frame import Frame
from chatty.realtime.gossip import Gossip
from chatty.realtime.markers import Markers
from chatty.realtime.watching import Watching
from chatty.stream.models import room_topic
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

log = structlog.get_logger(__name__)

# Who polls: the window's own word, the person, and the rooms they look at.
Poller = tuple[str, int | None, frozenset[int]]
MEMORIES = 20_000


@dataclass(frozen=True, slots=True)
class Lease:
    """A poller's presence between two polls."""

    until: float
    active: bool


class Memory(NamedTuple):
    """What one poller was told last about rooms and people, and until when that is kept."""

    until: float
    told: dict[str, str]


class Relay:
    """The ephemeral half of a process's hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.roster = Roster(secrets.token_hex(8), now=clock.monotonic, tell=self._changed)
        self.markers = Markers(hub)
        self._gossip = Gossip(self.roster)
        self._viewers: dict[int, set[Connection]] = defaultdict(set)
        self.watching = Watching(self.roster)
        self._told_at: dict[int, float] = {}
        self._to_tell: set[int] = set()
        self._leases: dict[tuple[int, frozenset[int]], Lease] = {}
        self._memories: dict[Poller, Memory] = {}
        self._sweep_at = 0.0
        self._note_at = clock.monotonic() + limits.LAST_SEEN_NOTED_SECONDS

    def start(self) -> None:
        """Hear what other processes tell, and ask them for all they know."""
        install_roster(self.roster)
        current_bus().subscribe(TYPING, self._typed)
        self._gossip.start()

    def stop(self) -> None:
        """Tell the other processes that this one's people are gone."""
        self._gossip.stop()

    # The streams of this process.

    def arrived(self, connection: Connection) -> None:
        """A person's stream opened."""
        user_id = connection.viewer.user_id
        if user_id is None:
            return
        connection.present = True
        self.roster.connect(user_id, active=connection.active)
        self._gossip.share(user_id)

    def left(self, connection: Connection, *, clean: bool) -> None:
        """A stream ended: its person looks at nothing through it any more."""
        for room_id in tuple(connection.rooms):
            self.look_away(connection, room_id)
        self.watching.leave(connection)
        person = connection.viewer.user_id
        if person is not None and connection.present:
            connection.present = False
            self.roster.disconnect(person, active=connection.active, clean=clean)
            self._gossip.share(person)

    def set_active(self, connection: Connection, *, active: bool) -> None:
        """The person turned to the window, or away from it."""
        user_id = connection.viewer.user_id
        if user_id is None or connection.active == active:
            return
        connection.active = active
        if connection.present:
            self.roster.set_active(user_id, active=active)
            self._gossip.share(user_id)

    def look(self, connection: Connection, room_id: int) -> None:
        """Look at a room: be counted there, unless a visitor, and be told who is there."""
        if connection.is_gone():
            return
        if room_id not in connection.rooms:
            connection.rooms.add(room_id)
            if connection.viewer.user_id is not None:
                # Before it counts as a viewer here: the others are told, it is answered below.
                self.roster.look(room_id, connection.viewer.user_id)
                self._gossip.share_look(room_id, connection.viewer.user_id)
            self._viewers[room_id].add(connection)
        connection.tell_state(f"room:{room_id}", self._members(room_id))

    def look_away(self, connection: Connection, room_id: int) -> None:
        """Look at the room no more."""
        self.shut_out([connection], room_id)

    def shut_out(self, connections: Iterable[Connection], room_id: int) -> None:
        """Let all of *connections* look at the room no more; none of them is told of another."""
        looking = [each for each in connections if room_id in each.rooms]
        for connection in looking:
            connection.rooms.discard(room_id)
            self._viewers[room_id].discard(connection)
            if not self._viewers[room_id]:
                del self._viewers[room_id]
        for connection in looking:
            if connection.viewer.user_id is not None:
                self.roster.look_away(room_id, connection.viewer.user_id)
                self._gossip.share_look(room_id, connection.viewer.user_id)

    def told_before(self, poller: Poller) -> dict[str, str]:
        """What the same poller was told last, so that it is not answered with that again."""
        memory = self._memories.get(poller)
        return dict(memory.told) if memory else {}

    def keep_for_poller(self, connection: Connection, poller: Poller, told: dict[str, str]) -> None:
        """For a minute a person stays present between two polls, and what they know is kept."""
        until = clock.monotonic() + limits.POLLER_COUNTS_FOR_SECONDS
        if len(self._memories) >= MEMORIES:
            # Who is forgotten is told once more.
            self._memories.clear()
        self._memories[poller] = Memory(until, told)
        user_id = connection.viewer.user_id
        if user_id is not None:
            self._lease(user_id, frozenset(connection.rooms), active=connection.active, until=until)

    def _lease(self, user_id: int, rooms: frozenset[int], *, active: bool, until: float) -> None:
        lease = self._leases.get((user_id, rooms))
        if lease is None:
            self.roster.connect(user_id, active=active)
            for room_id in rooms:
                self.roster.look(room_id, user_id)
        elif lease.active != active:
            self.roster.set_active(user_id, active=active)
        self._leases[user_id, rooms] = Lease(until, active)

    # By the clock.

    def tick(self) -> None:
        """Report, sweep, and tell what was held back."""
        now = clock.monotonic()
        self._gossip.tick(now)
        self.markers.tick()
        if now >= self._sweep_at:
            self._sweep_at = now + limits.PRESENCE_SWEEP_SECONDS / 5
            self._end_leases(now)
            self.roster.sweep()
        if now >= self._note_at:
            self._note_at = now + limits.LAST_SEEN_NOTED_SECONDS
            self._note_present()
        for room_id in tuple(self._to_tell):
            self._tell_members(room_id)
        doubtful = self.watching.in_doubt()
        if doubtful:
            gevent.spawn(self._ask_anew, doubtful)

    def _ask_anew(self, doubtful: Sequence[Connection]) -> None:
        """One after the other: a room that ends concerns everybody who was in it."""
        try:
            with self._hub.app.app_context():
                for connection in doubtful:
                    self.watching.ask_anew(connection)
        except (ChattyError, SQLAlchemyError) as error:
            log.warning("watches_not_asked_about", error=str(error))
            self.watching.doubt(each for each in doubtful if not each.is_gone())

    def _note_present(self) -> None:
        """A machine that loses power writes nothing down, so it is noted now and then before."""
        present = self.roster.own_report().people
        if present:
            gevent.spawn(self._write_last_seen, tuple(present))

    def _end_leases(self, now: float) -> None:
        for key, lease in [item for item in self._leases.items() if item[1].until <= now]:
            del self._leases[key]
            user_id, room_ids = key
            for room_id in room_ids:
                self.roster.look_away(room_id, user_id)
                self._gossip.share_look(room_id, user_id)
            self.roster.disconnect(user_id, active=lease.active, clean=False)
            self._gossip.share(user_id)
        for poller in [p for p, memory in self._memories.items() if memory.until <= now]:
            del self._memories[poller]

    # What changes.

    def _changed(self, change: Change) -> None:
        match change:
            case LookChanged(room_id=room_id, user_id=user_id, looking=looking):
                build = frames.user_joined if looking else frames.user_left
                frame = Frame.ephemeral(build(room_id, user_id))
                for connection in tuple(self._viewers.get(room_id, ())):
                    if connection.viewer.user_id != user_id:
                        connection.tell(frame)
                self._tell_members(room_id)
            case PresenceChanged(user_id=user_id, state=state, ours=ours):
                self.watching.changed(user_id, state)
                if ours:
                    gevent.spawn(self._write_last_seen, [user_id])

    def _tell_members(self, room_id: int) -> None:
        now = clock.monotonic()
        viewers = self._viewers.get(room_id)
        if not viewers:
            self._told_at.pop(room_id, None)
            self._to_tell.discard(room_id)
        elif now - self._told_at.get(room_id, 0.0) < limits.PRESENCE_BATCH_SECONDS:
            self._to_tell.add(room_id)
        else:
            self._told_at[room_id] = now
            self._to_tell.discard(room_id)
            frame = self._members(room_id)
            for connection in tuple(viewers):
                connection.tell_state(f"room:{room_id}", frame)

    def _members(self, room_id: int) -> Frame:
        return Frame.ephemeral(frames.room_members_update(room_id, self.roster.viewers(room_id)))

    def _write_last_seen(self, user_ids: Collection[int]) -> None:
        try:
            with self._hub.app.app_context(), writing():
                note_last_seen(user_ids)
        except (ChattyError, SQLAlchemyError) as error:
            log.warning("last_seen_not_written", error=str(error))

    def _typed(self, payload: bytes) -> None:
        told = json.loads(payload)
        nobody = {int(told["userId"]), *told.pop("notTo", ())}
        frame = Frame.ephemeral({"type": "TYPING", **told})
        room_id = int(told["roomId"])
        hearers = {*self._hub.index.of(room_topic(room_id)), *self._viewers.get(room_id, ())}
        for connection in hearers:
            viewer = connection.viewer
            # Who does not tell is not told: the setting is mutual.
            if viewer.show_typing and viewer.user_id not in nobody:
                connection.tell(frame)
