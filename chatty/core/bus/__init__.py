"""The bus between processes: hints and ephemera, never the truth.

Two buses keep one promise: ``publish`` tells this process at once and every other soon; it never
blocks and never fails. Losing the bus costs latency and some seconds of presence, never a message.
"""

from __future__ import annotations

from chatty.core.bus.base import Bus
from chatty.core.bus.memory import MemoryBus

__all__ = ["Bus", "MemoryBus", "current_bus", "install_bus", "make_bus"]

_installed: list[Bus] = [MemoryBus()]


def make_bus(redis_url: str) -> Bus:
    """The bus for *redis_url*; in-process when it is empty."""
    if not redis_url:
        return MemoryBus()
    from chatty.core.bus.redis import RedisBus  # noqa: PLC0415  # redis only where it is used

    return RedisBus(redis_url)


def install_bus(bus: Bus) -> Bus:
    """Make *bus* the one of this process."""
    _installed[:] = [bus]
    return bus


def current_bus() -> Bus:
    """The bus of this process."""
    return _installed[0]
