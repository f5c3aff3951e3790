"""What is not sent yet goes with what it hangs on: its message, its room, its person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from chatty.core import clock, limits
from chatty.core.db import db, writing
from chatty.messages.actions import forward, keep_draft, remove_messages, schedule
from chatty.messages.jobs import send_scheduled
from chatty.messages.models import Begun, Draft, Message, MessageDraft, ScheduledMessage
from chatty.moderation.jobs import empty_deleted_rooms
from chatty.rooms.actions import delete_room
from chatty.rooms.models import Room
from chatty.rooms.queries import room_for
from tests.cast import say

pytestmark = pytest.mark.both_databases


def rows(model) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def begin(person, room_id, **more: int) -> None:
    keep_draft(person.viewer, room_for(person.viewer, room_id), Begun("Dear all", **more))


def put_off(person, room_id, *, reply_to_id=None, thread_id=None) -> None:
    draft = MessageDraft("later", "c1", reply_to_id=reply_to_id, thread_id=thread_id)
    schedule(person.viewer, room_id, draft, clock.now() + timedelta(hours=1))


def the_message(cast) -> int:
    say(cast.bea, cast.market, "root")
    query = sa.select(Message.id).where(Message.room_id == cast.market)
    return int(db.session.scalars(query).one())


def test_answer_to_what_is_kept_no_more_answers_nothing(in_app, cast):
    with writing():
        message = the_message(cast)
        put_off(cast.cal, cast.market, reply_to_id=message)
        begin(cast.cal, cast.market, reply_to_id=message)
    with writing():
        remove_messages([message])
    db.session.expire_all()
    assert db.session.scalars(sa.select(Draft.reply_to_id)).all() == [None]
    assert db.session.scalars(sa.select(ScheduledMessage.reply_to_id)).all() == [None]


def test_what_is_said_at_its_time_leaves_what_is_just_being_written(in_app, cast):
    with writing():
        put_off(cast.cal, cast.market)
        begin(cast.cal, cast.market)
    clock.clock.move(timedelta(hours=2))
    assert (send_scheduled(), rows(Draft)) == (1, 1)


def test_what_is_forwarded_leaves_what_was_begun_in_that_room(in_app, cast):
    with writing():
        message = the_message(cast)
        begin(cast.cal, cast.harbour)
    with writing():
        forward(cast.cal.viewer, message, cast.harbour, "f1")
    assert rows(Draft) == 1


def test_what_was_for_a_thread_goes_with_it(in_app, cast):
    with writing():
        message = the_message(cast)
        put_off(cast.cal, cast.market, thread_id=message)
        begin(cast.cal, cast.market, thread_id=message)
    with writing():
        remove_messages([message])
    assert rows(Draft) == rows(ScheduledMessage) == 0


def test_room_that_is_deleted_leaves_nothing_unsent(in_app, cast, monkeypatch):
    with writing():
        put_off(cast.cal, cast.market)
        begin(cast.cal, cast.market)
    with writing():
        delete_room(cast.bea.viewer, cast.market)
    assert rows(Draft) == rows(ScheduledMessage) == 0
    then = clock.now() + limits.ROOM_EMPTIED_AFTER * 2
    monkeypatch.setattr(clock, "now", lambda: then)
    empty_deleted_rooms()
    assert db.session.get(Room, cast.market) is None
