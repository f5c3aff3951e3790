"""PostgreSQL lets writers wait for a room's row; what they knew before may be wrong after."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import Device, delete_account
from chatty.core.db import db, writing
from chatty.core.errors import ChattyError, Forbidden, NotFound
from chatty.messages.actions import (
    delete,
    edit,
    pin,
    post,
    react,
    remove_messages,
    remove_previews,
    vote,
)
from chatty.messages.actions.holding import hold_message, hold_to_join_in
from chatty.messages.jobs.pictures import Page
from chatty.messages.jobs.previews import store
from chatty.messages.models import Message, MessageDraft, PollDraft, PollVote, Preview
from chatty.messages.queries import message_for
from chatty.messages.rendering.pages import PageWords
from chatty.rooms.actions import add_member, leave, remove_member
from chatty.rooms.models import Membership, Room
from chatty.rooms.queries import room_for
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)

WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Waiter(threading.Thread):
    """Does something that has to wait for a lock."""

    def __init__(self, app, act: Callable[[], object]) -> None:
        super().__init__()
        self.app = app
        self.act = act
        self.result: object = None

    def begin(self) -> Waiter:
        """Start, and return once it waits."""
        self.start()
        wait_until(self._waits, 5, "the other to wait for the lock")
        return self

    def run(self) -> None:
        with self.app.app_context():
            try:
                with writing():
                    self.result = self.act()
            except ChattyError as error:
                self.result = error

    def _waits(self) -> bool:
        with self.app.app_context(), db.engine.connect() as connection:
            return bool(connection.execute(WAITING).scalar_one())


def count(kind: type[Message | Membership], room_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(kind).where(kind.room_id == room_id)
    return db.session.scalar(query) or 0


def test_member_removed_while_waiting_cannot_post(app, cast):
    draft = MessageDraft("too late", "too-late")
    waiter = Waiter(app, lambda: post(cast.cal.viewer, cast.harbour, draft))
    with app.app_context():
        with writing():
            remove_member(cast.harbour, cast.cal.id, reason="kicked")
            waiter.begin()
        waiter.join()
        assert isinstance(waiter.result, Forbidden)
        assert count(Message, cast.harbour) == 0
        assert room_for(cast.bea.viewer, cast.harbour).last_seq == 0


def test_same_message_sent_while_waiting_is_one(app, cast):
    draft = MessageDraft("hello", "same")
    waiter = Waiter(app, lambda: post(cast.cal.viewer, cast.harbour, draft))
    with app.app_context():
        with writing():
            first = post(cast.cal.viewer, cast.harbour, draft)
            waiter.begin()
        waiter.join()
        assert getattr(waiter.result, "message", waiter.result) == first.message
        assert count(Message, cast.harbour) == 1


def test_who_joins_twice_at_once_is_one_member(app, cast):
    def join() -> object:
        return add_member(db.session.get_one(Room, cast.harbour), cast.dan.id)

    waiter = Waiter(app, join)
    with app.app_context():
        before = count(Membership, cast.harbour)
        with writing():
            join()
            waiter.begin()
        waiter.join()
        assert isinstance(waiter.result, Membership)
        assert count(Membership, cast.harbour) == before + 1
        assert room_for(cast.dan.viewer, cast.harbour).member_count == before + 1


def test_who_leaves_twice_at_once_is_counted_once(app, cast):
    def go() -> None:
        leave(cast.cal.viewer, db.session.get_one(Room, cast.harbour))

    waiter = Waiter(app, go)
    with app.app_context():
        before = count(Membership, cast.harbour)
        with writing():
            go()
            waiter.begin()
        waiter.join()
        assert waiter.result is None
        db.session.expire_all()
        assert count(Membership, cast.harbour) == before - 1
        assert room_for(cast.bea.viewer, cast.harbour).member_count == before - 1


def test_who_joins_while_a_message_is_posted_counts_it_as_read(app, cast):
    def join() -> object:
        return add_member(db.session.get_one(Room, cast.harbour), cast.dan.id).read_seq

    waiter = Waiter(app, join)
    with app.app_context():
        with writing():
            post(cast.cal.viewer, cast.harbour, MessageDraft("before dan", "a"))
            waiter.begin()
        waiter.join()
        assert waiter.result == 1


def linked(cast) -> Preview:
    """A message with a link that nobody has looked at yet."""
    with writing():
        post(cast.cal.viewer, cast.harbour, MessageDraft("https://herons.example/", "linked"))
    found: Preview = db.session.scalars(sa.select(Preview)).one()
    return found


@pytest.mark.parametrize("act", [delete, remove_previews, partial(edit, content="no herons")])
def test_page_that_comes_while_its_message_is_changed_waits_its_turn(app, cast, act):
    with app.app_context():
        preview = linked(cast)
        message_id = preview.message_id
        found = Page(PageWords("Herons", "", ""))
        waiter = Waiter(app, partial(store, preview.id, found, tries=1))
        with writing():
            hold_message(cast.cal.viewer, message_id)
            waiter.begin()
            act(cast.cal.viewer, message_id)
        waiter.join()
        assert waiter.result is None
        db.session.expire_all()
        assert message_for(cast.cal.viewer, message_id).previews == ()


def ask(cast) -> int:
    """A poll of bea's in the market."""
    with writing():
        draft = MessageDraft("Tea?", "poll", poll=PollDraft(("Yes", "No")))
        return post(cast.bea.viewer, cast.market, draft).message.id


ACTS = {
    "vote": lambda cast, message_id: vote(cast.cal.viewer, message_id, [1]),
    "react": lambda cast, message_id: react(cast.cal.viewer, message_id, "\N{THUMBS UP SIGN}"),
    "pin": lambda cast, message_id: pin(cast.bea.viewer, message_id),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_the_room_forgot_meanwhile_is_not_found(app, cast, act):
    with app.app_context():
        message_id = ask(cast)
        waiter = Waiter(app, lambda: act(cast, message_id))
        with writing():
            db.session.get_one(Message, message_id, with_for_update=True)
            waiter.begin()
            remove_messages([message_id])
        waiter.join()
        assert isinstance(waiter.result, NotFound)


def test_who_votes_and_deletes_their_account_at_once_is_not_in_their_own_way(app, cast):
    with app.app_context():
        message_id = ask(cast)
        with writing():
            vote(cast.cal.viewer, message_id, [1])
        cal = cast.cal.viewer
        waiter = Waiter(app, lambda: delete_account(cal, device=Device(), erase_messages=False))
        with writing():
            hold_to_join_in(cal, message_id, "vote")
            waiter.begin()
            vote(cal, message_id, [2])
        waiter.join()
        assert waiter.result is None
        assert db.session.scalars(sa.select(PollVote)).all() == []
