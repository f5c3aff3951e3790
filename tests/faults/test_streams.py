"""Streams under strain: slow readers, a server that leaves, a past that changed."""

from __future__ import annotations

import sqlite3
import statistics
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.clients import Api
from tests.faults.conftest import member
from tests.faults.sockets import CLOSE, ByteSocket
from tests.transports import TRANSPORTS

if TYPE_CHECKING:
    from tests.clients import StreamClient

LONG = "x" * 6_000
# More than the kernel keeps for a reader, less than what makes a resume start over.
BURST = 950
STALLED_SECONDS = 10


def flood(person: Api, room_id: str, count: int) -> None:
    """*count* long messages from eight hands."""

    def post(number: int) -> None:
        assert person.post(room_id, f"{number} {LONG}", f"flood-{number}").status == 201

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(count)))


def test_slow_reader_gets_whole_frames_and_every_message(launch):
    server = launch()
    ada = Api.register(server.url)
    room_id = ada.create_room("Harbour")
    slow = ByteSocket(member(server.url, room_id), receive_buffer=4_096)
    flood(ada, room_id, 300)
    time.sleep(3)
    slow.read_for(3)
    seen = [frame["seq"] for frame in slow.messages() if frame["type"] == "CHAT_MESSAGE"]
    slow.close()
    assert seen == list(range(1, 301))


def test_reader_that_takes_nothing_is_closed_and_resumes_later(launch):
    server = launch()
    ada = Api.register(server.url)
    room_id = ada.create_room("Harbour")
    bea = member(server.url, room_id)
    dead = ByteSocket(bea, receive_buffer=4_096)
    with TRANSPORTS["sse"](bea) as neighbour:
        flood(ada, room_id, BURST)
        neighbour.wait_for("CHAT_MESSAGE", seq=BURST, seconds=20)
    time.sleep(STALLED_SECONDS + 4)
    dead.read_until_end(5)
    seen = [frame for frame in dead.messages(torn_end=True) if frame["type"] == "CHAT_MESSAGE"]
    assert 0 < len(seen) < BURST
    with TRANSPORTS["websocket"](bea, cursor=seen[-1]["cursor"]) as again:
        again.wait_for("CHAT_MESSAGE", seq=BURST)
        seqs = [frame["seq"] for frame in seen + again.frames("CHAT_MESSAGE")]
    assert seqs == list(range(1, BURST + 1))


def waited(writer: Api, room_id: str, reader: StreamClient, words: str) -> float:
    """The seconds until *reader* has what is posted now."""
    started = time.monotonic()
    writer.post(room_id, words, words)
    reader.wait_for("CHAT_MESSAGE", content=words)
    return time.monotonic() - started


@pytest.mark.alone
def test_slow_reader_does_not_hold_up_the_others(launch):
    server = launch()
    ada = Api.register(server.url)
    room_id = ada.create_room("Harbour")
    slow = [ByteSocket(member(server.url, room_id), receive_buffer=4_096) for _ in range(5)]
    with TRANSPORTS["websocket"](member(server.url, room_id)) as quick:
        flood(ada, room_id, 400)
        # Who is held up waits each time; once a busy machine is to blame.
        assert statistics.median(waited(ada, room_id, quick, f"q{n}") for n in range(9)) < 0.5
    for one in slow:
        one.close()


@pytest.mark.alone
def test_server_that_stops_says_so_to_everybody_within_two_seconds(launch):
    server = launch()
    people = [Api.register(server.url) for _ in range(10)]
    streams = [ByteSocket(people[number % 10]) for number in range(200)]
    started = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        stopped = pool.submit(server.terminate)
        for stream in streams:
            stream.read_until_end(10)
        gone = time.monotonic() - started
        assert stopped.result() == 0
    assert gone < 2
    delays = [farewell(stream) for stream in streams]
    assert len({delay // 1_000 for delay in delays}) > 3


def farewell(stream: ByteSocket) -> int:
    """The delay that BYE asks for; the close frame with 1012 is the last thing on the wire."""
    frames = list(stream.frames())
    opcode, payload = frames[-1]
    assert opcode == CLOSE
    assert struct.unpack("!H", payload[:2]) == (1012,)
    assert b"HTTP/1.1" not in stream.received
    bye = stream.messages()[-1]
    assert bye["type"] == "BYE"
    return int(bye["retry"])


@pytest.mark.parametrize("transport", sorted(TRANSPORTS))
def test_lost_tail_of_the_stream_starts_everybody_over(launch, breakable_postgres, transport):
    url = breakable_postgres.dsn("postgres")
    server = launch(DATABASE_URL=url)
    ada = Api.register(server.url)
    room_id = ada.create_room("Harbour")
    with TRANSPORTS[transport](ada) as stream:
        for number in range(5):
            ada.post(room_id, f"message {number}", f"fork-{number}")
        stream.wait_for("CHAT_MESSAGE", content="message 4")
        with psycopg.connect(url, autocommit=True) as connection:
            last = connection.execute("SELECT max(id) FROM events").fetchone()
            assert last
            connection.execute("DELETE FROM events WHERE id > %s", [last[0] - 3])
        stream.wait_for("RESET")


def test_cursor_of_a_lost_row_starts_over_on_sqlite(launch):
    server = launch()
    ada = Api.register(server.url)
    room_id = ada.create_room("Harbour")
    with TRANSPORTS["websocket"](ada) as stream:
        ada.post(room_id, "lost", "lost-1")
        stream.wait_for("CHAT_MESSAGE")
    server.terminate()
    with closing(sqlite3.connect(next(server.folder.glob("*.db")))) as connection:
        connection.execute("DELETE FROM events WHERE id = (SELECT max(id) FROM events)")
        connection.commit()
    server.start()
    ada.post(room_id, "in its place", "lost-2")
    with TRANSPORTS["websocket"](ada, cursor=stream.cursor) as again:
        assert again.wait_for("RESET")["cursor"] != stream.cursor


@pytest.mark.parametrize("transport", sorted(TRANSPORTS))
def test_cursor_of_a_pruned_row_starts_over(launch, transport):
    server = launch()
    ada = Api.register(server.url)
    room_id = ada.create_room("Harbour")
    with TRANSPORTS[transport](ada) as stream:
        ada.post(room_id, "first", "pruned-1")
        stream.wait_for("CHAT_MESSAGE", content="first")
        old = stream.cursor
        ada.post(room_id, "second", "pruned-2")
        stream.wait_for("CHAT_MESSAGE", content="second")
    server.terminate()
    with closing(sqlite3.connect(next(server.folder.glob("*.db")))) as connection:
        connection.execute("DELETE FROM events WHERE id < (SELECT max(id) FROM events)")
        connection.commit()
    server.start()
    with TRANSPORTS[transport](ada, cursor=old) as again:
        again.wait_for("RESET")
        assert again.frames("CHAT_MESSAGE") == []


def test_one_client_id_sent_twenty_times_at_once_is_one_message(pair):
    ada = Api.register(pair[0].url)
    room_id = ada.create_room("Harbour")

    def post(number: int) -> tuple[int, str]:
        answer = ada.at(pair[number % 2].url).post(room_id, "once", "the-same")
        return answer.status, answer.json["id"]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))
    assert len({message_id for _, message_id in answers}) == 1
    assert sorted(status for status, _ in answers) == [200] * 19 + [201]
    assert len(ada.history(room_id)) == 1
