"""The newest events in memory, so that a short absence costs no database."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from chatty.core.limits import RING_EVENTS
from chatty.realtime.frame import Frame
from chatty.stream.models import Cursor


class Ring:
    """At most twice 10,000 frames, ascending; the older half is let go when it is full."""

    def __init__(self, size: int = RING_EVENTS) -> None:
        self._size = size
        self._ids: list[int] = []
        self._frames: list[Frame] = []

    def extend(self, frames: Sequence[Frame]) -> None:
        """Add the newest *frames*."""
        for frame in frames:
            if frame.cursor is not None:
                self._ids.append(frame.cursor.id)
                self._frames.append(frame)
        if len(self._ids) > 2 * self._size:
            del self._ids[: -self._size]
            del self._frames[: -self._size]

    def clear(self) -> None:
        """Forget everything."""
        self._ids.clear()
        self._frames.clear()

    def holds(self, cursor: Cursor) -> bool | None:
        """Whether *cursor* is one of ours; None when it lies before all that is kept."""
        if not self._ids or cursor.id < self._ids[0]:
            return None
        place = bisect_left(self._ids, cursor.id)
        return place < len(self._ids) and self._frames[place].cursor == cursor

    def after(self, cursor: Cursor) -> Sequence[Frame]:
        """The frames after *cursor*, which is one of ours."""
        return self._frames[bisect_left(self._ids, cursor.id + 1) :]
