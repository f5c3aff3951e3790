"""Nobody finds what they may not read now."""

from __future__ import annotations

import pytest

from chatty.accounts.actions import erase
from chatty.accounts.models import VISITOR, User
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.errors import Invalid
from chatty.friends.actions import block
from chatty.messages.actions import delete, edit
from chatty.messages.models import Message
from chatty.rooms.actions import ban
from chatty.rooms.models import Membership, Room
from chatty.search.jobs import forget_erased
from chatty.search.models import SearchEntry
from chatty.search.queries import find_messages

pytestmark = pytest.mark.both_databases


def test_stranger_finds_nothing_of_a_private_room(cast, say, find):
    say(cast.ada, cast.harbour, "the secret tide")
    assert find(cast.cal, "secret") == ["the secret tide"]
    assert find(cast.dan, "secret") == []


def test_open_room_is_found_by_who_is_not_in_it_and_by_visitors(cast, say, find):
    say(cast.bea, cast.market, "fresh fish")
    say(cast.ada, cast.harbour, "fresh secrets")
    assert find(cast.dan, "fresh") == ["fresh fish"]
    assert [hit.message.content for hit in find_messages(VISITOR, "fresh").items] == ["fresh fish"]


def test_newcomer_finds_nothing_from_before_their_beginning(cast, say, find):
    say(cast.ada, cast.harbour, "tide of old")
    with writing():
        db.session.get_one(Membership, (cast.harbour, cast.cal.id)).visible_from_seq = 2
    say(cast.ada, cast.harbour, "tide of now")
    assert find(cast.cal, "tide") == ["tide of now"]
    assert find(cast.bea, "tide") == ["tide of now", "tide of old"]


@pytest.mark.parametrize("column", ["first_seq", "open_from_seq"])
def test_what_a_room_cut_off_is_not_found(cast, say, find, column):
    say(cast.bea, cast.market, "tide of old")
    with writing():
        setattr(db.session.get_one(Room, cast.market), column, 2)
    say(cast.bea, cast.market, "tide of now")
    assert find(cast.dan, "tide") == ["tide of now"]


def test_reply_in_a_thread_is_found_with_its_root(cast, say, find):
    root = say(cast.ada, cast.harbour, "root")
    say(cast.bea, cast.harbour, "tide in the thread", thread_id=root)
    assert find(cast.cal, "tide") == ["tide in the thread"]
    with writing():
        db.session.get_one(Membership, (cast.harbour, cast.cal.id)).visible_from_seq = 2
    assert find(cast.cal, "tide") == []


def test_who_is_banned_from_an_open_room_finds_nothing_there(cast, say, find):
    say(cast.bea, cast.market, "tide")
    with writing():
        ban(cast.bea.viewer, cast.market, cast.cal.id)
    assert find(cast.cal, "tide") == []


def test_archived_room_is_found_by_its_members_only(cast, say, find):
    say(cast.bea, cast.market, "tide")
    with writing():
        db.session.get_one(Room, cast.market).archived_at = clock.now()
    assert find(cast.cal, "tide") == ["tide"]
    assert find(cast.dan, "tide") == []


def test_message_whose_time_is_over_is_not_found(cast, say, find):
    message_id = say(cast.bea, cast.market, "tide")
    with writing():
        db.session.get_one(Message, message_id).expires_at = clock.now()
    assert find(cast.cal, "tide") == []


def test_who_left_finds_nothing_more(cast, say, find):
    say(cast.ada, cast.harbour, "tide")
    with writing():
        db.session.delete(db.session.get_one(Membership, (cast.harbour, cast.cal.id)))
    assert find(cast.cal, "tide") == []


def test_blocked_people_are_left_out(cast, say, find):
    say(cast.cal, cast.market, "tide of cal")
    with writing():
        block(cast.bea.viewer, cast.cal.id)
    assert find(cast.bea, "tide") == []
    assert find(cast.dan, "tide") == ["tide of cal"]


def test_deleted_message_is_found_no_more_and_leaves_no_entry(cast, say, find):
    message_id = say(cast.bea, cast.market, "the canary sings")
    assert find(cast.cal, "canary") == ["the canary sings"]
    with writing():
        delete(cast.bea.viewer, message_id)
    assert db.session.get(SearchEntry, message_id) is None
    assert find(cast.cal, "canary") == []


def test_edited_message_is_found_by_what_it_says_now(cast, say, find):
    message_id = say(cast.bea, cast.market, "the canary sings")
    find(cast.cal, "canary")
    with writing():
        edit(cast.bea.viewer, message_id, "the lark sings")
    assert find(cast.cal, "canary") == []
    assert find(cast.cal, "lark") == ["the lark sings"]


def test_who_took_back_their_words_is_not_found(cast, say, find):
    message_id = say(cast.cal, cast.market, "the canary sings")
    find(cast.bea, "canary")
    with writing():
        erase(db.session.get_one(User, cast.cal.id), erase_messages=True)
    assert find(cast.bea, "canary") == []
    forget_erased()
    assert db.session.get(SearchEntry, message_id) is None


def test_room_that_may_not_be_read_is_like_none(cast, find):
    answers = []
    for address in ("harbour", "nowhere", str(cast.harbour), "999999"):
        with pytest.raises(Invalid) as refusal:
            find(cast.dan, f"tide in:#{address}")
        answers.append(refusal.value.errors)
    assert answers.count(answers[0]) == len(answers)


def test_person_who_exists_is_like_one_who_does_not(cast, say, find):
    say(cast.ada, cast.harbour, "tide")
    assert find(cast.dan, "from:@ada") == find(cast.dan, "from:@nobody") == []
