"""Emoji under messages (S85): fifty kinds, one of each from everybody, and nobody floods."""

from __future__ import annotations

import pytest

from chatty.core.rates import rates

HEART, THUMB, PARTY = "\u2764", "\U0001f44d", "\U0001f389"
KINDS = [chr(0x1F600 + number) for number in range(51)]

pytestmark = pytest.mark.both_databases


@pytest.fixture
def message(people, market) -> str:
    """A message of bea's in the market."""
    return f"/messages/{people.bea.say(market, 'hello').json['id']}"


def put(caller, message: str, emoji: str):
    return caller.ask("PUT", f"{message}/reactions/{emoji}")


def kinds(caller, message: str) -> list[tuple[str, int, list[str]]]:
    shown = caller.get(message)["reactions"]
    return [(each["emoji"], each["count"], each["userIds"]) for each in shown]


def test_reaction_is_shown_with_the_message(people, cast, market, message):
    for caller, emoji in ((people.bea, THUMB), (people.cal, THUMB), (people.cal, PARTY)):
        assert put(caller, message, emoji).status_code == 200
    both = [str(cast.bea.id), str(cast.cal.id)]
    expected = [(THUMB, 2, both), (PARTY, 1, both[1:])]
    assert kinds(people.cal, message) == expected
    (listed,) = people.cal.get(f"{market}/messages")["items"]
    assert listed["reactions"] == people.cal.get(f"{message}/reactions")["items"]


def test_same_reaction_twice_is_one(people, message):
    for _ in range(2):
        assert put(people.cal, message, THUMB).status_code == 200
    assert [count for _, count, _ in kinds(people.cal, message)] == [1]
    for _ in range(2):
        assert people.cal.delete(f"{message}/reactions/{THUMB}").status_code == 204
    assert kinds(people.cal, message) == []


def test_sign_for_the_colourful_form_makes_no_other_kind(people, message):
    put(people.bea, message, HEART)
    put(people.cal, message, f"{HEART}\ufe0f")
    assert [(emoji, count) for emoji, count, _ in kinds(people.cal, message)] == [(HEART, 2)]


def test_fifty_first_kind_is_refused_and_another_of_a_kind_is_not(people, message):
    """S85."""
    rates.configure(redis_url="", on=False)
    for emoji in KINDS[:50]:
        assert put(people.bea, message, emoji).status_code == 200
    refused = put(people.bea, message, KINDS[50])
    assert (refused.status_code, refused.json["code"]) == (409, "too_many_reactions")
    assert put(people.cal, message, KINDS[0]).status_code == 200


STRANGE = ["x", "thumbsup", "%20", "<b>", "\u202e", "a%00", THUMB * 20]


@pytest.mark.parametrize("strange", STRANGE, ids=ascii)
def test_what_is_no_emoji_is_refused(people, message, strange):
    """S85."""
    assert put(people.cal, message, strange).status_code in {404, 422}
    assert kinds(people.cal, message) == []


def test_toggling_without_end_is_limited(people, message):
    """S85."""
    answers = [put(people.cal, message, emoji).status_code for emoji in KINDS[:25]]
    answers += [
        people.cal.ask("DELETE", f"{message}/reactions/{emoji}").status_code for emoji in KINDS[:25]
    ]
    answers += [put(people.cal, message, emoji).status_code for emoji in KINDS[:25]]
    assert answers.count(429) == 15


def test_only_members_react(people, message):
    refused = put(people.dan, message, THUMB)
    assert (refused.status_code, refused.json["code"]) == (403, "not_a_member")


def test_who_may_not_see_the_message_finds_nothing(people, cast):
    hidden = people.ada.say(f"/rooms/{cast.harbour}", "hidden").json["id"]
    assert put(people.dan, f"/messages/{hidden}", THUMB).status_code == 404
    assert people.dan.ask("GET", f"/messages/{hidden}/reactions").status_code == 404


def test_closed_conversation_takes_no_reactions(people, cast):
    room = people.ada.put(f"/directs/{cast.bea.id}").json["id"]
    message = f"/messages/{people.ada.say(f'/rooms/{room}', 'hi').json['id']}"
    assert put(people.bea, message, THUMB).status_code == 200
    people.ada.delete(f"/friends/{cast.bea.id}")
    assert put(people.bea, message, PARTY).status_code == 403
