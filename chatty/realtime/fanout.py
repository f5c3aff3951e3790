"""From events to connections: the index of topics, and the hot path.

Each frame is encoded once per transport and view. Frames of one run that go to the same connection
leave in one ``send``. There is no greenlet switch per delivery.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import gevent

from chatty.core.limits import FAN_OUT_SLICE
from chatty.realtime.connection import Connection
from chatty.realtime.frame import Frame

Delivery = tuple[tuple[Connection, ...], Sequence[Frame]]


class Index:
    """Which connections hear a topic, and from which seq on each of them may see its messages."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[Connection, int]] = defaultdict(dict)
        self._floors: dict[str, int] = {}

    def add(self, topic: str, connection: Connection, floor: int = 0) -> None:
        """Let *connection* hear *topic*, messages from seq *floor* on."""
        connection.topics[topic] = floor
        self._topics[topic][connection] = floor
        self._floors[topic] = max(floor, self._floors.get(topic, 0))

    def remove(self, topic: str, connection: Connection) -> None:
        """Let *connection* hear *topic* no more."""
        connection.topics.pop(topic, None)
        listeners = self._topics.get(topic)
        if listeners is None:
            return
        listeners.pop(connection, None)
        if not listeners:
            del self._topics[topic]
            self._floors.pop(topic, None)

    def remove_all(self, connection: Connection) -> None:
        """Forget *connection*."""
        for topic in tuple(connection.topics):
            self.remove(topic, connection)

    def of(self, topic: str) -> tuple[Connection, ...]:
        """A snapshot of who hears *topic*."""
        return tuple(self._topics.get(topic, ()))

    def audience(self, frame: Frame) -> tuple[Connection, ...]:
        """A snapshot of who may see *frame*.

        Connections are looked at one by one only for a message below the topic's highest floor.
        """
        listeners = self._topics.get(frame.topic)
        if not listeners:
            return ()
        if frame.seq and frame.seq < self._floors.get(frame.topic, 0):
            return tuple(c for c, floor in listeners.items() if frame.seq >= floor)
        return tuple(listeners)

    def hides_quote(self, frame: Frame) -> bool:
        """Whether somebody who hears *frame* may not see what it quotes."""
        return 0 < frame.quoted_seq < self._floors.get(frame.topic, 0)

    def __len__(self) -> int:
        return len(self._topics)


def deliveries(index: Index, run: Sequence[Frame]) -> list[Delivery]:
    """Who is to get what of *run*: a snapshot, taken before anything yields."""
    is_quoting = any(index.hides_quote(frame) for frame in run)
    is_one = len(run) == 1 or len({(frame.topic, frame.seq == 0) for frame in run}) == 1
    if is_one and not is_quoting:
        return _of_one_topic(index, run)
    frames_of: dict[Connection, list[Frame]] = defaultdict(list)
    for frame in run:
        for connection in index.audience(frame):
            floor = connection.topics.get(frame.topic, 0)
            frames_of[connection].append(frame.seen_from(floor))
    grouped: dict[tuple[int, ...], tuple[list[Connection], list[Frame]]] = {}
    for connection, frames in frames_of.items():
        key = tuple(id(frame) for frame in frames)
        grouped.setdefault(key, ([], frames))[0].append(connection)
    return [(tuple(connections), frames) for connections, frames in grouped.values()]


def _of_one_topic(index: Index, run: Sequence[Frame]) -> list[Delivery]:
    lowest = min(run, key=lambda frame: frame.seq or 0)
    audience = index.audience(lowest)
    if len(audience) == len(index.of(lowest.topic)):
        return [(audience, run)]
    return [(index.audience(frame), (frame,)) for frame in run]


def fan_out(planned: Iterable[Delivery]) -> None:
    """Write what was *planned*, yielding every 500 connections."""
    written = 0
    for connections, frames in planned:
        joined: dict[tuple[int, bool], bytes] = {}
        first, last = frames[0].cursor, frames[-1].cursor
        for connection in connections:
            if connection.lagging or connection.closed:
                continue
            if first is not None and connection.cursor.id >= first.id:
                # It read up to here by itself while this loop yielded.
                _the_rest(connection, frames)
            else:
                form = (connection.transport, connection.html)
                data = joined.get(form)
                if data is None:
                    data = joined[form] = encode(frames, connection)
                connection.push(data, last, len(frames))
            written += 1
            if not written % FAN_OUT_SLICE:
                gevent.sleep(0)


def encode(frames: Sequence[Frame], connection: Connection) -> bytes:
    """*frames* as *connection* takes them, one after the other."""
    return b"".join([frame.encoded(connection.transport, html=connection.html) for frame in frames])


def _the_rest(connection: Connection, frames: Sequence[Frame]) -> None:
    rest = [frame for frame in frames if frame.cursor and frame.cursor.id > connection.cursor.id]
    if rest:
        connection.push(encode(rest, connection), rest[-1].cursor, len(rest))
