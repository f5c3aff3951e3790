"""Threads: places without gaps when many write at once, and nothing left where they end."""

from __future__ import annotations

from typing import TypeVar

import pytest
import sqlalchemy as sa

from chatty.accounts.actions.erasure import erase
from chatty.accounts.queries import user_by_id
from chatty.core.db import db, writing
from chatty.core.rates import rates
from chatty.messages.actions import follow, forward, post, save
from chatty.messages.models import (
    Message,
    MessageDraft,
    MessageView,
    Posted,
    SavedMessage,
    ThreadFollow,
)
from chatty.messages.queries import thread_for
from chatty.moderation.actions import clear_messages
from tests.messages.test_posting import together

pytestmark = pytest.mark.both_databases

EACH = 12
Kind = TypeVar("Kind")


@pytest.fixture(autouse=True)
def _no_rates(app) -> None:
    rates.configure(redis_url="", on=False)


def say(person, room_id: int, content: str, thread_id: int | None = None) -> MessageView:
    with writing():
        return post(
            person.viewer, room_id, MessageDraft(content, content, thread_id=thread_id)
        ).message


def cast_to(kind: type[Kind], results: list[object]) -> list[Kind]:
    """The results, each of which is of that kind."""
    found = [result for result in results if isinstance(result, kind)]
    assert len(found) == len(results), results
    return found


def test_places_in_a_thread_have_no_gaps_when_many_write_at_once(app, cast):
    with app.app_context():
        root = say(cast.ada, cast.harbour, "root")

    def writer(person, number: int):
        return lambda: say(person, cast.harbour, f"{person.username}-{number}", thread_id=root.id)

    acts = [writer(person, n) for n in range(EACH) for person in (cast.ada, cast.bea, cast.cal)]
    views = cast_to(MessageView, together(app, acts))
    assert sorted(view.thread_seq or 0 for view in views) == list(range(1, 3 * EACH + 1))
    with app.app_context():
        assert db.session.get_one(Message, root.id).thread_count == 3 * EACH


def test_same_reply_sent_at_once_is_one(app, cast):
    with app.app_context():
        root = say(cast.ada, cast.harbour, "root")

    def send() -> Posted:
        with writing():
            return post(
                cast.cal.viewer, cast.harbour, MessageDraft("hi", "same", thread_id=root.id)
            )

    results = cast_to(Posted, together(app, [send] * 8))
    assert sorted(result.created for result in results) == [False] * 7 + [True]
    assert {result.message.thread_seq for result in results} == {1}


def test_erased_person_follows_and_keeps_nothing_and_is_named_nowhere(in_app, cast):
    root = say(cast.bea, cast.harbour, "root")
    say(cast.cal, cast.harbour, "reply", thread_id=root.id)
    with writing():
        save(cast.bea.viewer, root.id)
        copy = forward(cast.cal.viewer, root.id, cast.market, "f").message
    with writing():
        erase(user_by_id(cast.bea.id), erase_messages=False)
    for table in (SavedMessage, ThreadFollow):
        own = sa.select(table).where(table.user_id == cast.bea.id)
        assert db.session.scalars(own).all() == []
    assert db.session.get_one(Message, copy.id).forwarded_from_id is None


def test_clearing_takes_replies_in_threads_too(in_app, cast):
    root = say(cast.ada, cast.harbour, "root")
    say(cast.cal, cast.harbour, "spam", thread_id=root.id)
    with writing():
        clear_messages(cast.ada.viewer, cast.harbour, cast.cal.id, last=10)
    (reply,) = thread_for(cast.ada.viewer, root.id).page.items
    assert (reply.content, reply.deleted_at is None) == ("", False)


def test_following_costs_no_second_row(in_app, cast):
    root = say(cast.ada, cast.harbour, "root")
    with writing():
        follow(cast.cal.viewer, root.id)
        follow(cast.cal.viewer, root.id)
    say(cast.cal, cast.harbour, "reply", thread_id=root.id)
    rows = db.session.scalars(sa.select(ThreadFollow).order_by(ThreadFollow.user_id)).all()
    assert sorted((row.user_id, row.read_seq) for row in rows) == sorted(
        [(cast.ada.id, 0), (cast.cal.id, 1)]
    )
