"""Proof that a history is whole: the checks I1 to I5 that every fault test ends with.

Writers note each message before they send it and what became of it; readers note what they saw.
After the fault has healed, the server's history is compared with both.
"""

from __future__ import annotations

import http.client
import itertools
import random
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.clients import Api, Json

Outcome = Literal["ok", "fail", "unknown"]

HEAL_SECONDS = 10
RETRY_SECONDS = (0.05, 0.3)


@dataclass
class Attempt:
    """One message somebody tried to send; `ok` once any try was acknowledged."""

    client_id: str
    content: str
    outcome: Outcome = "unknown"
    message_id: str | None = None
    seq: int | None = None


@dataclass
class HistoryChecker:
    """What was sent to one room, by all writers."""

    room_id: str
    attempts: list[Attempt] = field(default_factory=list)

    def check(self, history: list[Json], views: list[list[Json]] | None = None) -> None:
        """Raise AssertionError with the first promise that *history* or a reader's view breaks."""
        self._acknowledged_exist_once(history)
        self._sequence_has_no_gap(history)
        self._others_exist_at_most_once(history)
        for view in views or []:
            self._view_is_the_history(view, history)

    def _acknowledged_exist_once(self, history: list[Json]) -> None:
        for attempt in self.attempts:
            if attempt.outcome != "ok":
                continue
            found = [one for one in history if one["clientId"] == attempt.client_id]
            assert len(found) == 1, f"I1: {attempt} is there {len(found)} times"
            assert found[0]["id"] == attempt.message_id, f"I1: {attempt} has another id"
            assert found[0]["content"] == attempt.content, f"I1: {attempt} says something else"

    def _sequence_has_no_gap(self, history: list[Json]) -> None:
        seqs = [message["seq"] for message in history]
        assert seqs == list(range(1, len(seqs) + 1)), f"I2: the room's seqs are {_gaps(seqs)}"

    def _others_exist_at_most_once(self, history: list[Json]) -> None:
        for attempt in self.attempts:
            count = sum(one["clientId"] == attempt.client_id for one in history)
            if attempt.outcome == "unknown":
                assert count <= 1, f"I5: {attempt} is there {count} times"
            elif attempt.outcome == "fail":
                assert count == 0, f"I5: {attempt} was refused and is there"

    def _view_is_the_history(self, view: list[Json], history: list[Json]) -> None:
        """Readers listen before the first message is sent, so they must have seen all."""
        seqs = [frame["seq"] for frame in view]
        assert seqs == sorted(set(seqs)), f"I3: a reader saw {_gaps(seqs)}"
        missing = {message["seq"] for message in history} - set(seqs)
        assert not missing, f"I4: a reader missed {sorted(missing)[:10]} of {len(history)}"
        shown = [(frame["seq"], frame["id"], frame["content"]) for frame in view]
        stored = [(one["seq"], one["id"], one["content"]) for one in history]
        assert shown == stored, "I2: a reader saw other messages under the same seqs"


class Writer(threading.Thread):
    """Someone who writes until told to stop, and repeats until each message is acknowledged."""

    def __init__(self, checker: HistoryChecker, api: Api, *, pause: Callable[[], float]) -> None:
        super().__init__(daemon=True)
        self.checker = checker
        self.api = api
        self.pause = pause
        self.servers = [api.base_url]
        self._stop_asked = threading.Event()

    def run(self) -> None:
        number = 0
        while not self._stop_asked.is_set():
            number += 1
            self._send(Attempt(f"{self.name}-{number}", f"message {number} of {self.name}"))
            time.sleep(self.pause())

    def finish(self, seconds: float = 30) -> None:
        """Write nothing new, get the last one acknowledged, and end."""
        self._stop_asked.set()
        self.join(seconds)
        assert not self.is_alive(), f"{self.name} could not send its last message"

    def _send(self, attempt: Attempt) -> None:
        self.checker.attempts.append(attempt)
        while attempt.outcome == "unknown":
            self._try(attempt)
            if attempt.outcome == "unknown":
                time.sleep(random.uniform(*RETRY_SECONDS))

    def _try(self, attempt: Attempt) -> None:
        api = self.api.at(random.choice(self.servers))
        try:
            answer = api.post(self.checker.room_id, attempt.content, attempt.client_id)
        except (OSError, http.client.HTTPException):
            return
        if answer.status in {200, 201}:
            attempt.message_id, attempt.seq = answer.json["id"], answer.json["seq"]
            attempt.outcome = "ok"
        elif answer.status not in {429, 502, 503}:
            attempt.outcome = "fail"


def _gaps(seqs: list[int]) -> str:
    jumps = [f"{a}→{b}" for a, b in itertools.pairwise(seqs) if b != a + 1]
    return f"{len(seqs)} long, with jumps {jumps[:10]}"
