"""How long it takes to find something among a million messages."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench.report import Figure
from bench.world import Split, World
from chatty.search.policies import folded, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.clients import Api

MESSAGES = 1_000_000
BATCH = 50_000
ROOMS = 10
VOCABULARY = 20_000
LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
RARE_EVERY = 40_000
EACH = 8
GOAL_MS = 100
INDEXED_BY_US = 2**40
LONG_AGO = timedelta(days=365)
MESSAGE_COLUMNS = (
    "id", "room_id", "seq", "sender_id", "client_id", "content", "content_html", "html_version",
    "kind", "thread_count", "reaction_count", "mention_count", "mentions_room", "is_silent",
    "created_at",
)  # fmt: skip
Row = tuple[object, ...]


def searching(world: World) -> list[Figure]:
    """The p95 of many searches of all kinds, and the slowest kind of them."""
    searcher, others = _people(world)
    rooms = [others[number % len(others)].create_room(f"room {number}") for number in range(ROOMS)]
    for room_id in rooms[:-1]:
        searcher.join(room_id)
    words = _words()
    indexing = _fill(world, rooms, [int(person.user_id or 0) for person in others], words)
    asked = _queries(words, rooms)
    for queries in asked.values():
        # The first after a million rows were written reads them from the disk.
        _ms(searcher, queries[0])
    taken = {kind: [_ms(searcher, query) for query in queries] for kind, queries in asked.items()}
    every = sorted(itertools.chain.from_iterable(taken.values()))
    name = f"{world.name}: search in {MESSAGES:,} messages"
    p95 = every[int(len(every) * 0.95)]
    return [
        Figure(f"{name}, p95", p95, "ms", GOAL_MS, higher_is_better=False),
        *(
            Figure(f"{name}, median, {kind}", statistics.median(times), "ms")
            for kind, times in taken.items()
        ),
        Figure(f"{world.name}: put into the index, for each message", indexing, "ms"),
    ]


def _people(world: World) -> tuple[Api, Sequence[Api]]:
    searcher, *others = world.people(4)
    return searcher, others


def _words() -> Sequence[str]:
    dice = random.Random(7)
    weights = [1 / (place + 1) for place in range(len(LETTERS))]
    made = (
        "".join(dice.choices(LETTERS, weights, k=dice.randint(2, 9))) for _ in itertools.count()
    )
    return list(dict.fromkeys(itertools.islice(made, VOCABULARY)))


def _said(words: Sequence[str]) -> Iterator[str]:
    """Texts whose words are as common as those of a language, a few of them rare."""
    dice = random.Random(11)
    cumulated = list(itertools.accumulate(1 / (place + 1) for place in range(len(words))))
    for number in itertools.count():
        text = " ".join(dice.choices(words, cum_weights=cumulated, k=dice.randint(2, 16)))
        if number % RARE_EVERY < EACH:
            text += f" lighthouse{number % RARE_EVERY} 港口{chr(0x4E00 + number % RARE_EVERY)}"
        yield text


def _fill(
    world: World, rooms: Sequence[str], senders: Sequence[int], words: Sequence[str]
) -> float:
    """Store and index the messages; how many milliseconds the index took for each."""
    # Whoever follows the messages leaves them to us: it takes its time beside other work.
    world.execute(f"UPDATE search_state SET indexed_to = {INDEXED_BY_US}")
    texts, spent = _said(words), 0.0
    for start in range(0, MESSAGES, BATCH):
        rows = [_row(n, rooms, senders, next(texts)) for n in range(start, start + BATCH)]
        world.load("messages", MESSAGE_COLUMNS, rows)
        begun = time.perf_counter()
        _index(world, rows)
        spent += time.perf_counter() - begun
    for room_id in rooms:
        world.execute(f"UPDATE rooms SET last_seq = {MESSAGES // ROOMS} WHERE id = {room_id}")
    world.execute(f"UPDATE search_state SET indexed_to = {1_000 + MESSAGES}")
    for table in ("messages", "search_entries"):
        # What autovacuum does by itself within a minute of so many rows.
        world.execute(f"{'VACUUM ANALYZE' if isinstance(world, Split) else 'ANALYZE'} {table}")
    return spent / MESSAGES * 1_000


def _row(number: int, rooms: Sequence[str], senders: Sequence[int], text: str) -> Row:
    moment = datetime.now(UTC) - LONG_AGO * (1 - number / MESSAGES)
    at = moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    return (
        1_000 + number, int(rooms[number % ROOMS]), number // ROOMS + 1,
        senders[number % len(senders)], f"c{number}", text, text, 1,
        "text", 0, 0, 0, False, False, at,
    )  # fmt: skip


def _index(world: World, rows: Sequence[Row]) -> None:
    entries, tokens = [], []
    for message_id, room_id, _, sender_id, _, text, *_ in rows:
        words = folded(str(text))
        place = {"message_id": message_id, "room_id": room_id, "sender_id": sender_id}
        kept = tokens_of(words, **{name: int(str(value)) for name, value in place.items()})
        entries.append((message_id, room_id, sender_id, words))
        tokens.append((message_id, kept))
    columns = ("message_id", "room_id", "sender_id", "words")
    if isinstance(world, Split):
        quoted = (" ".join(f"'{one}'" for one in kept.split(" ")) for _, kept in tokens)
        both = ((*entry, kept) for entry, kept in zip(entries, quoted, strict=True))
        world.load("search_entries", (*columns, "tokens"), both)
    else:
        world.load("search_entries", columns, entries)
        world.load("search_index", ("rowid", "tokens"), tokens)


def _queries(words: Sequence[str], rooms: Sequence[str]) -> dict[str, list[str]]:
    common = [word for word in words[:100] if len(word) > 3][:EACH]
    seldom = [word for word in words[2_000:] if len(word) > 5][:EACH]
    rare = [f"lighthouse{number}" for number in range(EACH)]
    day = f"{datetime.now(UTC) - LONG_AGO / 2:%Y-%m-%d}"
    return {
        "a rare word": rare,
        "a seldom word": seldom,
        "a common word": common,
        "a part of a word": [f"ighthous{'e' * (number % 2)}" for number in range(EACH)],
        "two characters, rare": [f"口{chr(0x4E00 + number)}" for number in range(EACH)],
        "two characters, common": [word[:2] for word in common],
        "two words": [f"{one} {two}" for one, two in itertools.pairwise([*common, *seldom])][:EACH],
        "a phrase": [f'"{one} {two}"' for one, two in itertools.pairwise(common)],
        "a word in a room": [f"{word} in:{rooms[0]}" for word in seldom],
        "a word before a day": [f"{word} before:{day}" for word in common],
        "nothing": [f"{word}qqq" for word in common],
    }


def _ms(person: Api, query: str) -> float:
    begun = time.perf_counter()
    person.get("/search", query=query)
    return (time.perf_counter() - begun) * 1_000
