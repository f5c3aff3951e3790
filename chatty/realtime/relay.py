"""What is told and not stored: presence, typing, read markers of others.

Between processes it goes over the bus; here it goes to the streams that asked for it. Room presence
is told at once, but at most once a second for each room; all of it may be lost without harm.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gevent
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from chatty.accounts.actions import note_last_seen
from chatty.core import clock, limits
from chatty.core.bus import current_bus
from chatty.core.db import db, writing
from chatty.core.errors import ChattyError
from chatty.presence.actions import CHANNEL as TYPING
from chatty.presence.models import Change, LookChanged, PresenceChanged, Report, Roster
from chatty.presence.queries import install_roster
from chatty.realtime.connection import Connection
from chatty.realtime.frame import Frame
from chatty.rooms.models import Room
from chatty.stream.models import room_topic
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

PRESENCE = "presence"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lease:
    """A poller's presence between two polls, and what it was told last about rooms and people."""

    until: float
    told: dict[str, str]


class Relay:
    """The ephemeral half of a process's hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.roster = Roster(secrets.token_hex(8), now=clock.monotonic, tell=self._changed)
        self._viewers: dict[int, set[Connection]] = defaultdict(set)
        self._watchers: dict[int, set[Connection]] = defaultdict(set)
        self._told_at: dict[int, float] = {}
        self._to_tell: set[int] = set()
        self._markers: dict[int, dict[int, int]] = defaultdict(dict)
        self._leases: dict[tuple[int, frozenset[int]], Lease] = {}
        self._report_at = 0.0
        self._sweep_at = 0.0

    def start(self) -> None:
        """Hear what other processes tell, and ask them for all they know."""
        install_roster(self.roster)
        bus = current_bus()
        bus.subscribe(TYPING, self._typed)
        bus.subscribe(PRESENCE, self._heard)
        bus.on_resubscribed(lambda: self._publish({"ask": True}))

    def stop(self) -> None:
        """Tell the other processes that this one's people are gone."""
        self._publish({"bye": True})

    # The streams of this process.

    def arrived(self, connection: Connection) -> None:
        """A person's stream opened."""
        user_id = connection.viewer.user_id
        if user_id is None:
            return
        connection.present = True
        self.roster.connect(user_id, active=connection.active)
        self._share(user_id)

    def left(self, connection: Connection, *, clean: bool) -> None:
        """A stream ended: its person looks at nothing through it any more."""
        for room_id in tuple(connection.rooms):
            self.look_away(connection, room_id)
        for user_id in connection.watched:
            self._unwatch(connection, user_id)
        connection.watched = set()
        person = connection.viewer.user_id
        if person is not None and connection.present:
            connection.present = False
            self.roster.disconnect(person, active=connection.active, clean=clean)
            self._share(person)

    def set_active(self, connection: Connection, *, active: bool) -> None:
        """The person turned to the window, or away from it."""
        user_id = connection.viewer.user_id
        if user_id is None or connection.active == active:
            return
        connection.active = active
        if connection.present:
            self.roster.set_active(user_id, active=active)
            self._share(user_id)

    def look(self, connection: Connection, room_id: int) -> None:
        """Look at a room: be counted there, unless a visitor, and be told who is there."""
        if room_id not in connection.rooms:
            connection.rooms.add(room_id)
            if connection.viewer.user_id is not None:
                # Before it counts as a viewer here: the others are told, it is answered below.
                self.roster.look(room_id, connection.viewer.user_id)
                self._share_look(room_id, connection.viewer.user_id)
            self._viewers[room_id].add(connection)
        connection.tell_state(f"room:{room_id}", self._members(room_id))

    def look_away(self, connection: Connection, room_id: int) -> None:
        """Look at the room no more."""
        if room_id not in connection.rooms:
            return
        connection.rooms.discard(room_id)
        self._viewers[room_id].discard(connection)
        if not self._viewers[room_id]:
            del self._viewers[room_id]
        if connection.viewer.user_id is not None:
            self.roster.look_away(room_id, connection.viewer.user_id)
            self._share_look(room_id, connection.viewer.user_id)

    def watch(self, connection: Connection, user_ids: set[int]) -> None:
        """Tell *connection* how these people are now, and whenever that changes."""
        for user_id in connection.watched - user_ids:
            self._unwatch(connection, user_id)
        for user_id in user_ids:
            self._watchers[user_id].add(connection)
            connection.tell(self._presence(user_id))
        connection.watched = set(user_ids)

    def told_before(self, connection: Connection, rooms: Iterable[int]) -> dict[str, str]:
        """What the same poller was told last, so that it is not answered with that again."""
        lease = self._leases.get((connection.viewer.user_id or 0, frozenset(rooms)))
        return dict(lease.told) if lease else {}

    def keep_for_poller(self, connection: Connection, told: dict[str, str]) -> None:
        """Between two polls a person stays present for a minute."""
        user_id = connection.viewer.user_id
        if user_id is None:
            return
        key = (user_id, frozenset(connection.rooms))
        if key not in self._leases:
            self.roster.connect(user_id)
            for room_id in connection.rooms:
                self.roster.look(room_id, user_id)
        until = clock.monotonic() + limits.POLLER_COUNTS_FOR_SECONDS
        self._leases[key] = Lease(until, told)

    # By the clock.

    def tick(self) -> None:
        """Report, sweep, and tell what was held back."""
        now = clock.monotonic()
        if now >= self._report_at:
            self._report_at = now + limits.PRESENCE_REFRESH_SECONDS
            self._report()
        if now >= self._sweep_at:
            self._sweep_at = now + limits.PRESENCE_SWEEP_SECONDS / 5
            self._end_leases(now)
            self.roster.sweep()
        for room_id in tuple(self._to_tell):
            self._tell_members(room_id)
        self._tell_markers()

    def _end_leases(self, now: float) -> None:
        for key in [key for key, lease in self._leases.items() if lease.until <= now]:
            del self._leases[key]
            user_id, room_ids = key
            for room_id in room_ids:
                self.roster.look_away(room_id, user_id)
                self._share_look(room_id, user_id)
            self.roster.disconnect(user_id, active=True, clean=False)
            self._share(user_id)

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
            case PresenceChanged(user_id=user_id, ours=ours):
                frame = self._presence(user_id)
                for connection in tuple(self._watchers.get(user_id, ())):
                    connection.tell_state(f"user:{user_id}", frame)
                if ours:
                    gevent.spawn(self._write_last_seen, user_id)

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

    def _presence(self, user_id: int) -> Frame:
        return Frame.ephemeral(frames.presence(user_id, self.roster.state_of(user_id)))

    def _unwatch(self, connection: Connection, user_id: int) -> None:
        watchers = self._watchers.get(user_id)
        if watchers is not None:
            watchers.discard(connection)
            if not watchers:
                del self._watchers[user_id]

    def _write_last_seen(self, user_id: int) -> None:
        try:
            with self._hub.app.app_context(), writing():
                note_last_seen(user_id)
        except (ChattyError, SQLAlchemyError) as error:
            log.warning("last_seen_not_written", error=str(error))

    # Between processes.

    def _publish(self, told: dict[str, Any]) -> None:
        bus = current_bus()
        if bus.shared:
            bus.publish(PRESENCE, json.dumps(told | {"from": self.roster.process}).encode())

    def _share(self, user_id: int) -> None:
        self._publish({"user": user_id, "active": self.roster.own_activity(user_id)})

    def _share_look(self, room_id: int, user_id: int) -> None:
        looks = self.roster.own_look(room_id, user_id)
        self._publish({"user": user_id, "room": room_id, "looks": looks})

    def _report(self) -> None:
        report = self.roster.own_report()
        people = [[user_id, active] for user_id, active in report.people.items()]
        self._publish({"people": people, "looks": sorted(report.looks)})

    def _heard(self, payload: bytes) -> None:
        told = json.loads(payload)
        process = told["from"]
        if process == self.roster.process:
            return
        if "ask" in told:
            self._report()
        elif "bye" in told:
            self.roster.forget(process, linger=True)
        elif "people" in told:
            people = dict(told["people"])
            looks = {(room_id, user_id) for room_id, user_id in told["looks"]}
            self.roster.hear(Report(process, people, looks))
        elif "room" in told:
            self.roster.hear_look(process, told["room"], told["user"], looks=told["looks"])
        else:
            self.roster.hear_person(process, told["user"], active=told["active"])

    def _typed(self, payload: bytes) -> None:
        told = json.loads(payload)
        frame = Frame.ephemeral({"type": "TYPING", **told})
        room_id = int(told["roomId"])
        hearers = {*self._hub.index.of(room_topic(room_id)), *self._viewers.get(room_id, ())}
        for connection in hearers:
            if str(connection.viewer.user_id) != told["userId"]:
                connection.tell(frame)

    # Read markers of others.

    def marker_moved(self, frame: Frame) -> None:
        """A person's marker moved; the others in a small room hear of it within a second."""
        body = frame.body
        self._markers[int(body["roomId"])][int(body["userId"])] = int(body["seq"])

    def _tell_markers(self) -> None:
        if not self._markers:
            return
        moved, self._markers = self._markers, defaultdict(dict)
        heard = {r: m for r, m in moved.items() if self._hub.index.of(room_topic(r))}
        if heard:
            gevent.spawn(self._tell_markers_of_small_rooms, heard)

    def _tell_markers_of_small_rooms(self, moved: dict[int, dict[int, int]]) -> None:
        with self._hub.app.app_context():
            small = db.session.scalars(
                sa.select(Room.id).where(
                    Room.id.in_(moved), Room.member_count <= limits.RECEIPTS_ROOM_MEMBERS
                )
            ).all()
        for room_id in small:
            for user_id, seq in moved[room_id].items():
                frame = Frame.ephemeral(frames.read_marker(room_id, user_id, seq))
                for connection in self._hub.index.of(room_topic(room_id)):
                    if connection.viewer.user_id != user_id:
                        connection.tell(frame)
