"""The bus of a single process: calls in place of a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from chatty.core.bus.base import Bus, Listener


class MemoryBus(Bus):
    """Delivers to this process only, at once."""

    shared = False

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = defaultdict(list)

    def publish(self, channel: str, payload: bytes) -> None:
        for listener in tuple(self._listeners[channel]):
            listener(payload)

    def subscribe(self, channel: str, listener: Listener) -> None:
        self._listeners[channel].append(listener)

    def on_resubscribed(self, listener: Callable[[], None]) -> None:
        """Nothing is ever missed within one process."""

    def start(self) -> None:
        """There is nothing to connect."""

    def healthy(self) -> bool:
        return True

    def close(self) -> None:
        self._listeners.clear()
