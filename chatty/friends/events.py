"""Facts about friendships and blocks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Befriended:
    """Two people are friends from now on."""

    one_id: int
    other_id: int


@dataclass(frozen=True, slots=True)
class Unfriended:
    """Two people are friends no more."""

    one_id: int
    other_id: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody wants to hear nothing more of another, who is never told."""

    blocker_id: int
    blocked_id: int


@dataclass(frozen=True, slots=True)
class Unblocked:
    """Somebody may be heard again by another."""

    blocker_id: int
    blocked_id: int
