"""Who is told when whom comes and goes.

What it owns: for each stream the people it watches, and for each person watched what may be told of
them. That was read once, when the watch began; from there on it follows the durable events of both
(settings, friendships, blocks), which every process sees in the log. Nothing is asked again when
somebody comes or goes. When one blocks the other, both cease to watch, wherever they are.

Who shares a room no more, is a friend no more, or lets nobody find them any more, may still be
known another way. So whom that concerns is in doubt, and within a second one greenlet asks anew:
one statement for each stream in doubt, none for streams that watch only friends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from chatty.accounts.policies import may_see_last_seen
from chatty.core import clock
from chatty.core.db import db
from chatty.presence.models import Roster, State
from chatty.realtime.frame import Frame
from chatty.rooms.queries import Watched, watchable_people
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection


def read_watched(connection: Connection, user_ids: Collection[int]) -> dict[int, Watched]:
    """Those of *user_ids* whom the stream may watch, read anew when a block came in between."""
    connection.doubts = connection.hub.relay.watching.doubts
    while True:
        cuts = connection.cuts
        people = watchable_people(connection.viewer, user_ids)
        db.session.remove()
        if connection.cuts == cuts:
            return people


class Watching:
    """The watches of a process's streams."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._watchers: dict[int, set[Connection]] = defaultdict(set)
        self._audience: dict[int, str] = {}
        self._last_seen: dict[int, datetime | None] = {}
        self._in_doubt: set[Connection] = set()
        self.doubts = 0

    def watch(self, connection: Connection, people: Mapping[int, Watched]) -> None:
        """Tell *connection* how these people are now, and whenever that changes."""
        if connection.is_gone():
            return
        for user_id in connection.watched.keys() - people.keys():
            self._unwatch(connection, user_id)
        connection.watched = {each: watched.is_friend for each, watched in people.items()}
        for user_id, watched in people.items():
            self._watchers[user_id].add(connection)
            self._audience[user_id] = watched.audience
            self._last_seen[user_id] = watched.last_seen_at
        for user_id in people:
            self._tell([connection], user_id)
        if connection.doubts != self.doubts:
            # Somebody left a room after these people were read, and was not watched yet.
            self._in_doubt.add(connection)

    def leave(self, connection: Connection) -> None:
        """The stream ended, and watches nobody."""
        for user_id in connection.watched:
            self._unwatch(connection, user_id)
        connection.watched = {}
        self._in_doubt.discard(connection)

    def changed(self, user_id: int, state: State) -> None:
        """The person came, went, or turned away."""
        watchers = tuple(self._watchers.get(user_id, ()))
        if watchers and state is State.OFFLINE:
            self._last_seen[user_id] = clock.now()
        self._tell(watchers, user_id)

    def choose(self, user_id: int, audience: str) -> None:
        """The person chose who may know when they were last here."""
        if user_id in self._watchers:
            self._audience[user_id] = audience

    def befriend(self, connections: Iterable[Connection], user_id: int, *, is_friend: bool) -> None:
        """Those of *connections* are a friend's of the person now, or no more."""
        for connection in connections:
            if user_id in connection.watched:
                connection.watched[user_id] = is_friend

    def cut(self, connections: Iterable[Connection], user_id: int) -> None:
        """Those of *connections* are told no more of the person, and see them offline last."""
        for connection in connections:
            if user_id in connection.watched:
                del connection.watched[user_id]
                self._unwatch(connection, user_id)
                gone = Frame.ephemeral(frames.presence(user_id, State.OFFLINE))
                connection.tell_state(f"user:{user_id}", gone)

    def doubt_person(self, user_id: int) -> None:
        """Those who watch the person may have lost the way they knew them by."""
        self.doubts += 1
        self._in_doubt.update(self._watchers.get(user_id, ()))

    def doubt(self, connections: Iterable[Connection]) -> None:
        """Those of *connections* may know fewer people than before."""
        self._in_doubt.update(connections)

    def in_doubt(self) -> Sequence[Connection]:
        """The streams whose watches are to be asked about anew; each is answered once."""
        found = [each for each in self._in_doubt if not all(each.watched.values())]
        self._in_doubt.clear()
        return found

    def ask_anew(self, connection: Connection) -> None:
        """Cut *connection* off from whom it may not watch any more; friends need no asking."""
        before = connection.watched
        strangers = [user_id for user_id, is_friend in before.items() if not is_friend]
        known = read_watched(connection, strangers)
        if connection.watched is not before:
            # It asked to watch others meanwhile, by what is true now.
            return
        for user_id in strangers:
            if user_id not in known and before.get(user_id) is False:
                self.cut([connection], user_id)

    def __len__(self) -> int:
        return len(self._watchers)

    def _tell(self, connections: Iterable[Connection], user_id: int) -> None:
        """Two frames at most: for those who may know when the person was last here, and others."""
        built: dict[bool, Frame] = {}
        for connection in connections:
            sees = may_see_last_seen(
                self._audience.get(user_id, ""), is_friend=connection.watched.get(user_id, False)
            )
            if sees not in built:
                built[sees] = self._frame(user_id, seen=sees)
            connection.tell_state(f"user:{user_id}", built[sees])

    def _frame(self, user_id: int, *, seen: bool) -> Frame:
        state = self._roster.state_of(user_id)
        at = self._last_seen.get(user_id) if seen and state is State.OFFLINE else None
        return Frame.ephemeral(frames.presence(user_id, state, at))

    def _unwatch(self, connection: Connection, user_id: int) -> None:
        watchers = self._watchers.get(user_id)
        if watchers is None:
            return
        watchers.discard(connection)
        if not watchers:
            del self._watchers[user_id]
            self._audience.pop(user_id, None)
            self._last_seen.pop(user_id, None)
