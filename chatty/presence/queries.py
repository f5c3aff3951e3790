"""Questions about presence, answered from this process's roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chatty.core import clock
from chatty.presence.models import Change, Roster, State


def _unheard(_change: Change) -> None:
    """Nobody in this process has streams, so nobody needs to be told."""


_rosters: list[Roster] = [Roster("", now=clock.monotonic, tell=_unheard)]


def install_roster(roster: Roster) -> None:
    """Make *roster* the one that this process asks."""
    _rosters[:] = [roster]


def roster() -> Roster:
    """The roster of this process."""
    return _rosters[0]


def state_of(user_id: int) -> State:
    """Online, away or offline."""
    return roster().state_of(user_id)


def online_count() -> int:
    """How many people are connected to this installation."""
    return roster().count()


def viewers_of(room_id: int) -> list[int]:
    """Who looks at the room now, ascending."""
    return roster().viewers(room_id)


def viewer_counts(room_ids: Iterable[int]) -> Mapping[int, int]:
    """How many people look at each of the rooms now."""
    return roster().viewer_counts(room_ids)
