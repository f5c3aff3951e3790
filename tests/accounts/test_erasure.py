"""S78: the end of an account. Nothing personal stays, others lose nothing, the name waits."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import (
    Device,
    NewAccount,
    deactivate,
    delete_account,
    enter_as_guest,
    known_device_word,
    link_device,
    open_family,
    open_session,
    register,
    rotate,
    update_profile,
)
from chatty.accounts.jobs import erase_deactivated, forget_words
from chatty.accounts.models import (
    AuditEntry,
    AuditKind,
    Identity,
    OneTimeToken,
    Picture,
    PictureKind,
    RefreshFamily,
    RefreshToken,
    User,
    WebSession,
)
from chatty.accounts.queries import viewer_for_session_key
from chatty.core import clock as now
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.errors import Conflict, Invalid, NotFound
from chatty.messages.queries import history, message_for
from chatty.rooms.actions import join
from chatty.rooms.models import Membership, Room, RoomKind
from chatty.rooms.queries import overview_of
from chatty.stream.models import Event
from chatty.wire.resources import message_json, room_json
from tests.cast import open_room, password_hash, say, sign_up

PHONE = Device("Phone/1", "192.0.2.7")
SECRETS = ("bea@example.org", "Lemons", "+4912345", "192.0.2.7", "Europe/Berlin", "issuer.example")

pytestmark = pytest.mark.both_databases


def delete(person, *, erase_messages: bool = False, successor: str | None = None) -> None:
    with writing():
        viewer = replace(person.viewer)
        delete_account(viewer, device=Device(), erase_messages=erase_messages, successor=successor)


@pytest.fixture
def bea(in_app, cast):
    """Bea, with something in every personal column and table."""
    with writing():
        user = db.session.get_one(User, cast.bea.id)
        user.email = "bea@example.org"
        user.pending_email = "new.bea@example.org"
        user.bio = "Lemons"
        user.phone = "+4912345"
        user.birth_date = now.now().date()
        user.status_text = "Lemons"
        user.time_zone = "Europe/Berlin"
        user.avatar_key = "picture"
        db.session.add(
            Picture(key="picture", user_id=user.id, kind=PictureKind.AVATAR, created_at=now.now())
        )
        db.session.add(
            Identity(user_id=user.id, issuer="issuer.example", subject="b", created_at=now.now())
        )
        open_session(user.id, PHONE)
        rotate(open_family(user.id, PHONE).jti, address="")
        link_device(cast.bea.viewer, device=PHONE)
    return cast.bea


def test_nothing_personal_stays(bea):
    delete(bea)
    user = db.session.get_one(User, bea.id)
    assert user.display_name == "Deleted user"
    assert user.username == f"deleted-{bea.id}"
    row = str({column.name: getattr(user, column.key) for column in User.__table__.columns})
    assert [secret for secret in SECRETS if secret in row] == []
    for table in (WebSession, RefreshFamily, OneTimeToken, Identity):
        assert db.session.scalars(sa.select(table).where(table.user_id == bea.id)).all() == []
    assert db.session.scalars(sa.select(RefreshToken)).all() == []
    assert db.session.get_one(Picture, "picture").user_id is None, "which the sweeper takes"


def test_nobody_takes_the_name_for_thirty_days(bea):
    delete(bea)
    with pytest.raises(Conflict, match="username_taken"), writing():
        register(NewAccount("Bea", password_hash()))
    clock.move(limits.USERNAME_HELD_FOR + timedelta(minutes=1))
    forget_words()
    with writing():
        register(NewAccount("Bea", password_hash()))


def test_sessions_are_dead_at_once(bea):
    with writing():
        key = open_session(bea.id, PHONE)
    assert viewer_for_session_key(key) is not None
    delete(bea)
    assert viewer_for_session_key(key) is None


def test_rooms_pass_to_the_longest_standing_admin_then_member(bea, cast):
    delete(bea)
    market = db.session.get_one(Room, cast.market)
    assert (market.owner_id, market.archived_at) == (cast.cal.id, None)
    assert db.session.get_one(Membership, (cast.market, cast.cal.id)).role == "owner"
    delete(cast.ada)
    harbour = db.session.get_one(Room, cast.harbour)
    assert (harbour.owner_id, harbour.member_count) == (cast.cal.id, 1)
    delete(cast.cal)
    assert db.session.get_one(Room, cast.harbour).archived_at is not None
    ownerless = sa.select(Room.name).where(
        Room.owner_id.is_(None), Room.archived_at.is_(None), Room.kind != RoomKind.DIRECT
    )
    assert db.session.scalars(ownerless).all() == []


def test_heir_stands_in_the_log_of_the_room(bea, cast):
    delete(bea)
    query = sa.select(AuditEntry).where(AuditEntry.kind == AuditKind.OWNERSHIP_PASSED)
    passed = {entry.room_id: entry.target_id for entry in db.session.scalars(query)}
    assert passed[cast.market] == cast.cal.id


def test_room_without_anybody_else_is_archived(bea, cast):
    with writing():
        alone = open_room(bea, "Alone", RoomKind.PRIVATE).id
    delete(bea)
    assert db.session.get_one(Room, alone).archived_at is not None


def test_messages_stay_under_another_name(bea, cast):
    with writing():
        say(bea, cast.market, "the lemons are here", "c1")
    delete(bea)
    (view,) = history(cast.cal.viewer, db.session.get_one(Room, cast.market)).items
    assert (view.content, view.display_name) == ("the lemons are here", "Deleted user")


def test_messages_taken_back_are_seen_by_who_was_there_and_by_nobody_later(bea, cast):
    """The SyTest rule: members from before still see them, later joiners and visitors do not."""
    with writing():
        say(bea, cast.market, "the lemons are here", "c1")
        bystander = sign_up("fay")
    delete(bea, erase_messages=True)
    market = db.session.get_one(Room, cast.market)
    (seen,) = history(cast.cal.viewer, market).items
    assert (seen.content, seen.deleted_at) == ("the lemons are here", None)
    assert "lemons" not in str(history(bystander.viewer, market)), "who only looks in"
    with writing():
        join(bystander.viewer, market)
    (later,) = history(bystander.viewer, market).items
    body = message_json(later)
    assert (body["content"], body["contentHtml"], body["userName"]) == ("", "", "Deleted user")
    assert body["deletedAt"] is not None
    assert "lemons" not in str(message_for(bystander.viewer, later.id))
    for person, told in ((cast.cal, True), (bystander, False)):
        overview = overview_of(person.viewer, market)
        assert ("lemons" in str(room_json(overview, seen))) is told


@pytest.mark.parametrize("erase_messages", [False, True])
def test_what_is_still_to_be_told_names_nobody(bea, cast, erase_messages):
    with writing():
        say(bea, cast.market, "the lemons are here", "c1")
        say(cast.cal, cast.market, "thank you Bea")
    delete(bea, erase_messages=erase_messages)
    query = sa.select(Event.payload).where(Event.kind == "CHAT_MESSAGE").order_by(Event.id.desc())
    newest, before = (json.loads(text) for text in db.session.scalars(query.limit(2)))
    assert (newest["content"], newest["userName"]) == ("thank you Bea", "Cal")
    assert (before["userName"], before["avatarUrl"]) == ("Deleted user", None)
    assert before["content"] == ("" if erase_messages else "the lemons are here")
    assert (before["deletedAt"] is None) is not erase_messages
    people = sa.select(Event.payload).where(Event.kind.in_(("MEMBER_ADDED", "PROFILE_UPDATED")))
    described = "".join(db.session.scalars(people))
    assert '"displayName":"Bea"' not in described


def test_last_administrator_names_the_next_one(cast, in_app):
    admin = cast.admin
    with pytest.raises(Conflict, match="last_admin"):
        delete(admin)
    with pytest.raises(Invalid):
        delete(admin, successor="nobody-here")
    delete(admin, successor="Ada")
    assert db.session.get_one(User, cast.ada.id).is_admin


def test_account_that_was_shut_is_erased_after_thirty_days(cast, in_app):
    with writing():
        deactivate(cast.cal.id)
    assert erase_deactivated() == 0
    clock.move(limits.DEACTIVATED_ERASED_AFTER + timedelta(minutes=1))
    assert (erase_deactivated(), erase_deactivated()) == (1, 0)
    db.session.rollback()
    assert db.session.get_one(User, cast.cal.id).display_name == "Deleted user"


def test_device_word_of_who_is_gone_helps_nobody(bea):
    word = known_device_word(bea.id)
    delete(bea)
    assert str(bea.id) in word, "it names an account that nobody can sign in to"


def test_only_person_may_go_and_the_next_one_begins_anew(empty_app):
    with empty_app.app_context():
        with writing():
            first = sign_up("zoe")
        delete(first)
        with writing():
            second = register(NewAccount("yan", password_hash()))
        assert second.is_admin
        lobby = db.session.scalars(sa.select(Room).where(Room.kind == RoomKind.LOBBY)).one()
        assert (lobby.owner_id, lobby.member_count) == (second.id, 1)


def test_of_two_administrators_who_go_at_once_one_stays(in_app, cast):
    with writing():
        db.session.execute(sa.update(User).where(User.id == cast.dan.id).values(is_admin=True))
    people = [replace(person.viewer, is_admin=True) for person in (cast.admin, cast.dan)]

    def go(viewer) -> str:
        with in_app.app_context():
            try:
                with writing():
                    delete_account(viewer, device=Device(), erase_messages=False)
            except Conflict as error:
                return error.code
            return "gone"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(go, people))
    assert outcomes == ["gone", "last_admin"]


def test_after_the_last_member_the_next_one_is_the_administrator_guests_or_not(empty_app):
    with empty_app.app_context():
        with writing():
            first = sign_up("first")
            enter_as_guest("Gus")
        with writing():
            delete_account(first.viewer, device=Device(), erase_messages=False)
        with writing():
            assert sign_up("second").viewer.is_admin


def test_what_was_on_its_way_does_not_come_after_the_end(in_app, cast):
    delete(cast.cal)
    with pytest.raises(NotFound), writing():
        update_profile(cast.cal.viewer, bio="still here")
