"""What somebody began to write: kept for all of their devices, and for nobody else."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from chatty.core import limits
from chatty.core.db import db
from chatty.stream.models import Event

pytestmark = pytest.mark.both_databases

NOTHING = {"threadId": None, "updatedAt": None, "content": "", "replyToId": None}


def keep(person, room, content, **more: str):
    return person.put(f"{room}/draft", {"content": content, **more})


def kept(person, room) -> str:
    return str(person.get(f"{room}/draft")["content"])


def test_draft_is_kept_as_it_was_typed(people, market):
    assert keep(people.cal, market, "  Dear all,\n").json["content"] == "  Dear all,\n"
    assert kept(people.cal, market) == "  Dear all,\n"
    assert kept(people.bea, market) == ""


def test_empty_draft_is_none(people, market):
    keep(people.cal, market, "Dear all")
    assert keep(people.cal, market, " \n").json["updatedAt"] is None
    assert people.cal.get(f"{market}/draft") == NOTHING | {"roomId": market.rpartition("/")[2]}


def test_draft_is_thrown_away_and_twice_is_as_once(people, market):
    keep(people.cal, market, "Dear all")
    assert people.cal.delete(f"{market}/draft").status_code == 204
    assert people.cal.delete(f"{market}/draft").status_code == 204
    assert kept(people.cal, market) == ""


def test_sending_ends_the_draft(people, market):
    keep(people.cal, market, "Dear all")
    keep(people.bea, market, "Dear cal")
    people.cal.say(market, "Dear all of you")
    assert (kept(people.cal, market), kept(people.bea, market)) == ("", "Dear cal")


def test_threads_have_drafts_of_their_own(people, market):
    root = people.bea.say(market, "root").json["id"]
    keep(people.cal, market, "for the room")
    keep(people.cal, market, "for the thread", threadId=root)
    body = {"content": "said", "clientId": "c1", "threadId": root}
    people.cal.post(f"{market}/messages", body)
    assert kept(people.cal, market) == "for the room"
    assert people.cal.get(f"{market}/draft", threadId=root)["content"] == ""


def test_draft_may_answer_a_message_of_the_same_room_only(people, market, harbour):
    here = people.bea.say(market, "here").json["id"]
    there = people.ada.say(harbour, "there").json["id"]
    assert keep(people.cal, market, "yes", replyToId=here).json["replyToId"] == here
    assert keep(people.cal, market, "yes", replyToId=there).status_code == 404
    assert keep(people.cal, market, "yes", threadId=there).status_code == 404


def test_drafts_are_for_members_and_of_a_bearable_length(people, market, harbour):
    assert keep(people.dan, market, "hello").status_code == 403
    assert keep(people.dan, harbour, "hello").status_code == 404
    assert keep(people.cal, market, "x" * (limits.MESSAGE_CHARACTERS + 1)).status_code == 422
    assert keep(people.cal, market, "a\x00b").status_code in {400, 422}


def test_above_the_number_the_oldest_draft_goes(people, market, harbour, monkeypatch):
    monkeypatch.setattr(limits, "DRAFTS", 1)
    keep(people.cal, market, "older")
    keep(people.cal, harbour, "newer")
    assert (kept(people.cal, market), kept(people.cal, harbour)) == ("", "newer")


def test_who_leaves_leaves_no_draft(people, market):
    keep(people.cal, market, "Dear all")
    people.cal.delete(f"{market}/membership")
    people.cal.put(f"{market}/membership")
    assert kept(people.cal, market) == ""


def test_no_word_of_a_draft_is_in_the_log(app, people, market):
    keep(people.cal, market, "canary")
    with app.app_context():
        told = db.session.scalars(db.select(Event.payload)).all()
    assert any('"DRAFT_UPDATED"' in payload for payload in told)
    assert not any("canary" in payload for payload in told)


def test_export_has_what_is_not_sent_yet(people, market):
    keep(people.cal, market, "Dear all")
    with ZipFile(BytesIO(people.cal.ask("GET", "/me/export").data)) as archive:
        (draft,) = json.loads(archive.read("drafts.json"))
    assert draft["content"] == "Dear all"
