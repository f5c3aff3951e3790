"""The newest events in memory, so that a short absence costs no database."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from chatty.core import clock
from chatty.core.limits import RING_EVENTS
from chatty.realtime.frame import Frame
from chatty.stream.models import Cursor, room_topic
from chatty.wire.base import moment

# The frames that carry what a message says, in its room; what one chose in it, on one's own
# devices; and that which carries a room's newest one.
SAYING = frozenset({"CHAT_MESSAGE", "MESSAGE_UPDATED", "POLL_CHANGED"})
CHOSEN = "POLL_VOTED"
LAST_SAID = "ROOM_ADDED"


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

    def unsay(self, deletion: Frame) -> None:
        """Let go of what the message said that *deletion* is about.

        The log was rewritten; who catches up from here is told the same as who catches up there.
        """
        body = deletion.body
        for place, frame in enumerate(self._frames):
            same_place = frame.seq == deletion.seq and _is_about(frame, deletion.topic)
            # Replies in a thread have the place of what it hangs on.
            if same_place and frame.body["id"] == body["id"]:
                self._frames[place] = frame.unsaid(body["deletedAt"])
            elif frame.topic == deletion.topic and frame.quotes(body["id"]):
                self._frames[place] = frame.without_quote(None)
            elif frame.kind == LAST_SAID and frame.body["room"]["lastMessage"]:
                self._frames[place] = frame.last_unsaid(body)

    def cut(self, end: Frame) -> None:
        """Let go of what was said before the room's new beginning, as the log has."""
        first, at = end.body["firstSeq"], moment(clock.now())
        for place, frame in enumerate(self._frames):
            if frame.kind == LAST_SAID:
                self._frames[place] = frame.last_cut(end.body, at)
            elif not _is_about(frame, end.topic):
                continue
            elif 0 < frame.seq < first:
                self._frames[place] = frame.unsaid(at)
            elif 0 < frame.quoted_seq < first:
                self._frames[place] = frame.without_quote(None)

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


def _is_about(frame: Frame, topic: str) -> bool:
    """Whether *frame* carries something of what a message in the room of *topic* says."""
    if frame.kind == CHOSEN:
        return room_topic(int(frame.body["roomId"])) == topic
    return frame.kind in SAYING and frame.topic == topic
