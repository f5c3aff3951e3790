"""Whom messages call, who hears of it, and that names tell nothing about who has an account."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from chatty.accounts.actions.erasure import erase
from chatty.accounts.models import User
from chatty.core.db import db, writing
from chatty.core.errors import Forbidden, Invalid
from chatty.core.rates import rates
from chatty.messages.actions import delete, edit, post
from chatty.messages.models import Mention, Message, MessageDraft, MessageView
from chatty.messages.queries import message_for
from chatty.messages.queries.mentions import mention_counts
from chatty.messages.queries.proof import differences
from chatty.presence.queries import roster
from chatty.rooms.actions import mark_read
from chatty.rooms.models import Room
from chatty.rooms.queries import room_for
from tests.cast import say

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _no_rates(app) -> None:
    rates.configure(redis_url="", on=False)


def said(person, room_id: int, content: str) -> MessageView:
    with writing():
        draft = MessageDraft(content, f"{person.username}-{abs(hash(content))}")
        return post(person.viewer, room_id, draft).message


def rows(message_id: int) -> set[tuple[int, int | None, bool]]:
    query = sa.select(Mention).where(Mention.message_id == message_id)
    return {(row.user_id, row.seq, row.by_name) for row in db.session.scalars(query)}


def test_message_calls_members_by_name(in_app, cast):
    view = said(cast.ada, cast.harbour, "@Bea and @cal, and @bea again")
    assert set(view.mention_ids) == {cast.bea.id, cast.cal.id}
    assert rows(view.id) == {(cast.bea.id, view.seq, True), (cast.cal.id, view.seq, True)}
    assert f'href="/people/by-id/{cast.bea.id}"' in view.content_html
    assert message_for(cast.bea.viewer, view.id).mention_ids == view.mention_ids


def test_who_is_not_in_the_room_is_like_nobody(in_app, cast):
    dan = said(cast.ada, cast.harbour, "hello @dan")
    nobody = said(cast.ada, cast.harbour, "hello @xyz")
    assert dan.content_html.replace("dan", "xyz") == nobody.content_html
    assert (dan.mention_ids, dan.mention_count, rows(dan.id)) == ((), 0, set())


def test_in_the_lobby_who_never_spoke_is_like_nobody(in_app, cast):
    assert said(cast.dan, cast.square, "hello @bea").mention_ids == ()
    with writing():
        say(cast.bea, cast.square, "here I am")
    assert said(cast.dan, cast.square, "ah, @bea").mention_ids == (cast.bea.id,)


def test_look_alike_of_a_name_calls_nobody(in_app, cast):
    assert said(cast.ada, cast.harbour, "@ca1 @Ca1 @c4l").mention_ids == ()


def test_code_calls_nobody(in_app, cast):
    view = said(cast.cal, cast.harbour, "`@bea` and\n```\n@room @bea\n```")
    assert (view.mention_ids, view.mentions_room) == ((), False)


def test_room_is_called_with_the_right_for_it(in_app, cast):
    with pytest.raises(Forbidden, match="may_not_mention_all"):
        said(cast.cal, cast.harbour, "wake up @everyone")
    view = said(cast.ada, cast.harbour, "wake up @everyone")
    assert (view.mentions_room, rows(view.id)) == (True, set())
    assert '<span class="mention">@everyone</span>' in view.content_html


@pytest.mark.parametrize("content", ["_@room_", r"\.@everyone", r"\_@here", "a@b.com@room"])
def test_room_is_not_called_by_who_may_not_whatever_stands_around_it(in_app, cast, content):
    with pytest.raises(Forbidden, match="may_not_mention_all"):
        said(cast.cal, cast.harbour, content)
    own = said(cast.cal, cast.harbour, "plain")
    with pytest.raises(Forbidden, match="may_not_mention_all"), writing():
        edit(cast.cal.viewer, own.id, content)


def test_filter_of_words_lays_no_call_bare(in_app, cast):
    with writing():
        db.session.get_one(Room, cast.harbour).filtered_words = "heck =>"
    with pytest.raises(Forbidden, match="may_not_mention_all"):
        said(cast.cal, cast.harbour, "heck@room")


def test_here_calls_who_is_online_and_nobody_else(in_app, cast):
    roster().connect(cast.bea.id)
    view = said(cast.ada, cast.harbour, "lunch, @here?")
    roster().disconnect(cast.bea.id, active=True, clean=True)
    assert (view.mentions_room, view.mention_ids) == (False, ())
    assert rows(view.id) == {(cast.bea.id, view.seq, False)}


def test_fifty_one_names_are_too_many(in_app, cast):
    with pytest.raises(Invalid, match="too_many_mentions"):
        said(cast.ada, cast.harbour, " ".join(f"@name{number}" for number in range(51)))


def test_fifty_one_names_between_marks_are_too_many(in_app, cast):
    with pytest.raises(Invalid, match="too_many_mentions"):
        said(cast.ada, cast.harbour, " ".join(f"_@name{number}_" for number in range(51)))


def test_edit_calls_whom_it_names_now(in_app, cast):
    view = said(cast.ada, cast.harbour, "@bea")
    with writing():
        edited = edit(cast.ada.viewer, view.id, "@cal @room")
    assert (edited.mention_ids, edited.mentions_room) == ((cast.cal.id,), True)
    assert rows(view.id) == {(cast.cal.id, view.seq, True)}


def test_deleted_message_calls_nobody(in_app, cast):
    view = said(cast.ada, cast.harbour, "@bea @room")
    with writing():
        delete(cast.ada.viewer, view.id)
    assert rows(view.id) == set()
    stored = db.session.get_one(Message, view.id)
    assert (stored.mention_count, stored.mentions_room) == (0, False)
    assert counts(cast.bea, cast.harbour) == 0


def test_unread_mentions_are_counted_each_message_once(in_app, cast):
    said(cast.ada, cast.harbour, "@bea")
    said(cast.ada, cast.harbour, "@bea and all the @room")
    said(cast.ada, cast.harbour, "@cal")
    assert counts(cast.bea, cast.harbour) == 2
    assert counts(cast.cal, cast.harbour) == 2


def test_what_was_read_or_said_by_oneself_calls_no_more(in_app, cast):
    view = said(cast.ada, cast.harbour, "@bea @room")
    assert counts(cast.ada, cast.harbour) == 0
    with writing():
        mark_read(cast.bea.viewer, room_for(cast.bea.viewer, cast.harbour), view.seq)
    assert counts(cast.bea, cast.harbour) == 0


def test_mention_by_somebody_blocked_is_not_counted(in_app, cast):
    said(cast.eve, cast.square, "hello")
    with writing():
        say(cast.ada, cast.square, "hi")
    said(cast.eve, cast.square, "and @ada?")
    assert counts(cast.ada, cast.square) == 0


def test_public_rooms_are_linked_and_private_ones_are_text(in_app, cast):
    html = said(cast.ada, cast.harbour, "#market #harbour #nowhere #lobby").content_html
    assert 'href="/rooms/market"' in html
    assert 'href="/rooms/lobby"' in html
    assert html.count("<a ") == 2


def test_reply_in_a_thread_calls_without_a_place_in_the_room(in_app, cast):
    root = said(cast.ada, cast.harbour, "a thread")
    with writing():
        draft = MessageDraft("@bea", "reply", thread_id=root.id)
        reply = post(cast.ada.viewer, cast.harbour, draft).message
    assert rows(reply.id) == {(cast.bea.id, None, True)}
    assert counts(cast.bea, cast.harbour) == 0


def test_who_is_erased_is_called_no_more(in_app, cast):
    view = said(cast.ada, cast.harbour, "@bea @cal")
    with writing():
        erase(db.session.get_one(User, cast.cal.id), erase_messages=False)
    assert message_for(cast.ada.viewer, view.id).mention_ids == (cast.bea.id,)
    assert list(differences()) == []


def test_counts_of_what_calls_those_here_are_right(in_app, cast):
    roster().connect(cast.bea.id)
    said(cast.ada, cast.harbour, "@here and @cal")
    roster().disconnect(cast.bea.id, active=True, clean=True)
    assert list(differences()) == []


def counts(person, room_id: int) -> int:
    return mention_counts(person.id, [room_id]).get(room_id, 0)
