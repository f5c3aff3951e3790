"""What stored things cost: posting, pages of a large room, unread counts of many rooms."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from bench.fanout import room_with
from bench.load import Poster
from bench.machine import cpu_seconds
from bench.report import Figure
from bench.world import Split, World

if TYPE_CHECKING:
    from tests.clients import Api

POSTS = 4_000
POSTING_CONNECTIONS = 16
COUNTED_POSTS = 50
LARGE_ROOM = 5_000_000
SMALL_ROOM = 1_000
PAGES = 100
ROOMS = 200
UNREAD_EACH = 1_000


def persisted(world: World, goal: float) -> list[Figure]:
    """Messages stored each second by one worker, through the API."""
    person = world.people(1)[0]
    poster = Poster(world.api_url, person.token or "", room_with([person]))
    poster.flood(200, POSTING_CONNECTIONS)
    before = cpu_seconds(world.api_server.workers)
    rate = poster.flood(POSTS, POSTING_CONNECTIONS).per_second
    used = cpu_seconds(world.api_server.workers) - before
    figures = [
        Figure(f"{world.name}: messages stored per second", rate, "/s", goal),
        Figure(f"{world.name}: messages stored per CPU second", POSTS / used, "/CPU s"),
    ]
    if isinstance(world, Split):
        each = world.statements_of(lambda: poster.flood(COUNTED_POSTS, 1)) / COUNTED_POSTS
        name = f"{world.name}: SQL statements for each message"
        figures.append(Figure(name, each, "", 6, higher_is_better=False))
    return figures


def pages(world: World, large: int = LARGE_ROOM) -> list[Figure]:
    """A page in the middle of a large room, against the first page of a small one."""
    person = world.people(1)[0]
    small_room, large_room = person.create_room("small"), person.create_room("large")
    fill(world, person, small_room, SMALL_ROOM)
    fill(world, person, large_room, large)
    small = _median_ms(person, f"/rooms/{small_room}/messages?limit=50")
    worst = max(
        _median_ms(person, f"/rooms/{large_room}/messages?limit=50&around={seq}")
        for seq in (50, large // 2, large - 50)
    )
    return [
        Figure(f"{world.name}: first page of a room of {SMALL_ROOM:,}", small, "ms"),
        Figure(f"{world.name}: a page anywhere in a room of {large:,}", worst, "ms"),
        Figure(
            f"{world.name}: the second ÷ the first", worst / small, "", 2, higher_is_better=False
        ),
    ]


def unread(world: World) -> list[Figure]:
    """The list of many rooms with their unread counts, before and after many messages."""
    person = world.people(1)[0]
    rooms = [person.create_room(f"room {number}") for number in range(ROOMS)]
    for room_id in rooms:
        person.post(room_id, "the first", "first")
    few = _median_ms(person, "/rooms")
    for room_id in rooms:
        fill(world, person, room_id, UNREAD_EACH, after=1)
    name = f"{world.name}: my {ROOMS} rooms"
    figures = [
        Figure(f"{name}, one message each", few, "ms"),
        Figure(f"{name}, {UNREAD_EACH:,} messages each", _median_ms(person, "/rooms"), "ms"),
    ]
    if isinstance(world, Split):
        count = world.statements_of(lambda: person.get("/rooms"))
        figures.append(Figure(f"{name}, SQL statements in all", count, ""))
    return figures


def fill(world: World, person: Api, room_id: str, count: int, *, after: int = 0) -> None:
    """Messages up to the seq *count*, past chatty: it would take an hour."""
    if isinstance(world, Split):
        numbers, text = f"generate_series({after + 1}, {count}) AS n", "'message ' || n"
    else:
        recursion = f"SELECT {after + 1} AS n UNION ALL SELECT n + 1 FROM c WHERE n < {count}"
        numbers, text = f"(WITH RECURSIVE c AS ({recursion}) SELECT n FROM c)", "'message ' || n"
    world.execute(
        "INSERT INTO messages (room_id, seq, sender_id, client_id, content, content_html,"
        " html_version, created_at)"
        f" SELECT {room_id}, n, {person.user_id}, 'c' || n, {text}, {text}, 1, CURRENT_TIMESTAMP"
        f" FROM {numbers}"
    )
    world.execute(f"UPDATE rooms SET last_seq = {count} WHERE id = {room_id}")
    # What autovacuum does by itself within a minute of so many rows.
    world.execute("ANALYZE messages")


def _median_ms(person: Api, path: str) -> float:
    taken = []
    for _ in range(PAGES):
        started = time.perf_counter()
        answer = person.request("GET", path)
        taken.append((time.perf_counter() - started) * 1_000)
        assert answer.status == 200, answer.body
    return statistics.median(taken)
