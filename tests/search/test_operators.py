"""What operators mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from chatty.core.db import db, writing
from chatty.core.errors import Invalid
from chatty.messages.actions import edit, pin, react
from chatty.messages.models import Mention, Message, PollDraft
from chatty.search.models import Operator
from chatty.search.policies import excerpt, parse, written
from chatty.search.queries.looking import AT_MOST_APART, ids_between
from tests.cast import Person

PIECES = st.sampled_from(
    ['"', "-", ":", "from:", "in:#", "has:link", "before:2026-01-01", "é", "\N{GRINNING FACE}", " "]
)
TYPED = st.lists(st.one_of(PIECES, st.text(max_size=8))).map("".join)
both = pytest.mark.both_databases


@given(TYPED)
def test_whatever_is_typed_is_read(text):
    parse(text)


@given(TYPED)
def test_query_that_is_written_down_is_read_as_the_same(text):
    query = parse(text)
    if not query.problem:
        assert parse(written(query)) == query


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_nothing_but_marks_is_html_in_an_excerpt(content, words):
    bare = excerpt(content, words).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert '"' not in bare


def test_hit_is_marked_in_the_text_as_it_was_written():
    assert excerpt("Crème <b> brûlée", ["creme", "brulee"]) == (
        "<mark>Crème</mark> &lt;b&gt; <mark>brûlée</mark>"
    )


def test_long_text_is_shown_around_the_hit():
    shown = excerpt("x" * 500 + " tide " + "y" * 500, ["tide"])
    assert "<mark>tide</mark>" in shown
    assert shown[0] == shown[-1] == "…"
    assert len(shown) < 300


@pytest.mark.parametrize("word", ["foo:bar", "has:teeth", "is:blue", "from:", "mentions:you"])
def test_operator_that_is_none_is_a_word(word):
    assert [term.text for term in parse(word).terms] == [word]


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "2026-1-1", "0001-01-01"])
def test_day_that_is_none_is_said_to_be_wrong(cast, in_app, find_indexed, day):
    with pytest.raises(Invalid) as refusal:
        find_indexed(cast.ada, f"tide before:{day}")
    assert refusal.value.errors[0].field == "query"
    assert "2026-11-21" in refusal.value.errors[0].message


@both
def test_from_names_who_said_it(cast, say, find):
    say(cast.bea, cast.market, "tide of bea")
    say(cast.cal, cast.market, "tide of cal")
    assert find(cast.dan, "tide from:@bea") == ["tide of bea"]
    assert find(cast.dan, "tide -from:bea") == ["tide of cal"]
    assert find(cast.dan, "from:@BEA from:cal") == ["tide of cal", "tide of bea"]


@both
def test_in_names_the_room(cast, say, find):
    say(cast.ada, cast.harbour, "tide in harbour")
    say(cast.bea, cast.market, "tide in market")
    assert find(cast.bea, "tide in:#market") == ["tide in market"]
    assert find(cast.bea, f"tide in:{cast.harbour}") == ["tide in harbour"]
    assert find(cast.bea, "tide -in:market") == ["tide in harbour"]


@both
def test_has_and_is_name_what_a_message_has(cast, say, find):
    link = say(cast.bea, cast.market, "tide at HTTPS://example.org")
    thread = say(cast.bea, cast.market, "tide with replies")
    say(cast.cal, cast.market, "a reply", thread_id=thread)
    plain = say(cast.bea, cast.market, "tide of old")
    with writing():
        react(cast.cal.viewer, link, "👍")
        pin(cast.bea.viewer, thread)
        edit(cast.bea.viewer, plain, "tide of now")
    assert find(cast.cal, "tide has:link") == ["tide at HTTPS://example.org"]
    assert find(cast.cal, "tide has:reaction") == ["tide at HTTPS://example.org"]
    assert find(cast.cal, "has:pin") == find(cast.cal, "is:pinned") == ["tide with replies"]
    assert find(cast.cal, "is:edited") == ["tide of now"]
    assert find(cast.cal, "is:thread") == ["a reply", "tide with replies"]
    assert find(cast.cal, "tide -has:link -is:edited") == ["tide with replies"]


@both
def test_poll_is_found_by_its_answers_too(cast, say, find):
    poll = PollDraft(("spring tide", "neap"))
    asked = say(cast.bea, cast.market, "Which one?", poll=poll)
    say(cast.bea, cast.market, "spring")
    assert find(cast.dan, "neap") == find(cast.dan, "which spring") == ["Which one?"]
    assert find(cast.dan, "spring -neap") == ["spring"]
    with writing():
        pin(cast.bea.viewer, asked)
    assert find(cast.dan, "neap") == find(cast.dan, "has:poll") == ["Which one?"]
    assert "<mark>neap</mark>" in find.hits(cast.dan, "neap").items[0].excerpt


@both
def test_polls_of_several_rooms_are_read_at_once(cast, say, find):
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for room_id in (cast.market, cast.harbour):
        say(cast.bea, room_id, "Tide?", poll=PollDraft(("spring", "neap")))
        asked.clear()
        find(cast.bea, "tide")
        counts.append(sum("FROM polls" in each for each in asked))
    assert counts == [1, 1]


@both
def test_mentions_me_finds_what_calls_me(cast, say, find):
    called = say(cast.bea, cast.market, "tide for somebody")
    with writing():
        named = {"message_id": called, "user_id": cast.dan.id, "room_id": cast.market, "seq": 1}
        db.session.merge(Mention(**named, by_name=True))
    assert find(cast.dan, "mentions:me") == ["tide for somebody"]
    assert find(cast.cal, "mentions:me") == []


@both
def test_days_are_those_of_where_one_lives(cast, say, find):
    message_id = say(cast.bea, cast.market, "tide at night")
    with writing():
        message = db.session.get_one(Message, message_id)
        message.created_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    in_tokyo = Person(replace(cast.dan.viewer, time_zone="Asia/Tokyo"))
    assert find(cast.dan, "tide on:2026-03-01") == find(in_tokyo, "tide on:2026-03-02")
    assert find(in_tokyo, "tide on:2026-03-01") == []
    assert find(cast.dan, "tide before:2026-03-01") == find(cast.dan, "tide after:2026-03-01") == []
    assert find(in_tokyo, "tide after:2026-03-01") == ["tide at night"]


def test_operators_are_those_that_are_explained(in_app):
    assert set(Operator) == {"from", "in", "has", "is", "mentions", "before", "after", "on"}


@both
def test_id_of_a_moment_is_found_by_halving(cast, say):
    first = [say(cast.bea, cast.market, f"tide {number}") for number in range(9)]
    moments = [db.session.get_one(Message, message_id).created_at for message_id in first]
    found = [ids_between(moment + AT_MOST_APART, None)[0] for moment in moments]
    assert found == first
    assert ids_between(moments[-1] + 2 * AT_MOST_APART, None)[0] > first[-1]
