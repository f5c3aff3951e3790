"""PostgreSQL and Redis stop, freeze, forget and come back."""

from __future__ import annotations

import http.client
import time

import psycopg
import pytest

from tests.clients import Api
from tests.faults.conftest import Load, member
from tests.transports import TRANSPORTS

AWAY_SECONDS = 20
FROZEN_SECONDS = 12
POLL_SECONDS = 1.0


def test_redis_away_costs_only_time(pair, breakable_redis):
    load = Load.begin([server.url for server in pair])
    load.wait_more(50)
    breakable_redis.kill()
    end = time.monotonic() + AWAY_SECONDS
    while time.monotonic() < end:
        load.wait_more(10, seconds=5)
    breakable_redis.start()
    load.wait_more(50)
    load.end()


def test_redis_emptied_loses_and_doubles_nothing(pair, breakable_redis):
    load = Load.begin([server.url for server in pair])
    for _ in range(5):
        load.wait_more(30)
        breakable_redis.flush()
    load.end()


def test_signed_out_stays_signed_out_when_redis_is_emptied(pair, breakable_redis):
    person = Api.register(pair[0].url)
    assert person.request("POST", "/auth/logout").status == 204
    breakable_redis.flush()
    pair[1].kill9()
    pair[1].start()
    for server in pair:
        assert person.at(server.url).request("GET", "/me").status == 401


@pytest.mark.alone
def test_redis_frozen_holds_no_request_for_long(pair, breakable_redis):
    load = Load.begin([server.url for server in pair])
    load.wait_more(30)
    breakable_redis.freeze()
    slowest = 0.0
    end = time.monotonic() + FROZEN_SECONDS
    while time.monotonic() < end:
        started = time.monotonic()
        assert load.owner.request("GET", "/rooms").status == 200
        slowest = max(slowest, time.monotonic() - started)
        load.wait_more(1, seconds=5)
    breakable_redis.thaw()
    load.wait_more(30)
    load.end()
    assert slowest < 2


@pytest.mark.alone
def test_lost_hint_delays_by_a_second_at_most(launch, breakable_postgres, breakable_redis):
    from tests.servers import Redis  # noqa: PLC0415  # a second one, for this test alone

    other = Redis().start()
    url = breakable_postgres.dsn("postgres")
    here = launch(DATABASE_URL=url, REDIS_URL=breakable_redis.url)
    there = launch(DATABASE_URL=url, REDIS_URL=other.url)
    ada = Api.register(here.url)
    room_id = ada.create_room("Harbour")
    bea = member(there.url, room_id)
    with TRANSPORTS["websocket"](bea) as listener:
        for number in range(5):
            started = time.monotonic()
            ada.post(room_id, f"message {number}", f"hint-{number}")
            listener.wait_for("CHAT_MESSAGE", content=f"message {number}")
            assert time.monotonic() - started < POLL_SECONDS + 0.5
    other.stop()


@pytest.mark.alone
def test_postgresql_restarted_at_once_answers_503_and_keeps_streams(pair, breakable_postgres):
    urls = [server.url for server in pair]
    load = Load.begin(urls)
    with TRANSPORTS["websocket"](load.owner) as stream:
        load.wait_more(50)
        breakable_postgres.stop_immediate()
        statuses = {status(load.owner, load.checker.room_id, number) for number in range(10)}
        breakable_postgres.start()
        started = time.monotonic()
        load.wait_more(1, seconds=5)
        assert time.monotonic() - started < 5
        load.wait_more(50)
        load.end()
        assert statuses == {503}
        assert stream.is_open
    assert not any('"status":500' in server.log() for server in pair)


def status(person: Api, room_id: str, number: int) -> int:
    """The status of a post while the database is away."""
    try:
        answer = person.post(room_id, "anybody there?", f"away-{number}")
    except (OSError, http.client.HTTPException):
        return 0
    assert answer.status != 503 or answer.headers["retry-after"]
    return answer.status


@pytest.mark.parametrize("transport", sorted(TRANSPORTS))
def test_idle_streams_hold_no_database_connection(pair, breakable_postgres, transport):
    people = [Api.register(pair[0].url) for _ in range(5)]
    clients = [TRANSPORTS[transport](people[number % 5]).connect() for number in range(100)]
    time.sleep(2)
    with psycopg.connect(breakable_postgres.dsn("postgres"), autocommit=True) as connection:
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        busy = max(connection.execute(query).fetchone()[0] for _ in range(5))  # type: ignore[index]  # one row
    for client in clients:
        client.close()
    assert busy == 0
