"""Each fact becomes frames that the published models describe, for those they are for."""

from __future__ import annotations

import importlib
from dataclasses import is_dataclass
from inspect import getmembers, isclass
from pathlib import Path

import pytest
from sqlalchemy import select

import chatty
from chatty.accounts.actions import (
    Device,
    close_session,
    deactivate,
    delete_account,
    open_family,
    remove_email,
    set_theme,
    update_profile,
)
from chatty.accounts.models import Theme, Viewer
from chatty.core.db import db, writing
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.rooms.actions import create_room, join, leave, mark_read
from chatty.rooms.models import Room, RoomDraft
from chatty.rooms.queries import room_for
from chatty.stream.models import Event
from chatty.wire.base import compact
from chatty.wire.frames.facts.building import _builders
from chatty.wire.frames.models import FRAMES, kind_of
from tests.cast import say, sign_up

MODELS = {kind_of(model): model for model in FRAMES}


def facts() -> list[type]:
    """The facts of every domain."""
    found: list[type] = []
    for path in Path(chatty.__path__[0]).glob("*/events.py"):
        name = f"chatty.{path.parent.name}.events"
        classes = getmembers(importlib.import_module(name), isclass)
        found += [one for _, one in classes if is_dataclass(one) and one.__module__ == name]
    return found


def fits(frame) -> None:
    """*frame*, with the cursor that the hub adds, is what its model says."""
    MODELS[frame["type"]].model_validate_json(compact(frame | {"cursor": "1-a"}))


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.__name__)
def test_fact_has_its_frames(fact):
    assert fact in _builders


@pytest.mark.both_databases
def test_message_is_told_to_its_room(told, cast):
    draft = MessageDraft("hello", "c1")
    ((topic, frame),) = told(lambda: post(cast.bea.viewer, cast.market, draft))
    fits(frame)
    assert topic == f"r:{cast.market}"
    assert (frame["content"], frame["userName"], frame["seq"]) == ("hello", "Bea", 1)


@pytest.mark.both_databases
def test_event_of_a_message_knows_the_message_and_its_place(in_app, cast):
    with writing():
        posted = post(cast.bea.viewer, cast.market, MessageDraft("hello", "c1"))
    event = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.kind, event.ref, event.seq) == ("CHAT_MESSAGE", posted.message.id, 1)


@pytest.mark.both_databases
def test_joining_is_told_to_the_person_and_to_the_room(told, cast):
    (to_person, added), (to_room, joined) = told(
        lambda: join(cast.dan.viewer, room_for(cast.dan.viewer, cast.market))
    )
    fits(added)
    fits(joined)
    assert (to_person, to_room) == (f"u:{cast.dan.id}", f"r:{cast.market}")
    assert (added["room"]["membership"]["role"], added["visibleFromSeq"]) == ("member", 1)
    assert (joined["user"]["username"], joined["memberCount"]) == ("dan", 3)


@pytest.mark.both_databases
def test_room_that_was_joined_comes_with_its_newest_message_if_it_may_be_seen(told, cast):
    with writing():
        post(cast.bea.viewer, cast.market, MessageDraft("newest", "c1"))
    (_, added), _ = told(lambda: join(cast.dan.viewer, room_for(cast.dan.viewer, cast.market)))
    assert added["room"]["lastMessage"]["content"] == "newest"


@pytest.mark.both_databases
def test_leaving_is_told_to_the_person_and_to_the_room(told, cast):
    (to_person, removed), (to_room, left) = told(
        lambda: leave(cast.cal.viewer, room_for(cast.cal.viewer, cast.market))
    )
    fits(removed)
    fits(left)
    assert (to_person, to_room) == (f"u:{cast.cal.id}", f"r:{cast.market}")
    assert (removed["reason"], left["memberCount"]) == ("left", 1)


def test_new_room_is_told_to_its_maker_first(told, cast):
    draft = RoomDraft(kind="private", name="New")
    (to_person, added), (_, joined) = told(lambda: create_room(cast.dan.viewer, draft))
    fits(added)
    fits(joined)
    assert (to_person, added["room"]["membership"]["role"]) == (f"u:{cast.dan.id}", "owner")


def test_new_person_enters_the_lobby(told, cast):
    frames = [(topic, frame["type"]) for topic, frame in told(lambda: sign_up("fay"))]
    assert [kind for _, kind in frames] == ["ROOM_ADDED", "MEMBER_ADDED"]
    assert frames[1][0] == f"r:{cast.square}"


def test_read_marker_is_told_to_ones_own_devices(told, cast):
    with writing():
        post(cast.bea.viewer, cast.market, MessageDraft("hello", "c1"))
    room = db.session.get_one(Room, cast.market)
    ((topic, frame),) = told(lambda: mark_read(cast.cal.viewer, room, 1))
    fits(frame)
    assert (topic, frame["seq"]) == (f"u:{cast.cal.id}", 1)


def test_name_is_told_to_oneself_and_to_all_ones_rooms(told, cast):
    frames = told(lambda: update_profile(cast.cal.viewer, display_name="Calvin", bio="b"))
    assert {topic for topic, _ in frames} == {
        f"u:{cast.cal.id}",
        f"r:{cast.square}",
        f"r:{cast.harbour}",
        f"r:{cast.market}",
    }
    for _, frame in frames:
        fits(frame)
        assert frame["user"]["displayName"] == "Calvin"


def test_settings_are_told_to_oneself_alone(told, cast):
    ((topic, frame),) = told(lambda: set_theme(cast.cal.viewer, Theme.DARK))
    fits(frame)
    assert topic == f"u:{cast.cal.id}"
    assert (frame["settings"]["theme"], frame["settings"]["lastSeen"]) == ("dark", "friends")


def test_address_is_told_to_oneself_alone(told, cast):
    ((topic, frame),) = told(lambda: remove_email(cast.cal.viewer, device=Device()))
    fits(frame)
    assert (topic, frame["email"], frame["pendingEmail"]) == (f"u:{cast.cal.id}", None, None)


def test_end_of_a_login_is_told_to_its_streams(told, cast):
    with writing():
        family_id = open_family(cast.ada.id, Device()).family_id
    viewer = Viewer(user_id=cast.ada.id, family_id=family_id)
    ((topic, frame),) = told(lambda: close_session(viewer))
    fits(frame)
    assert topic == f"u:{cast.ada.id}"
    assert (frame["sessionId"], frame["familyId"], frame["all"]) == (None, str(family_id), False)


def test_erased_account_is_told_to_its_streams_and_wherever_it_wrote(told, cast):
    say(cast.bea, cast.market, "hello")
    db.session.commit()
    frames = told(lambda: delete_account(cast.bea.viewer, device=Device(), erase_messages=True))
    for _, frame in frames:
        fits(frame)
    kinds = [(topic, frame["type"]) for topic, frame in frames]
    assert (f"r:{cast.market}", "MEMBER_UPDATED") in kinds
    assert (f"r:{cast.market}", "PROFILE_UPDATED") in kinds
    own = [kind for topic, kind in kinds if topic == f"u:{cast.bea.id}"]
    assert own[:2] == ["USER_ERASED", "SESSION_REVOKED"]


def test_who_inherits_the_administration_is_told_alone(told, cast):
    device = Device()
    frames = told(
        lambda: delete_account(
            cast.admin.viewer, device=device, erase_messages=False, successor="Ada"
        )
    )
    about = [each for each in frames if each[1].get("user", {}).get("id") == str(cast.ada.id)]
    ((topic, frame),) = about
    fits(frame)
    assert (topic, frame["user"]["isAdmin"]) == (f"u:{cast.ada.id}", True)


def test_end_of_an_account_is_told_to_all_its_streams(told, cast):
    ((_, frame),) = told(lambda: deactivate(cast.ada.id))
    fits(frame)
    assert frame["all"] is True
