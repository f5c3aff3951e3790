"""The bus between processes: hints and ephemera, never the truth.

Two buses keep one promise. ``publish`` never blocks and never fails; ``subscribe`` callbacks run in
their own greenlet. Losing the bus costs latency and a few seconds of presence, never a message.
"""

from __future__ import annotations

from chatty.core.bus.base import Bus
from chatty.core.bus.memory import MemoryBus

__all__ = ["Bus", "MemoryBus", "make_bus"]


def make_bus(redis_url: str) -> Bus:
    """The bus for *redis_url*; in-process when it is empty."""
    if not redis_url:
        return MemoryBus()
    from chatty.core.bus.redis import RedisBus  # noqa: PLC0415  # redis only where it is used

    return RedisBus(redis_url)
