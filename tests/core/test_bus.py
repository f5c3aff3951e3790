"""Two buses, one promise; and what a broken Redis costs: some seconds, never more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import redis

from chatty.core.bus import MemoryBus, current_bus, install_bus, make_bus
from tests.core.bus_peer import BusPeer
from tests.servers import Redis, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE = 0.05


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    server = Redis().start()
    yield server
    server.stop()


@pytest.fixture(params=["memory", "redis"])
def url(request) -> str:
    return "" if request.param == "memory" else str(request.getfixturevalue("redis_url"))


def subscribed(url: str) -> BusPeer:
    """A process whose subscription Redis has confirmed."""
    peer = BusPeer(url)
    peer.wait_for(event="resubscribed")
    return peer


def test_own_process_hears_at_once_and_once(url):
    with BusPeer(url) as peer:
        assert peer.publish("hello") < AT_ONCE
        peer.wait_for(event="heard", word="hello", seconds=0.5)
        peer.publish("the end")
        peer.wait_for(event="heard", word="the end")
        assert [line for line in peer.heard if line["event"] == "heard"] == []


def test_many_words_keep_their_order(url):
    with BusPeer(url) as peer:
        for number in range(300):
            peer.publish(str(number))
        words = [peer.wait_for(event="heard")["word"] for _ in range(300)]
        assert words == [str(number) for number in range(300)]


def test_bus_becomes_healthy(url):
    with BusPeer(url) as peer:
        wait_until(peer.is_healthy, 5, "the bus to be healthy")


def test_other_processes_hear_in_order(redis_url):
    with subscribed(redis_url) as one, subscribed(redis_url) as other:
        for number in range(300):
            one.publish(f"word {number}")
        words = [other.wait_for(event="heard")["word"] for _ in range(300)]
        assert words == [f"word {number}" for number in range(300)]


def test_memory_is_heard_in_its_own_process_only():
    with BusPeer("") as one, BusPeer("") as other:
        one.publish("for myself")
        other.publish("over")
        other.wait_for(event="heard", word="over")
        assert other.heard == []


def test_restarted_redis_is_subscribed_again_and_that_is_told(own_redis):
    with subscribed(own_redis.url) as one, subscribed(own_redis.url) as other:
        own_redis.kill()
        assert one.publish("lost") < AT_ONCE
        wait_until(lambda: not one.is_healthy(), 10, "the loss to be noticed")
        own_redis.start()
        for peer in (one, other):
            peer.wait_for(event="resubscribed", seconds=5)
        assert one.is_healthy()
        one.publish("back")
        other.wait_for(event="heard", word="back")


def test_emptied_redis_changes_nothing(own_redis):
    with subscribed(own_redis.url) as one, subscribed(own_redis.url) as other:
        own_redis.flush()
        one.publish("still here")
        other.wait_for(event="heard", word="still here")


def test_frozen_redis_holds_nobody_up_and_is_found_out(own_redis):
    with subscribed(own_redis.url) as one, subscribed(own_redis.url) as other:
        own_redis.freeze()
        assert max(one.publish(f"lost {number}") for number in range(50)) < AT_ONCE
        for peer in (one, other):
            wait_until(lambda p=peer: not p.is_healthy(), 15, "the silence to be noticed")  # type: ignore[misc]  # mypy cannot type the default
        own_redis.thaw()
        for peer in (one, other):
            peer.wait_for(event="resubscribed")
        one.publish("back")
        other.wait_for(event="heard", word="back")


def test_dropped_connection_is_rebuilt(own_redis):
    with subscribed(own_redis.url) as one, subscribed(own_redis.url) as other:
        with redis.Redis(port=own_redis.port) as client:
            client.client_kill_filter(_type="pubsub")
        other.wait_for(event="resubscribed", seconds=5)
        one.publish("back")
        other.wait_for(event="heard", word="back")


def test_process_that_starts_before_redis_finds_it_later(own_redis):
    own_redis.kill()
    with BusPeer(own_redis.url) as peer:
        assert not peer.is_healthy()
        own_redis.start()
        peer.wait_for(event="resubscribed")
        assert peer.is_healthy()


def test_installed_bus_is_the_one_of_the_process():
    before = current_bus()
    own = install_bus(make_bus(""))
    assert isinstance(own, MemoryBus)
    assert current_bus() is own
    install_bus(before)


def test_closed_bus_is_silent():
    heard: list[bytes] = []
    bus = MemoryBus()
    bus.subscribe("news", heard.append)
    bus.close()
    bus.publish("news", b"too late")
    assert heard == []
