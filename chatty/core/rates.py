"""Rates: how often one person or address may do something.

Counted in Redis where there is one, so that four workers allow L and not 4 L. The store is asked
for at most 0.2 s; when it does not answer, this process counts for itself for ten seconds. A rate
is never "open" because its store is away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import structlog
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from chatty.core import clock, limits
from chatty.core.errors import TooMany

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


class Rates:
    """Counts hits in moving windows and refuses what is above."""

    def __init__(self) -> None:
        self._on = True
        self._memory = MovingWindowRateLimiter(MemoryStorage())
        self._shared: MovingWindowRateLimiter | None = None
        self._shared_again_at = 0.0

    def configure(self, *, redis_url: str, on: bool) -> None:
        """Use the Redis at *redis_url* (memory when empty), or limit nothing when not *on*."""
        self._on = on
        self._memory = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis_storage(redis_url)) if redis_url else None
        self._shared_again_at = 0.0

    def hit(self, rate: str, *key: object, cost: int = 1) -> None:
        """Count one, or *cost*; raises TooMany when *rate* has not so much left for *key*.

        The refusal says how many seconds to wait.
        """
        if not self._on:
            return
        words = tuple(str(part) for part in key)
        if not self._ask(lambda limiter: limiter.hit(_item(rate), *words, cost=cost)):
            raise self._refusal(rate, words)

    def check(self, rate: str, *key: object) -> None:
        """Raise TooMany when *rate* is used up for *key*, without counting."""
        if not self._on:
            return
        words = tuple(str(part) for part in key)
        if not self._ask(lambda limiter: limiter.test(_item(rate), *words)):
            raise self._refusal(rate, words)

    def clear(self, rate: str, *key: object) -> None:
        """Forget what was counted for *key*."""
        words = tuple(str(part) for part in key)
        self._ask(lambda limiter: limiter.clear(_item(rate), *words))

    def _refusal(self, rate: str, words: tuple[str, ...]) -> TooMany:
        stats = self._ask(lambda limiter: limiter.get_window_stats(_item(rate), *words))
        wait = max(1, round(stats.reset_time - clock.now().timestamp() + 0.5))
        detail = f"That was too much for now. Please try again in {wait} seconds."
        return TooMany("rate_limited", detail, retry_after=wait)

    def _ask(self, question: Callable[[MovingWindowRateLimiter], Answer]) -> Answer:
        if self._shared is None or clock.monotonic() < self._shared_again_at:
            return question(self._memory)
        try:
            return question(self._shared)
        except (RedisError, StorageError, OSError) as error:
            log.warning("rate_store_away", error=str(error))
            self._shared_again_at = clock.monotonic() + limits.RATE_STORE_PAUSE_SECONDS
            return question(self._memory)


rates = Rates()


def halved(rate: str) -> str:
    """Half of *rate*, which begins with its number; one at least."""
    amount, slash, period = rate.partition("/")
    return f"{max(1, int(amount) // 2)}{slash}{period}"


@cache
def _item(rate: str) -> RateLimitItem:
    return parse(rate)


def _redis_storage(url: str) -> Storage:
    return RedisStorage(
        url,
        key_prefix="chatty:rate",
        socket_timeout=limits.RATE_STORE_WAIT_SECONDS,
        socket_connect_timeout=limits.RATE_STORE_WAIT_SECONDS,
    )
