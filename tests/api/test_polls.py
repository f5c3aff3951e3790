"""Polls: asked as a message, answered once by everybody, told to the room, and closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chatty.core import clock
from chatty.core.db import db, writing
from chatty.messages.jobs import close_polls
from chatty.messages.models import PollVote
from chatty.wire.base import moment
from tests.api.polls import ANSWERS, BREAD, SOUP, TEA, ask, asked, counts, poll_of, vote
from tests.factories import many_people

pytestmark = pytest.mark.both_databases


@pytest.fixture
def message(people, market) -> str:
    """A poll of bea's in the market."""
    return ask(people.bea, market)


def test_poll_is_a_message_of_its_own_kind(people, market, message):
    shown = people.cal.get(message)
    assert (shown["kind"], shown["content"]) == ("poll", "What to eat?")
    nobody: dict[str, Any] = {"count": 0, "userIds": []}
    options = [{"id": str(place), "text": text} | nobody for place, text in enumerate(ANSWERS, 1)]
    settings = {"multiple": False, "anonymous": False, "closesAt": None, "closedAt": None}
    assert shown["poll"] == {"options": options, "voterCount": 0, "ownOptionIds": []} | settings
    assert people.cal.get(f"{market}/messages")["items"][-1] == shown


def test_same_client_id_asks_once(people, market, message):
    again = people.bea.post(f"{market}/messages", asked())
    assert (again.status_code, f"/messages/{again.json['id']}") == (200, message)


def test_repeat_tells_what_one_has_chosen_meanwhile(people, market, message):
    vote(people.bea, message, BREAD)
    again = people.bea.post(f"{market}/messages", asked())
    assert again.json["poll"]["ownOptionIds"] == [BREAD]


def test_poll_is_asked_in_a_thread(people, market):
    root = people.bea.say(market, "hello").json["id"]
    reply = ask(people.cal, market, message={"threadId": root})
    assert vote(people.bea, reply, SOUP).status_code == 200
    (shown,) = people.bea.get(f"/messages/{root}/thread")["items"]
    assert (shown["threadSeq"], shown["poll"]["ownOptionIds"]) == (1, [SOUP])


WRONG = {
    "one answer": {"options": ["Soup"]},
    "eleven answers": {"options": [str(number) for number in range(11)]},
    "twice the same": {"options": ["Soup", " Soup "]},
    "an empty answer": {"options": ["Soup", "  "]},
    "a long answer": {"options": ["Soup", "x" * 101]},
    "a past end": {"closesAt": "2020-01-01T00:00:00Z"},
    "a far end": {"closesAt": "2099-01-01T00:00:00Z"},
}


@pytest.mark.parametrize("poll", WRONG.values(), ids=WRONG)
def test_poll_that_makes_no_sense_is_refused(people, market, poll):
    assert people.bea.post(f"{market}/messages", asked(**poll)).status_code == 422
    assert people.bea.get(f"{market}/messages")["items"] == []


def test_poll_is_not_sent_later(people, market):
    later = {"sendAt": moment(clock.now() + timedelta(hours=1))}
    assert people.bea.post(f"{market}/messages", asked() | later).status_code == 422


def test_poll_with_a_question_like_a_command_asks_it(people, market):
    assert people.cal.get(ask(people.bea, market, "/topic tea?"))["content"] == "/topic tea?"


def test_who_may_not_post_asks_nothing(people, cast, market):
    refused = people.dan.post(f"{market}/messages", asked())
    assert (refused.status_code, refused.json["code"]) == (403, "not_a_member")
    hidden = people.dan.post(f"/rooms/{cast.harbour}/messages", asked())
    assert hidden.status_code == 404


def test_filtered_word_in_an_answer_is_refused(people, market):
    people.bea.put(f"{market}/filtered-words", {"filteredWords": "soup"})
    refused = people.bea.post(f"{market}/messages", asked())
    assert (refused.status_code, refused.json["code"]) == (422, "word_not_allowed")


def test_vote_is_counted_and_shown_with_its_voter(people, cast, message):
    for caller, option in ((people.bea, SOUP), (people.cal, SOUP)):
        assert vote(caller, message, option).status_code == 200
    poll = poll_of(people.cal, message)
    both = {str(cast.bea.id), str(cast.cal.id)}
    assert (set(poll["options"][0]["userIds"]), poll["voterCount"]) == (both, 2)
    assert poll["ownOptionIds"] == [SOUP]


def test_same_vote_twice_is_one(people, message):
    for _ in range(2):
        assert vote(people.cal, message, SOUP).json["voterCount"] == 1
    assert counts(people.cal, message) == [1, 0, 0]


def test_vote_is_changed_and_taken_back(people, message):
    vote(people.cal, message, SOUP)
    assert vote(people.cal, message, BREAD).json["ownOptionIds"] == [BREAD]
    assert counts(people.cal, message) == [0, 1, 0]
    for _ in range(2):
        assert people.cal.delete(f"{message}/poll/vote").status_code == 204
    assert counts(people.cal, message) == [0, 0, 0]


def test_one_choice_where_one_is_asked_for_and_several_where_several(people, market, message):
    refused = vote(people.cal, message, SOUP, TEA)
    assert (refused.status_code, counts(people.cal, message)) == (422, [0, 0, 0])
    several = ask(people.bea, market, message={"clientId": "several"}, multiple=True)
    vote(people.cal, several, SOUP, TEA)
    answer = vote(people.cal, several, TEA, BREAD).json
    assert (answer["voterCount"], answer["ownOptionIds"]) == (1, [BREAD, TEA])


@pytest.mark.parametrize("option_ids", [["4"], ["999"], [SOUP, "7"]], ids=str)
def test_answer_that_is_not_offered_is_refused(people, market, option_ids):
    message = ask(people.bea, market, multiple=True)
    assert vote(people.cal, message, *option_ids).status_code == 422
    assert counts(people.cal, message) == [0, 0, 0]


def test_nobody_is_told_who_chose_what_in_an_anonymous_poll(people, market):
    message = ask(people.bea, market, anonymous=True)
    vote(people.cal, message, SOUP)
    for caller in (people.bea, people.cal, people.admin):
        soup = poll_of(caller, message)["options"][0]
        assert (soup["count"], soup["userIds"]) == (1, None)
        refused = caller.ask("GET", f"{message}/poll/votes")
        assert (refused.status_code, refused.json["code"]) == (403, "anonymous_poll")
    assert [poll_of(each, message)["ownOptionIds"] for each in (people.cal, people.bea)] == [
        [SOUP],
        [],
    ]


def test_voters_of_a_named_poll_are_listed_page_by_page(people, cast):
    message = ask(people.ada, f"/rooms/{cast.harbour}")
    for caller in (people.ada, people.bea, people.cal):
        assert vote(caller, message, SOUP).status_code == 200
    found: list[dict[str, Any]] = []
    cursor = None
    while not found or cursor:
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = people.bea.get(f"{message}/poll/votes", **query)
        found += page["items"]
        cursor = page["nextCursor"]
    assert sorted(each["user"]["username"] for each in found) == ["ada", "bea", "cal"]
    assert {tuple(each["optionIds"]) for each in found} == {(SOUP,)}


def test_only_members_vote(people, message):
    refused = vote(people.dan, message, SOUP)
    assert (refused.status_code, refused.json["code"]) == (403, "not_a_member")


def test_who_may_not_see_the_poll_finds_nothing(people, cast):
    message = ask(people.ada, f"/rooms/{cast.harbour}")
    assert vote(people.dan, message, SOUP).status_code == 404
    assert people.dan.ask("GET", f"{message}/poll/votes").status_code == 404
    assert people.dan.put(f"{message}/poll/closing").status_code == 404


def test_who_is_muted_does_not_vote(people, cast, market, message):
    until = {"until": moment(clock.now() + timedelta(hours=1))}
    assert people.bea.put(f"{market}/mutes/{cast.cal.id}", until).status_code < 300
    refused = vote(people.cal, message, SOUP)
    assert (refused.status_code, refused.json["code"]) == (403, "muted")


def test_nobody_votes_in_an_archived_room(people, cast, market, message):
    assert people.bea.patch(market, {"archived": True}).status_code == 200
    assert vote(people.cal, message, SOUP).status_code == 403


def test_closed_conversation_takes_no_votes(people, cast):
    room = people.ada.put(f"/directs/{cast.bea.id}").json["id"]
    message = ask(people.ada, f"/rooms/{room}")
    assert vote(people.bea, message, SOUP).status_code == 200
    people.ada.delete(f"/friends/{cast.bea.id}")
    assert vote(people.bea, message, BREAD).status_code == 403


def test_message_that_asks_nothing_takes_no_votes(people, market):
    plain = f"/messages/{people.bea.say(market, 'hello').json['id']}"
    refused = vote(people.cal, plain, SOUP)
    assert (refused.status_code, refused.json["code"]) == (409, "no_poll")
    assert people.cal.ask("GET", f"{plain}/poll/votes").status_code == 409


def test_author_closes_and_nobody_votes_any_more(people, message):
    vote(people.cal, message, SOUP)
    closed = people.bea.put(f"{message}/poll/closing").json["closedAt"]
    assert people.bea.put(f"{message}/poll/closing").json["closedAt"] == closed is not None
    for answer in (vote(people.cal, message, BREAD), people.cal.delete(f"{message}/poll/vote")):
        assert (answer.status_code, answer.json["code"]) == (409, "poll_closed")
    assert counts(people.cal, message) == [1, 0, 0]


def test_who_runs_the_room_closes_and_another_member_does_not(people, cast):
    message = ask(people.ada, f"/rooms/{cast.harbour}")
    refused = people.cal.put(f"{message}/poll/closing")
    assert (refused.status_code, refused.json["code"]) == (403, "not_yours")
    assert people.bea.put(f"{message}/poll/closing").json["closedAt"]


def test_poll_closes_by_the_clock_once(people, market):
    message = ask(people.bea, market, closesAt=moment(clock.now() + timedelta(minutes=2)))
    vote(people.cal, message, SOUP)
    clock.clock.move(timedelta(minutes=3))
    assert vote(people.cal, message, BREAD).json["code"] == "poll_closed"
    with people.app.app_context():
        assert [close_polls(), close_polls()] == [1, 0]
    poll = poll_of(people.cal, message)
    assert (poll["closedAt"], counts(people.cal, message)) == (poll["closesAt"], [1, 0, 0])


def test_poll_is_neither_edited_nor_forwarded(people, cast, market, message):
    edited = people.bea.patch(message, {"content": "Tea?"})
    assert (edited.status_code, edited.json["code"]) == (409, "poll_not_edited")
    body = {"roomId": str(cast.harbour), "clientId": "f"}
    refused = people.bea.post(f"{message}/forward", body)
    assert (refused.status_code, refused.json["code"]) == (409, "poll_not_forwarded")


def test_question_calls_whom_it_names(people, cast, market):
    message = ask(people.bea, market, "Coming, @cal?")
    assert people.cal.get(message)["mentionUserIds"] == [str(cast.cal.id)]
    assert people.cal.get(market)["membership"]["mentionCount"] == 1


def test_report_of_a_poll_keeps_its_answers_for_who_looks_at_it(people, harbour):
    message = ask(people.cal, harbour)
    assert people.bea.post(f"{message}/reports", {"reason": "spam"}).status_code == 201
    (report,) = people.ada.get(f"{harbour}/reports")["items"]
    assert report["content"] == "\n".join(["What to eat?", *ANSWERS])


def test_voting_without_end_is_limited(people, message):
    answers = [vote(people.cal, message, (SOUP, BREAD)[n % 2]).status_code for n in range(61)]
    assert (answers.count(429), vote(people.bea, message, SOUP).status_code) == (1, 200)


def test_hundred_and_first_voter_is_counted_and_not_named(people, message):
    crowd(people.app, message, 101)
    option = poll_of(people.bea, message)["options"][0]
    assert (option["count"], len(option["userIds"])) == (101, 100)


def crowd(app, message: str, size: int) -> None:
    """Let that many others vote for soup."""
    message_id, now = int(message.rpartition("/")[2]), clock.now()
    with app.app_context(), writing():
        for user_id in many_people(size):
            vote = PollVote(message_id=message_id, user_id=user_id, position=1, created_at=now)
            db.session.add(vote)
