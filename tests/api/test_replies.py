"""Replies: what is quoted is seen by who quotes it (S38), and is gone with what it quotes (S79)."""

from __future__ import annotations

import pytest

from chatty.core.db import db
from chatty.stream.models import Event

pytestmark = pytest.mark.both_databases


def answer(caller, room: str, to: str, content: str = "yes"):
    body = {"content": content, "clientId": content.replace(" ", "-"), "replyToId": to}
    return caller.post(f"{room}/messages", body)


def logged(people) -> str:
    """All that the log says."""
    with people.app.app_context():
        return "\n".join(db.session.scalars(db.select(Event.payload)))


@pytest.fixture
def question(people, harbour) -> str:
    """What bea asks in the harbour."""
    return str(people.bea.say(harbour, "who\nsails  at dawn", "question").json["id"])


def test_reply_quotes_how_the_other_begins(people, cast, harbour, question):
    reply = answer(people.cal, harbour, question).json["replyTo"]
    assert reply == {
        "id": question,
        "seq": 1,
        "userId": str(cast.bea.id),
        "userName": "Bea",
        "excerpt": "who sails at dawn",
    }


def test_repeat_answers_the_reply_with_its_quote(people, harbour, question):
    first, again = (answer(people.cal, harbour, question) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json


def test_what_one_may_not_see_is_not_quoted(people, market, question):
    assert answer(people.cal, market, question).status_code == 404
    assert answer(people.cal, market, "123456").status_code == 404
    assert people.cal.get(f"{market}/messages")["items"] == []


def test_what_was_said_before_one_came_is_not_quoted(people, harbour, question):
    people.ada.patch(harbour, {"history": "from_join"})
    people.cal.delete(f"{harbour}/membership")
    token = people.ada.post(f"{harbour}/invite-links", {}).json["token"]
    assert people.cal.put(f"/invite-links/{token}/acceptance").status_code < 300
    assert answer(people.cal, harbour, question).status_code == 404
    answer(people.bea, harbour, question, "mine")
    (seen,) = [m for m in people.cal.get(f"{harbour}/messages")["items"] if m["content"] == "mine"]
    assert seen["replyTo"]["excerpt"] == ""
    assert people.cal.get("/rooms")["items"][0]["lastMessage"]["replyTo"]["excerpt"] == ""


def test_repeat_by_who_came_back_quotes_nothing_from_before(people, harbour, question):
    people.ada.patch(harbour, {"history": "from_join"})
    assert answer(people.cal, harbour, question).json["replyTo"]["excerpt"]
    people.cal.delete(f"{harbour}/membership")
    token = people.ada.post(f"{harbour}/invite-links", {}).json["token"]
    people.cal.put(f"/invite-links/{token}/acceptance")
    again = answer(people.cal, harbour, question)
    assert (again.status_code, again.json["replyTo"]["excerpt"]) == (200, "")


def test_quote_of_what_was_deleted_has_no_words_anywhere(people, harbour, question):
    """S79."""
    reply = answer(people.cal, harbour, question).json["id"]
    people.bea.delete(f"/messages/{question}")
    assert people.cal.get(f"/messages/{reply}")["replyTo"]["excerpt"] is None
    assert "sails" not in logged(people)
    assert "yes" in logged(people)


def test_deleted_reply_quotes_nothing(people, harbour, question):
    reply = answer(people.cal, harbour, question).json["id"]
    people.cal.delete(f"/messages/{reply}")
    assert people.cal.get(f"/messages/{reply}")["replyTo"] is None


def test_deleted_message_is_not_replied_to(people, harbour, question):
    people.bea.delete(f"/messages/{question}")
    refused = answer(people.cal, harbour, question)
    assert (refused.status_code, refused.json["code"]) == (409, "message_deleted")


def test_quote_follows_an_edit(people, harbour, question):
    reply = answer(people.cal, harbour, question).json["id"]
    people.bea.patch(f"/messages/{question}", {"content": "who rows?"})
    assert people.cal.get(f"/messages/{reply}")["replyTo"]["excerpt"] == "who rows?"


def test_quote_of_somebody_who_took_all_back_has_no_words(people, harbour, question):
    reply = answer(people.cal, harbour, question).json["id"]
    proof = {"currentPassword": "correct horse battery", "messages": "erase"}
    assert people.bea.ask("DELETE", "/me", proof).status_code == 204
    quote = people.cal.get(f"/messages/{reply}")["replyTo"]
    assert (quote["excerpt"], quote["userName"]) == (None, "Deleted user")
    assert "sails" not in logged(people)
