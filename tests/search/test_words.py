"""What words find, on both databases, before and after the index followed."""

from __future__ import annotations

import time

import pytest

from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import Invalid, Unavailable
from chatty.search.jobs import index_messages
from chatty.search.queries import messages
from tests.factories import many_messages

pytestmark = pytest.mark.both_databases

FOUND = [
    ("The HARBOUR is closed", "harbour"),
    ("The harbour is closed", "HARBOUR"),
    ("unbelievable", "liev"),
    ("go", "go"),
    ("ergo", "go"),
    ("x marks it", "x"),
    ("Crème brûlée", "creme brulee"),
    ("creme brulee", "Crème"),
    ("Straße", "strasse"),
    ("Ёлка зелёная", "елка"),
    ("Привет, мир", "ПРИВЕТ"),
    ("我们今天去港口", "港口"),
    ("我们今天去港口", "港"),
    ("今日は晴れです", "晴れ"),
    ("안녕하세요 여러분", "하세"),
    ("مَرْحَبًا بالعالم", "مرحبا"),
    ("שָׁלוֹם", "שלום"),
    ("well done 🎉", "🎉"),
    ("flags 🇩🇪🇫🇷", "🇫🇷"),
    ("ﬁne print", "fine"),
    ("100% sure", "100%"),
    ("snake_case here", "snake_c"),
    ('she said "no"', "said"),
    ("a*b is c", "a*b"),
    ("NEAR(a b) is FTS5", "NEAR(a"),
    ("cats:* is a tsquery", ":*"),
    ("it's O'Neill", "o'neill"),
    ("back\\slash", "k\\s"),
    ("AND OR NOT", "AND OR NOT"),
    ("one two three", "three one"),
    ("one two three", '"one two"'),
    ("one\n\n  two", '"one two"'),
    ("one two", "one -three"),
    ("see https://example.org/a", "example.org/a"),
]
NOT_FOUND = [
    ("harbour", "harbours"),
    ("one two three", '"one three"'),
    ("one two", "one -two"),
    ("one two", '-"one two"'),
    ("100 sure", "100%"),
    ("snakeXcase", "snake_case"),
    ("abcabd", "abcd"),
    ("go", "og"),
    ("no quotes", '"'),
]
STRANGE = [
    "%",
    "_",
    '"',
    "*",
    "NEAR(",
    ":*",
    "\\",
    "'",
    "''",
    "(",
    ")",
    "&",
    "|",
    "!",
    "<->",
    "-",
]


def test_message_is_found_by_what_it_says(cast, say, find):
    for said in dict.fromkeys(said for said, _ in FOUND):
        say(cast.bea, cast.market, said)
    missed = [(said, asked) for said, asked in FOUND if said not in find(cast.cal, asked)]
    assert missed == []


def test_message_is_not_found_by_what_it_does_not_say(cast, say, find):
    for said in dict.fromkeys(said for said, _ in NOT_FOUND):
        say(cast.bea, cast.market, said)
    found = [(said, asked) for said, asked in NOT_FOUND if said in find(cast.cal, asked)]
    assert found == []


def test_signs_of_query_languages_are_only_signs(cast, say, find):
    say(cast.bea, cast.market, "plain words")
    assert [asked for asked in STRANGE if find(cast.cal, asked, cast.market)] == []


def test_ten_thousand_characters_are_refused(cast, find):
    with pytest.raises(Invalid):
        find(cast.cal, "x" * 10_240)


def test_newest_is_found_first_and_pages_go_on(cast, say, find):
    for number in range(7):
        say(cast.bea, cast.market, f"tide {number}")
    first = find.hits(cast.cal, "tide", limit=3)
    second = find.hits(cast.cal, "tide", limit=3, cursor=first.next_cursor)
    last = find.hits(cast.cal, "tide", limit=3, cursor=second.next_cursor)
    pages = [[hit.message.content[-1] for hit in page.items] for page in (first, second, last)]
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert last.next_cursor is None


@pytest.mark.parametrize("asked", ["tide", "ti", "t", "from:@bea"])
def test_what_lies_far_back_is_found_by_the_index(cast, say, find_indexed, monkeypatch, asked):
    monkeypatch.setattr(messages, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(messages, "CANDIDATES_AT_FIRST", 1)
    monkeypatch.setattr(messages, "CANDIDATES_AT_ONCE", 2)
    for number in range(5):
        say(cast.bea, cast.market, f"tide {number}")
    for number in range(5):
        say(cast.cal, cast.market, f"foo {number}")
    assert find_indexed(cast.cal, asked, cast.market) == [f"tide {n}" for n in range(4, -1, -1)]


def test_index_follows_in_batches_and_misses_nothing(cast, say, monkeypatch):
    monkeypatch.setattr("chatty.search.jobs.INDEX_BATCH", 3)
    for number in range(8):
        say(cast.bea, cast.market, f"tide {number}")
    batches = []
    while batch := index_messages():
        batches.append(batch)
    assert sum(batches) >= 8
    assert max(batches) == 3


def test_search_that_takes_too_long_is_given_up(cast, say, find_indexed, monkeypatch):
    with writing():
        many_messages(cast.market, cast.bea.id, 20_000)
    find_indexed(cast.cal, "warm")
    monkeypatch.setattr(limits, "SEARCH_SECONDS", 0.001)
    with pytest.raises(Unavailable):
        find_indexed(cast.cal, "has:file -nothing")


@pytest.mark.alone
def test_long_message_of_all_kinds_of_letters_is_found_quickly(cast, say, find_indexed):
    long = "".join(chr(0x4E00 + number) for number in range(9_990))
    say(cast.bea, cast.market, long)
    find_indexed(cast.cal, "warm")
    begun = time.monotonic()
    assert find_indexed(cast.cal, long[5_000:5_100]) == [long]
    assert time.monotonic() - begun < 1
