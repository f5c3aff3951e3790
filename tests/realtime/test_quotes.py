"""Quotes and threads on the stream: nobody reads there what they may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import db, writing
from chatty.messages.actions import count_previews, delete, post
from chatty.messages.jobs import cut_histories
from chatty.messages.models import Message, MessageDraft, MessageView, Preview, PreviewState
from chatty.rooms.actions import join
from chatty.rooms.models import Membership, Room

pytestmark = pytest.mark.both_databases


def say(
    person, room_id: int, content: str, reply_to_id: int | None = None, thread_id: int | None = None
) -> MessageView:
    client_id = content.replace(" ", "-")
    draft = MessageDraft(content, client_id, reply_to_id=reply_to_id, thread_id=thread_id)
    with writing():
        return post(person.viewer, room_id, draft).message


def excerpts(line) -> list[str | None]:
    return [
        frame["replyTo"]["excerpt"] for frame in line.frames("CHAT_MESSAGE") if frame["replyTo"]
    ]


@pytest.fixture
def question(in_app, cast) -> MessageView:
    """What was said in the harbour before cal came."""
    view = say(cast.bea, cast.harbour, "who sails")
    with writing():
        db.session.get_one(Membership, (cast.harbour, cast.cal.id)).visible_from_seq = 2
    return view


@pytest.mark.parametrize("from_ring", [True, False])
def test_quote_has_words_only_for_who_sees_what_it_quotes(desk, cast, question, from_ring):
    desk.tail()
    cursor = desk.hub.position
    lines = [desk.websocket(person.viewer) for person in (cast.cal, cast.ada)]
    say(cast.bea, cast.harbour, "me", reply_to_id=question.id)
    desk.tail()
    if not from_ring:
        desk.hub.ring.clear()
    lines += [desk.websocket(person.viewer, cursor=cursor) for person in (cast.cal, cast.ada)]
    assert [excerpts(line) for line in lines] == [[""], ["who sails"], [""], ["who sails"]]


@pytest.mark.parametrize("from_ring", [True, False])
def test_who_was_away_reads_no_quote_of_what_was_deleted(desk, cast, question, from_ring):
    desk.tail()
    cursor = desk.hub.position
    say(cast.bea, cast.harbour, "me", reply_to_id=question.id)
    desk.tail()
    with writing():
        delete(cast.bea.viewer, question.id)
    desk.tail()
    if not from_ring:
        desk.hub.ring.clear()
    line = desk.websocket(cast.ada.viewer, cursor=cursor)
    assert (line.said(), excerpts(line)) == (["me"], [None])


@pytest.mark.parametrize("from_ring", [True, False])
def test_thread_is_heard_by_who_sees_what_it_hangs_on(desk, cast, question, from_ring):
    desk.tail()
    cursor = desk.hub.position
    lines = [desk.websocket(person.viewer) for person in (cast.cal, cast.ada)]
    say(cast.bea, cast.harbour, "I do", thread_id=question.id)
    desk.tail()
    if not from_ring:
        desk.hub.ring.clear()
    lines += [desk.websocket(person.viewer, cursor=cursor) for person in (cast.cal, cast.ada)]
    assert [line.said() for line in lines] == [[], ["I do"], [], ["I do"]]
    counts = [len(line.frames("THREAD_UPDATED")) for line in lines]
    assert counts == [0, 1, 0, 1]


@pytest.mark.parametrize("from_ring", [True, False])
def test_who_was_away_reads_no_quote_of_what_the_room_forgot(desk, cast, question, from_ring):
    desk.tail()
    cursor = desk.hub.position
    say(cast.bea, cast.harbour, "me", reply_to_id=question.id)
    desk.tail()
    with writing():
        room = db.session.get_one(Room, cast.harbour)
        room.retention_days = 1
        long_ago = clock.now() - timedelta(days=2)
        db.session.get_one(Message, question.id).created_at = long_ago
    cut_histories()
    desk.tail()
    if not from_ring:
        desk.hub.ring.clear()
    line = desk.websocket(cast.ada.viewer, cursor=cursor)
    assert line.said() == ["me"]
    assert "who sails" not in str(line.frames())


@pytest.mark.parametrize("from_ring", [True, False])
def test_newcomer_is_told_of_no_link_of_what_was_deleted(in_app, desk, cast, from_ring):
    draft = MessageDraft("see https://herons.example/", "c1")
    with writing():
        last = post(cast.cal.viewer, cast.market, draft).message
        db.session.execute(sa.update(Preview).values(state=PreviewState.READY, title="Herons"))
        count_previews(last.id)
    desk.tail()
    cursor = desk.hub.position
    with writing():
        join(cast.dan.viewer, db.session.get_one(Room, cast.market))
    desk.tail()
    with writing():
        delete(cast.cal.viewer, last.id)
    desk.tail()
    if not from_ring:
        desk.hub.ring.clear()
    line = desk.websocket(cast.dan.viewer, cursor=cursor)
    assert len(line.frames("ROOM_ADDED")) == 1
    assert "herons" not in str(line.frames()).lower()


@pytest.mark.parametrize("from_ring", [True, False])
def test_newcomer_is_told_nothing_of_what_the_room_forgot(in_app, desk, cast, from_ring):
    last = say(cast.cal, cast.market, "herons in the reeds")
    desk.tail()
    cursor = desk.hub.position
    with writing():
        join(cast.dan.viewer, db.session.get_one(Room, cast.market))
    desk.tail()
    forget_what_was_said(cast.market)
    desk.tail()
    if not from_ring:
        desk.hub.ring.clear()
    line = desk.websocket(cast.dan.viewer, cursor=cursor)
    (told,) = line.frames("ROOM_ADDED")
    assert told["room"]["lastMessage"]["id"] == str(last.id)
    assert "herons in" not in str(line.frames())


def forget_what_was_said(room_id: int) -> None:
    with writing():
        db.session.get_one(Room, room_id).retention_days = 1
        long_ago = clock.now() - timedelta(days=2)
        old = sa.update(Message).where(Message.room_id == room_id)
        db.session.execute(old.values(created_at=long_ago))
    cut_histories()
