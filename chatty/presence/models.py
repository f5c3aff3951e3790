"""The roster: who is connected where, as every process tells it.

Each process keeps a whole copy. It tells the others what changes with it, and everything it has
every twenty seconds; a process that was not heard of for fifty seconds is taken for dead. So a
question costs no network, a flushed or dead Redis spoils nothing, and two processes never disagree
for longer than one telling (docs/decisions has why this replaced one shared sorted set).

What it owns: sets in memory, nothing durable. Its bound: one entry for each connected person and
each room looked at, in each process. When the bus is away a process knows of its own people only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chatty.core.limits import PRESENCE_EXPIRES_SECONDS, PRESENCE_LEAVE_SECONDS


class State(StrEnum):
    """What others see of a person's presence."""

    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """A person came, went, or turned away. *ours* says that this process should write it down."""

    user_id: int
    state: State
    ours: bool


@dataclass(frozen=True, slots=True)
class LookChanged:
    """A person began or ceased to look at a room."""

    room_id: int
    user_id: int
    looking: bool


Change = PresenceChanged | LookChanged


@dataclass(slots=True)
class Report:
    """What one process tells: people (with whether they are active) and who looks at what."""

    process: str
    people: dict[int, bool] = field(default_factory=dict)
    looks: set[tuple[int, int]] = field(default_factory=set)


class Roster:
    """Everybody's presence, seen from one process."""

    def __init__(
        self, process: str, *, now: Callable[[], float], tell: Callable[[Change], None]
    ) -> None:
        self.process = process
        self._now = now
        self._tell = tell
        self._connections: Counter[int] = Counter()
        self._active: Counter[int] = Counter()
        self._tabs: Counter[tuple[int, int]] = Counter()
        self._people: dict[int, dict[str, bool]] = defaultdict(dict)
        self._viewers: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._heard: dict[str, float] = {}
        self._lingering: dict[int, float] = {}

    # What happens in this process.

    def connect(self, user_id: int, *, active: bool = True) -> None:
        """One more connection of the person."""
        self._connections[user_id] += 1
        self._active[user_id] += active
        self._place(self.process, user_id, active=self._active[user_id] > 0)

    def set_active(self, user_id: int, *, active: bool) -> None:
        """One connection of the person became active, or idle."""
        self._active[user_id] = max(0, self._active[user_id] + (1 if active else -1))
        self._place(self.process, user_id, active=self._active[user_id] > 0)

    def disconnect(self, user_id: int, *, active: bool, clean: bool) -> None:
        """One connection less; after a *clean* end the person stays for ten seconds (a reload)."""
        self._connections[user_id] -= 1
        self._active[user_id] = max(0, self._active[user_id] - active)
        if self._connections[user_id] > 0:
            self._place(self.process, user_id, active=self._active[user_id] > 0)
            return
        del self._connections[user_id], self._active[user_id]
        self._displace(self.process, user_id, linger=clean)

    def look(self, room_id: int, user_id: int) -> None:
        """One more tab of the person shows the room."""
        self._tabs[room_id, user_id] += 1
        self._look(self.process, room_id, user_id)

    def look_away(self, room_id: int, user_id: int) -> None:
        """One tab less shows the room."""
        self._tabs[room_id, user_id] -= 1
        if self._tabs[room_id, user_id] <= 0:
            del self._tabs[room_id, user_id]
            self._look_away(self.process, room_id, user_id)

    def own_report(self) -> Report:
        """Everything that this process knows first hand."""
        people = {user_id: self._active[user_id] > 0 for user_id in self._connections}
        return Report(self.process, people, set(self._tabs))

    def own_activity(self, user_id: int) -> bool | None:
        """Whether the person is active here; None when they are not here at all."""
        return self._active[user_id] > 0 if user_id in self._connections else None

    def own_look(self, room_id: int, user_id: int) -> bool:
        """Whether a tab of the person in this process shows the room."""
        return (room_id, user_id) in self._tabs

    # What other processes tell.

    def hear(self, report: Report) -> None:
        """Replace what is known of the reporting process."""
        if report.process == self.process:
            return
        self._heard[report.process] = self._now()
        for user_id in [u for u, where in self._people.items() if report.process in where]:
            if user_id not in report.people:
                self._displace(report.process, user_id, linger=True)
        for user_id, active in report.people.items():
            self._place(report.process, user_id, active=active)
        for room_id, user_id in self._looks_of(report.process) - report.looks:
            self._look_away(report.process, room_id, user_id)
        for room_id, user_id in report.looks:
            self._look(report.process, room_id, user_id)

    def hear_person(self, process: str, user_id: int, *, active: bool | None) -> None:
        """One person came, turned (in)active, or, when *active* is None, left the process."""
        self._heard[process] = self._now()
        if active is not None:
            self._place(process, user_id, active=active)
        elif process in self._people.get(user_id, {}):
            self._displace(process, user_id, linger=True)

    def hear_look(self, process: str, room_id: int, user_id: int, *, looks: bool) -> None:
        """One person began or ceased to look at a room in the process."""
        self._heard[process] = self._now()
        if looks:
            self._look(process, room_id, user_id)
        elif process in self._viewers.get(room_id, {}).get(user_id, ()):
            self._look_away(process, room_id, user_id)

    def forget(self, process: str, *, linger: bool) -> None:
        """The process ended: cleanly (its people may come back elsewhere), or died."""
        self._heard.pop(process, None)
        for room_id, user_id in self._looks_of(process):
            self._look_away(process, room_id, user_id)
        for user_id in [u for u, where in self._people.items() if process in where]:
            self._displace(process, user_id, linger=linger)

    def sweep(self) -> None:
        """Let go of processes not heard of and of people whose ten seconds have passed."""
        silent_since = self._now() - PRESENCE_EXPIRES_SECONDS
        for process in [p for p, heard in self._heard.items() if heard < silent_since]:
            self.forget(process, linger=False)
        now = self._now()
        for user_id in [u for u, until in self._lingering.items() if until <= now]:
            del self._lingering[user_id]
            self._tell(PresenceChanged(user_id, State.OFFLINE, ours=self._is_first()))

    # Questions.

    def state_of(self, user_id: int) -> State:
        """Online, away or offline."""
        where = self._people.get(user_id)
        if where:
            return State.ONLINE if any(where.values()) else State.AWAY
        return State.ONLINE if user_id in self._lingering else State.OFFLINE

    def online(self, user_ids: Iterable[int]) -> set[int]:
        """Those of *user_ids* who are not offline."""
        return {u for u in user_ids if self.state_of(u) is not State.OFFLINE}

    def count(self) -> int:
        """How many people are connected anywhere."""
        return len(self._people) + len(self._lingering)

    def viewers(self, room_id: int) -> list[int]:
        """Who looks at the room, ascending."""
        return sorted(self._viewers.get(room_id, ()))

    def viewer_counts(self, room_ids: Iterable[int]) -> Mapping[int, int]:
        """How many people look at each of the rooms."""
        return {room_id: len(self._viewers.get(room_id, ())) for room_id in room_ids}

    # How the sets change.

    def _place(self, process: str, user_id: int, *, active: bool) -> None:
        before = self.state_of(user_id)
        self._lingering.pop(user_id, None)
        self._people[user_id][process] = active
        self._tell_state(user_id, before)

    def _displace(self, process: str, user_id: int, *, linger: bool) -> None:
        before = self.state_of(user_id)
        where = self._people[user_id]
        where.pop(process, None)
        if not where:
            del self._people[user_id]
            if linger:
                self._lingering[user_id] = self._now() + PRESENCE_LEAVE_SECONDS
        self._tell_state(user_id, before, ours=process == self.process or self._is_first())

    def _tell_state(self, user_id: int, before: State, *, ours: bool = False) -> None:
        state = self.state_of(user_id)
        if state is not before:
            self._tell(PresenceChanged(user_id, state, ours=ours))

    def _look(self, process: str, room_id: int, user_id: int) -> None:
        where = self._viewers[room_id][user_id]
        is_new = not where
        where.add(process)
        if is_new:
            self._tell(LookChanged(room_id, user_id, looking=True))

    def _look_away(self, process: str, room_id: int, user_id: int) -> None:
        viewers = self._viewers[room_id]
        where = viewers[user_id]
        where.discard(process)
        if where:
            return
        del viewers[user_id]
        if not viewers:
            del self._viewers[room_id]
        self._tell(LookChanged(room_id, user_id, looking=False))

    def _looks_of(self, process: str) -> set[tuple[int, int]]:
        return {
            (room_id, user_id)
            for room_id, viewers in self._viewers.items()
            for user_id, where in viewers.items()
            if process in where
        }

    def _is_first(self) -> bool:
        """Whether this process is the one that writes down what all of them see."""
        return all(self.process < other for other in self._heard)
