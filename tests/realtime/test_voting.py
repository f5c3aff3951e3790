"""Votes over a WebSocket, and what the room and one's own devices hear of them."""

from __future__ import annotations

import json

import pytest

from chatty.core.db import writing
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft, PollDraft
from tests.realtime.desk import Json, masked


@pytest.fixture
def poll(in_app, cast) -> str:
    """An anonymous poll of bea's in the harbour."""
    asked = PollDraft(("Yes", "No"), is_multiple=True, is_anonymous=True)
    with writing():
        draft = MessageDraft("Tea?", "poll", poll=asked)
        return str(post(cast.bea.viewer, cast.harbour, draft).message.id)


def vote(line, poll: str, *option_ids: str) -> None:
    line.send(masked(json.dumps({"type": "VOTE", "id": poll, "optionIds": option_ids}).encode()))


def heard(desk, line, kind: str) -> list[Json]:
    desk.tail()
    found: list[Json] = line.frames(kind)
    return found


def test_room_hears_how_a_poll_stands_and_only_oneself_what_one_chose(desk, cast, poll):
    ada, own, cal = (desk.websocket(each.viewer) for each in (cast.ada, cast.cal, cast.cal))
    vote(cal, poll, "2", "1")
    (told,) = heard(desk, ada, "POLL_CHANGED")
    assert [(each["count"], each["userIds"]) for each in told["options"]] == [(1, None), (1, None)]
    assert heard(desk, ada, "POLL_VOTED") == []
    (chosen,) = heard(desk, own, "POLL_VOTED")
    assert (chosen["id"], chosen["optionIds"]) == (poll, ["1", "2"])


def test_nothing_chosen_takes_back_and_what_is_not_offered_is_refused(desk, cast, poll):
    cal = desk.websocket(cast.cal.viewer)
    vote(cal, poll, "1")
    vote(cal, poll)
    assert [each["voterCount"] for each in heard(desk, cal, "POLL_CHANGED")] == [1, 0]
    vote(cal, poll, "3")
    assert [each["code"] for each in cal.frames("ERROR")] == ["invalid"]
