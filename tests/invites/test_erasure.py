"""Who deletes their account leaves friendships, blocks and invites behind."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import erase, update_profile
from chatty.accounts.queries import user_by_id
from chatty.core.db import db, writing
from chatty.core.errors import Forbidden
from chatty.friends.actions import befriend, block
from chatty.friends.models import Block, Friendship
from chatty.invites.actions import ask_friend, invite_by_mail
from chatty.invites.models import Invite
from chatty.mails.models import Mail
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.rooms.actions import join, open_direct, open_group
from chatty.rooms.models import Room
from chatty.rooms.queries import group_names
from chatty.stream.models import Event
from tests.cast import say

pytestmark = pytest.mark.both_databases


def count(table: type[Block | Friendship], *columns: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(sa.or_(*columns))
    return db.session.scalar(query) or 0


def test_nothing_between_people_outlives_an_account(in_app, cast):
    with writing():
        ask_friend(cast.ada.viewer, user_by_id(cast.cal.id))
        block(cast.ada.viewer, cast.dan.id)
        block(cast.dan.viewer, cast.ada.id)
        room, _ = open_direct(cast.ada.viewer, user_by_id(cast.bea.id))
    with writing():
        erase(user_by_id(cast.ada.id), erase_messages=False)
    low, high = Friendship.user_low_id, Friendship.user_high_id
    assert count(Friendship, low == cast.ada.id, high == cast.ada.id) == 0
    assert count(Block, Block.blocker_id == cast.ada.id, Block.blocked_id == cast.ada.id) == 0
    states = db.session.scalars(sa.select(Invite.state).where(Invite.inviter_id == cast.ada.id))
    assert set(states) == {"revoked"}
    with pytest.raises(Forbidden, match="direct_closed"), writing():
        post(cast.bea.viewer, room.id, MessageDraft("are you there", "c1"))


@pytest.mark.parametrize("erase_messages", [False, True])
def test_log_names_nobody_to_friends_and_to_who_came_later(in_app, cast, erase_messages):
    """S30: friends were told the profile, newcomers and peers what was said last."""
    with writing():
        update_profile(cast.bea.viewer, display_name="Beatrice Realname", bio="sails at night")
    with writing():
        room, _ = open_direct(cast.bea.viewer, user_by_id(cast.ada.id))
        say(cast.bea, room.id, "words for ada", "c1")
        say(cast.bea, cast.market, "words for all", "c2")
    with writing():
        join(cast.dan.viewer, db.session.get_one(Room, cast.market))
    with writing():
        erase(user_by_id(cast.bea.id), erase_messages=erase_messages)
    db.session.expire_all()
    log = "".join(db.session.scalars(sa.select(Event.payload)))
    assert "Realname" not in log
    assert "sails at night" not in log
    assert ("words for" in log) is not erase_messages
    of_bea = sa.select(Event.kind).where(Event.topic == f"u:{cast.bea.id}").order_by(Event.id)
    assert db.session.scalars(of_bea).first() in {"USER_ERASED", "ROOM_REMOVED", "FRIEND_UPDATED"}


def test_group_without_a_name_keeps_nobodys_name(in_app, cast):
    with writing():
        befriend(cast.ada.id, cast.dan.id)
        update_profile(cast.dan.viewer, display_name="Daniel Realname")
    with writing():
        others = [user_by_id(person.id) for person in (cast.bea, cast.dan)]
        room_id = open_group(cast.ada.viewer, others).id
    with writing():
        erase(user_by_id(cast.dan.id), erase_messages=False)
    db.session.expire_all()
    room = db.session.get_one(Room, room_id)
    assert group_names([room]) == {room_id: "Ada, Bea, Deleted user"}
    assert "Realname" not in "".join(db.session.scalars(sa.select(Event.payload)))
    last = sa.select(Event.payload).where(Event.kind == "ROOM_ADDED").order_by(Event.id.desc())
    assert "Ada, Bea, Deleted user" in (db.session.scalars(last).first() or "")


def test_invites_keep_no_words_and_mail_nothing_any_more(in_app, cast, post_office):
    with writing():
        mailed = invite_by_mail(cast.cal.viewer, "new@home.example", note="It is me").id
    with writing():
        erase(user_by_id(cast.cal.id), erase_messages=False)
    db.session.expire_all()
    notes = sa.select(Invite.note, Invite.email).where(Invite.inviter_id == cast.cal.id)
    assert {tuple(row) for row in db.session.execute(notes)} == {("", None)}
    assert db.session.scalars(sa.select(Mail).where(Mail.token_id == mailed)).all() == []
    log = "".join(db.session.scalars(sa.select(Event.payload)))
    assert "Met you at the fair." not in log
    assert "home.example" not in log
    assert post_office().letters == []
