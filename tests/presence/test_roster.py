"""The roster: every process, told the same, comes to see the same as everybody else."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chatty.core.limits import PRESENCE_EXPIRES_SECONDS, PRESENCE_LEAVE_SECONDS
from chatty.presence.models import LookChanged, PresenceChanged, Report, Roster, State

PEOPLE = (1, 2, 3)
ROOMS = (10, 20)
PROCESSES = ("a", "b", "c")

person = st.sampled_from(PEOPLE)
room = st.sampled_from(ROOMS)
process = st.sampled_from(PROCESSES)


class Time:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


class House:
    """Several processes, each with its roster and what it told its streams."""

    def __init__(self, names=PROCESSES) -> None:
        self.time = Time()
        self.told: dict[str, list[object]] = {name: [] for name in names}
        self.rosters = {
            name: Roster(name, now=self.time, tell=self.told[name].append) for name in names
        }

    def others(self, name: str) -> list[Roster]:
        return [roster for other, roster in self.rosters.items() if other != name]

    def share(self, name: str, user_id: int) -> None:
        active = self.rosters[name].own_activity(user_id)
        for other in self.others(name):
            other.hear_person(name, user_id, active=active)

    def share_look(self, name: str, room_id: int, user_id: int) -> None:
        looks = self.rosters[name].own_look(room_id, user_id)
        for other in self.others(name):
            other.hear_look(name, room_id, user_id, looks=looks)

    def report(self) -> None:
        for name, roster in self.rosters.items():
            for other in self.others(name):
                other.hear(roster.own_report())

    def pass_time(self, seconds: float) -> None:
        self.time.seconds += seconds
        for roster in self.rosters.values():
            roster.sweep()


class Presence(RuleBasedStateMachine):
    """People come, turn away, look and leave in any order; some tellings are lost."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.open: list[tuple[str, int, bool]] = []
        self.tabs: list[tuple[str, int, int]] = []
        self.in_step = True

    def _tell(self, name: str, user_id: int, *, lost: bool) -> None:
        if lost:
            self.in_step = False
        else:
            self.house.share(name, user_id)

    @rule(name=process, user_id=person, active=st.booleans(), lost=st.booleans())
    def connect(self, name, user_id, active, lost):
        self.house.rosters[name].connect(user_id, active=active)
        self.open.append((name, user_id, active))
        self._tell(name, user_id, lost=lost)

    @rule(data=st.data(), clean=st.booleans(), lost=st.booleans())
    def disconnect(self, data, clean, lost):
        if self.open:
            place = data.draw(st.integers(0, len(self.open) - 1))
            name, user_id, active = self.open.pop(place)
            self.house.rosters[name].disconnect(user_id, active=active, clean=clean)
            self._tell(name, user_id, lost=lost)

    @rule(data=st.data(), lost=st.booleans())
    def turn(self, data, lost):
        if self.open:
            place = data.draw(st.integers(0, len(self.open) - 1))
            name, user_id, active = self.open[place]
            self.open[place] = (name, user_id, not active)
            self.house.rosters[name].set_active(user_id, active=not active)
            self._tell(name, user_id, lost=lost)

    @rule(name=process, room_id=room, user_id=person, lost=st.booleans())
    def look(self, name, room_id, user_id, lost):
        self.house.rosters[name].look(room_id, user_id)
        self.tabs.append((name, room_id, user_id))
        if lost:
            self.in_step = False
        else:
            self.house.share_look(name, room_id, user_id)

    @rule(data=st.data(), lost=st.booleans())
    def look_away(self, data, lost):
        if self.tabs:
            name, room_id, user_id = self.tabs.pop(data.draw(st.integers(0, len(self.tabs) - 1)))
            self.house.rosters[name].look_away(room_id, user_id)
            if lost:
                self.in_step = False
            else:
                self.house.share_look(name, room_id, user_id)

    @rule()
    def report(self):
        self.house.report()
        self.in_step = True

    @rule(seconds=st.sampled_from([1, 9, 20]))
    def pass_time(self, seconds):
        self.house.report()
        self.in_step = True
        self.house.pass_time(seconds)

    @invariant()
    def all_see_who_is_connected_and_who_looks(self):
        if not self.in_step:
            return
        for roster in self.house.rosters.values():
            for user_id in PEOPLE:
                assert_state(roster, user_id, [a for _, u, a in self.open if u == user_id])
            for room_id in ROOMS:
                expected = sorted({u for _, r, u in self.tabs if r == room_id})
                assert roster.viewers(room_id) == expected
                assert roster.viewer_counts([room_id]) == {room_id: len(expected)}

    @invariant()
    def what_was_told_adds_up_to_what_is(self):
        for name, roster in self.house.rosters.items():
            for user_id in PEOPLE:
                assert last_told(self.house.told[name], user_id) is roster.state_of(user_id)
            for room_id in ROOMS:
                assert told_viewers(self.house.told[name], room_id) == set(roster.viewers(room_id))

    def teardown(self):
        for name, user_id, active in self.open:
            self.house.rosters[name].disconnect(user_id, active=active, clean=True)
        for name, room_id, user_id in self.tabs:
            self.house.rosters[name].look_away(room_id, user_id)
        self.house.report()
        self.house.pass_time(PRESENCE_LEAVE_SECONDS)
        for roster in self.house.rosters.values():
            assert roster.count() == 0
            assert not roster._viewers


def assert_state(roster: Roster, user_id: int, connections: list[bool]) -> None:
    """Online while any connection is active, away while none is; lingering counts as online."""
    if connections:
        assert roster.state_of(user_id) is (State.ONLINE if any(connections) else State.AWAY)
    else:
        assert roster.state_of(user_id) in {State.OFFLINE, State.ONLINE}
        assert (roster.state_of(user_id) is State.ONLINE) == (user_id in roster._lingering)


def last_told(told: list[object], user_id: int) -> State:
    """How the streams of a process believe a person to be."""
    states = [c.state for c in told if isinstance(c, PresenceChanged) and c.user_id == user_id]
    return states[-1] if states else State.OFFLINE


def told_viewers(told: list[object], room_id: int) -> set[int]:
    """Who the streams of a process believe to look at a room."""
    found: set[int] = set()
    for change in told:
        if isinstance(change, LookChanged) and change.room_id == room_id:
            (found.add if change.looking else found.discard)(change.user_id)
    return found


Presence.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestPresence = Presence.TestCase


@pytest.fixture
def house() -> House:
    return House()


def test_reload_does_not_flap(house):
    house.rosters["a"].connect(1)
    house.rosters["a"].disconnect(1, active=True, clean=True)
    house.pass_time(PRESENCE_LEAVE_SECONDS - 1)
    house.rosters["a"].connect(1)
    house.pass_time(PRESENCE_LEAVE_SECONDS)
    assert [change.state for change in house.told["a"]] == [State.ONLINE]


def test_person_is_offline_ten_seconds_after_a_clean_end(house):
    house.rosters["a"].connect(1)
    house.share("a", 1)
    house.rosters["a"].disconnect(1, active=True, clean=True)
    house.share("a", 1)
    house.pass_time(PRESENCE_LEAVE_SECONDS - 0.1)
    assert {roster.state_of(1) for roster in house.rosters.values()} == {State.ONLINE}
    house.pass_time(0.2)
    assert {roster.state_of(1) for roster in house.rosters.values()} == {State.OFFLINE}


def test_dead_peer_is_offline_at_once(house):
    house.rosters["a"].connect(1)
    house.rosters["a"].disconnect(1, active=True, clean=False)
    assert house.rosters["a"].state_of(1) is State.OFFLINE


def test_people_of_a_dead_process_are_offline_after_fifty_seconds(house):
    house.rosters["a"].connect(1)
    house.rosters["a"].look(10, 1)
    house.report()
    dead = house.rosters.pop("a")
    house.pass_time(PRESENCE_EXPIRES_SECONDS - 1)
    house.report()
    assert house.rosters["b"].online(PEOPLE) == {1}
    house.pass_time(2)
    assert [roster.online(PEOPLE) for roster in house.rosters.values()] == [set(), set()]
    assert house.rosters["b"].viewers(10) == []
    assert dead.online(PEOPLE) == {1}


def test_process_that_says_good_bye_leaves_its_people_ten_seconds(house):
    house.rosters["a"].connect(1)
    house.report()
    house.rosters["b"].forget("a", linger=True)
    assert house.rosters["b"].state_of(1) is State.ONLINE
    house.pass_time(PRESENCE_LEAVE_SECONDS)
    assert house.rosters["b"].state_of(1) is State.OFFLINE


def test_one_process_writes_down_who_a_dead_one_left_behind(house):
    house.rosters["a"].connect(1)
    house.report()
    del house.rosters["a"]
    house.pass_time(PRESENCE_EXPIRES_SECONDS - 1)
    house.report()
    house.pass_time(2)
    ours = {name: [c.ours for c in house.told[name]][-1] for name in ("b", "c")}
    assert ours == {"b": True, "c": False}


def test_person_who_moves_to_another_process_stays_online_throughout(house):
    house.rosters["a"].connect(1)
    house.share("a", 1)
    house.rosters["b"].connect(1)
    house.share("b", 1)
    house.rosters["a"].disconnect(1, active=True, clean=False)
    house.share("a", 1)
    assert {roster.state_of(1) for roster in house.rosters.values()} == {State.ONLINE}
    assert [len(told) for told in house.told.values()] == [1, 1, 1]


def test_report_of_ones_own_process_is_nothing_new(house):
    house.rosters["a"].connect(1)
    house.rosters["a"].hear(Report("a"))
    assert house.rosters["a"].online(PEOPLE) == {1}


def test_word_of_somebody_unknown_who_left_changes_nothing(house):
    house.rosters["a"].hear_person("b", 1, active=None)
    house.rosters["a"].hear_look("b", 10, 1, looks=False)
    assert house.told["a"] == []
    assert (house.rosters["a"].count(), house.rosters["a"].viewers(10)) == (0, [])


def test_being_active_on_one_device_is_being_online(house):
    roster = house.rosters["a"]
    roster.connect(1, active=False)
    assert roster.state_of(1) is State.AWAY
    roster.connect(1)
    roster.disconnect(1, active=False, clean=True)
    roster.set_active(1, active=False)
    states = [change.state for change in house.told["a"]]
    assert states == [State.AWAY, State.ONLINE, State.AWAY]
