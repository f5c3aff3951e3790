"""Polls in the database: one choice each, however many vote at once, and nothing left of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import Device, delete_account
from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.errors import Conflict
from chatty.core.rates import rates
from chatty.messages.actions import close_poll, delete, post, remove_messages, vote
from chatty.messages.jobs import close_polls, expire_messages
from chatty.messages.models import Message, MessageDraft, Poll, PollDraft, PollOption, PollVote
from chatty.messages.queries import message_for
from chatty.rooms.actions import join
from chatty.rooms.models import Membership, Room
from chatty.search.jobs import follow_messages
from chatty.search.models import SearchEntry
from chatty.stream.models import Event
from tests.factories import many_members, many_people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_app")]

CANARY = "heron"
TABLES = (Poll, PollOption, PollVote)


POLL = PollDraft((f"a {CANARY}", f"two {CANARY}s"))


def ask(cast, poll: PollDraft = POLL, *, expires_in: int | None = None) -> int:
    """A poll of bea's in the market that cal has answered; its id."""
    with writing():
        draft = MessageDraft(f"Which {CANARY}?", "poll", poll=poll, expires_in=expires_in)
        message_id = post(cast.bea.viewer, cast.market, draft).message.id
    with writing():
        vote(cast.cal.viewer, message_id, [1])
    return message_id


def choices(message_id: int) -> list[tuple[int, int]]:
    query = sa.select(PollVote.user_id, PollVote.position).where(PollVote.message_id == message_id)
    return sorted((row.user_id, row.position) for row in db.session.execute(query))


def traces() -> list[str]:
    """Where the words of the poll are still found."""
    places = (Message.content, Message.content_html, PollOption.text, Event.payload)
    found = [
        text
        for column in (*places, SearchEntry.words)
        for text in db.session.scalars(sa.select(column).where(column.contains(CANARY)))
    ]
    return found + [str(table) for table in TABLES if db.session.scalars(sa.select(table)).first()]


def test_deleted_poll_leaves_nothing(cast):
    """S79."""
    message_id = ask(cast)
    follow_messages()
    with writing():
        delete(cast.bea.viewer, message_id)
    assert traces() == []
    assert message_for(cast.cal.viewer, message_id).poll is None


def test_poll_that_disappears_leaves_nothing(cast):
    ask(cast, expires_in=60)
    clock.clock.move(timedelta(seconds=61))
    assert (expire_messages(), traces()) == (1, [])


def test_removed_rows_take_their_polls_along(cast):
    message_id = ask(cast)
    with writing():
        remove_messages([message_id])
    assert [db.session.scalars(sa.select(table)).all() for table in TABLES] == [[], [], []]


def test_vote_in_a_deleted_poll_is_refused(cast):
    message_id = ask(cast)
    with writing():
        delete(cast.bea.viewer, message_id)
    with pytest.raises(Conflict, match="message_deleted"), writing():
        vote(cast.cal.viewer, message_id, [2])


def test_who_is_gone_has_no_vote_any_more(cast):
    message_id = ask(cast)
    with writing():
        delete_account(cast.cal.viewer, device=Device(), erase_messages=False)
    assert choices(message_id) == []
    told = sa.select(Event.payload).where(Event.kind == "POLL_CHANGED").order_by(Event.id.desc())
    frame = json.loads(db.session.scalars(told.limit(1)).one())
    assert (frame["voterCount"], frame["options"][0]["userIds"]) == (0, [])


def test_taken_back_poll_is_a_tombstone_for_who_comes_later(cast):
    message_id = ask(cast)
    with writing():
        delete_account(cast.bea.viewer, device=Device(), erase_messages=True)
    assert message_for(cast.dan.viewer, message_id).poll is None
    assert CANARY not in "".join(db.session.scalars(sa.select(Event.payload)))
    with writing():
        join(cast.dan.viewer, db.session.get_one(Room, cast.market))
    for act in (lambda: vote(cast.dan.viewer, message_id, [1]), lambda: close(cast, message_id)):
        with pytest.raises(Conflict, match="message_deleted"), writing():
            act()


def close(cast, message_id: int) -> None:
    """Let dan, who runs the room now, close the poll."""
    db.session.get_one(Membership, (cast.market, cast.dan.id)).role = "admin"
    close_poll(cast.dan.viewer, message_id)


def test_nothing_that_is_told_says_who_chose_in_an_anonymous_poll(cast):
    message_id = ask(cast, replace(POLL, is_anonymous=True))
    told = sa.select(Event.topic, Event.payload).where(
        Event.ref == message_id, Event.payload.contains(str(cast.cal.id))
    )
    assert db.session.execute(told).all() == []
    own = sa.select(Event.topic).where(Event.kind == "POLL_VOTED")
    assert db.session.scalars(own).all() == [f"u:{cast.cal.id}"]


def at_once(app, acts: Sequence[Callable[[], object]]) -> list[object]:
    """What becomes of *acts* in threads of their own that begin together; refusals are answers."""
    begin = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            begin.wait()
            try:
                with writing():
                    return act()
            except Conflict as refused:
                return refused.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def voting(user_id: int, message_id: int, *positions: int) -> Callable[[], object]:
    return lambda: vote(Viewer(user_id=user_id), message_id, positions)


def test_votes_of_many_at_once_are_all_counted(app, cast):
    message_id = ask(cast)
    with writing():
        people = many_people(8)
        many_members(cast.market, people)
    at_once(
        app, [voting(user_id, message_id, 1 + place % 2) for place, user_id in enumerate(people)]
    )
    poll = message_for(cast.cal.viewer, message_id).poll
    assert poll is not None
    assert ([option.count for option in poll.options], poll.voter_count) == ([5, 4], 9)
    told = sa.select(Event.payload).where(Event.kind == "POLL_CHANGED").order_by(Event.id.desc())
    assert json.loads(db.session.scalars(told.limit(1)).one())["voterCount"] == 9


def test_one_person_has_one_choice_however_often_they_vote_at_once(app, cast):
    rates.configure(redis_url="", on=False)
    message_id = ask(cast)
    at_once(app, [voting(cast.cal.id, message_id, 1 + place % 2) for place in range(8)])
    ((voter, position),) = choices(message_id)
    assert (voter, position in {1, 2}) == (cast.cal.id, True)


def test_no_vote_comes_in_after_the_poll_was_closed(app, cast):
    message_id = ask(cast)
    with writing():
        people = many_people(5)
        many_members(cast.market, people)
    ends = [lambda: close_poll(cast.bea.viewer, message_id)]
    answers = at_once(app, [*(voting(each, message_id, 2) for each in people), *ends])
    refused = answers.count("poll_closed")
    assert len(choices(message_id)) == 1 + len(people) - refused
    last = sa.select(Event.payload).where(Event.kind == "POLL_CHANGED").order_by(Event.id.desc())
    assert json.loads(db.session.scalars(last.limit(1)).one())["closedAt"] is not None


def test_of_two_workers_one_tells_that_a_poll_is_over(app, cast):
    message_id = ask(cast, replace(POLL, closes_at=clock.now() + timedelta(minutes=2)))
    clock.clock.move(timedelta(minutes=3))

    def work() -> int:
        with app.app_context():
            return close_polls()

    with ThreadPoolExecutor(2) as pool:
        closed = [pool.submit(work) for _ in range(2)]
    assert sum(each.result() for each in closed) == 1
    poll = message_for(cast.cal.viewer, message_id).poll
    assert poll is not None
    assert poll.closed_at == poll.closes_at
