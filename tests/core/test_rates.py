"""Rates: counted once for all processes, and never open because their store is away."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.errors import TooMany
from chatty.core.rates import Rates
from tests.servers import Redis

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE = "5/minute"


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    server = Redis().start()
    yield server
    server.stop()


@pytest.fixture(params=["memory", "redis"])
def rates(request) -> Rates:
    url = "" if request.param == "memory" else request.getfixturevalue("redis_url")
    return counting(url)


def counting(url: str) -> Rates:
    found = Rates()
    found.configure(redis_url=url, on=True)
    return found


def passed(rates: Rates, times: int, *key: object) -> int:
    """How many of so many hits pass."""
    count = 0
    for _ in range(times):
        try:
            rates.hit(RATE, *key)
        except TooMany:
            continue
        count += 1
    return count


def test_so_many_pass_and_no_more(rates):
    assert passed(rates, 8, "so-many", id(rates)) == 5


def test_refusal_says_when_to_come_back(rates):
    passed(rates, 5, "when", id(rates))
    with pytest.raises(TooMany) as refused:
        rates.hit(RATE, "when", id(rates))
    assert refused.value.retry_after
    assert 0 < refused.value.retry_after <= 61


def test_asking_costs_nothing_and_tells_the_truth(rates):
    for _ in range(10):
        rates.check(RATE, "asking", id(rates))
    passed(rates, 5, "asking", id(rates))
    with pytest.raises(TooMany):
        rates.check(RATE, "asking", id(rates))


def test_keys_are_counted_apart(rates):
    passed(rates, 5, "apart", id(rates), 1)
    assert passed(rates, 5, "apart", id(rates), 2) == 5


def test_cleared_key_starts_anew(rates):
    passed(rates, 5, "cleared", id(rates))
    rates.clear(RATE, "cleared", id(rates))
    assert passed(rates, 6, "cleared", id(rates)) == 5


def test_switched_off_limits_nothing():
    rates = Rates()
    rates.configure(redis_url="", on=False)
    assert passed(rates, 50, "off") == 50
    rates.check(RATE, "off")


def test_processes_count_together(redis_url):
    processes = [counting(redis_url) for _ in range(4)]
    assert sum(passed(one, 5, "together", id(processes)) for one in processes) == 5


def test_store_that_dies_is_replaced_by_ones_own_count(own_redis):
    rates = counting(own_redis.url)
    assert passed(rates, 3, "dies") == 3
    own_redis.kill()
    assert passed(rates, 20, "dies") == 5


def test_store_that_was_never_there_opens_nothing(own_redis):
    own_redis.kill()
    assert passed(counting(own_redis.url), 20, "never") == 5


@pytest.mark.alone
def test_frozen_store_is_waited_for_a_moment_and_then_left_alone(own_redis):
    rates = counting(own_redis.url)
    passed(rates, 1, "frozen")
    own_redis.freeze()
    began = time.monotonic()
    assert passed(rates, 20, "frozen") == 5
    assert time.monotonic() - began < 2 * limits.RATE_STORE_WAIT_SECONDS + 0.2
    own_redis.thaw()


def test_store_that_is_back_counts_again_after_ten_seconds(own_redis):
    rates, other = counting(own_redis.url), counting(own_redis.url)
    own_redis.kill()
    passed(rates, 5, "back")
    own_redis.start()
    assert passed(rates, 5, "back") == 0
    clock.move(timedelta(seconds=limits.RATE_STORE_PAUSE_SECONDS))
    assert passed(rates, 3, "back") == 3
    assert passed(other, 5, "back") == 2
