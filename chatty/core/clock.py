"""The time, asked for and never reached, so that a test can move it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall time and monotonic time, both movable by a test."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """The moment, as an aware UTC datetime with microseconds."""
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        """Seconds that never run backwards, for measuring how long something lasts."""
        return time.monotonic() + self._ahead.total_seconds()

    def move(self, by: timedelta) -> None:
        """Let *by* pass at once; for tests."""
        self._ahead += by

    def reset(self) -> None:
        """Return to the machine's own time."""
        self._ahead = timedelta(0)


clock = Clock()


def now() -> datetime:
    """The moment, as an aware UTC datetime."""
    return clock.now()


def monotonic() -> float:
    """Seconds that never run backwards."""
    return clock.monotonic()
