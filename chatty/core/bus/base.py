"""What a bus promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

Listener = Callable[[bytes], None]


class Bus(ABC):
    """Publish and subscribe between the processes of one installation."""

    @property
    @abstractmethod
    def shared(self) -> bool:
        """Whether other processes can hear what is published here."""

    @abstractmethod
    def publish(self, channel: str, payload: bytes) -> None:
        """Tell this process at once and every other soon; never blocks, drops when it cannot."""

    @abstractmethod
    def subscribe(self, channel: str, listener: Listener) -> None:
        """Call *listener* for each payload on *channel*; it must not block."""

    @abstractmethod
    def on_resubscribed(self, listener: Callable[[], None]) -> None:
        """Call *listener* whenever something may have been missed."""

    @abstractmethod
    def start(self) -> None:
        """Begin to receive; called once in each serving process."""

    @abstractmethod
    def healthy(self) -> bool:
        """Whether other processes can be reached right now."""

    @abstractmethod
    def close(self) -> None:
        """Stop receiving and let connections go."""
