"""The list of what one was told, and how one wishes to be told, without scripts."""

from __future__ import annotations

import re

import pytest

from chatty.core.db import db, writing
from chatty.messages.actions import post
from chatty.messages.models import Mention, MessageDraft
from chatty.notifications.jobs import follow_log
from chatty.notifications.models import NotificationSettings
from tests.push_service import SOME_KEYS

LIST, SETTINGS = "/notifications", "/settings/notifications"
FORM = {"_method": "put", "quiet": "off", "keywords": ""}


@pytest.fixture
def called(app, cast) -> int:
    """Ada calls cal in harbour; the id of her message."""
    with app.app_context():
        with writing():
            view = post(cast.ada.viewer, cast.harbour, MessageDraft("cal, the tide!", "c1")).message
            mention = Mention(
                message_id=view.id, user_id=cast.cal.id, room_id=cast.harbour, seq=view.seq
            )
            db.session.merge(mention)
        follow_log()
    return view.id


def opened(html: str) -> str:
    """Where the first notification is opened."""
    found = re.search(r'action="(/notifications/\d+/read)"', html)
    assert found
    return found[1]


def test_list_says_who_wanted_what_and_how_it_began(cal, called):
    html = cal.page(LIST).html
    assert "Ada mentioned you in Harbour" in html
    assert "cal, the tide!" in html


def test_bell_counts_what_waits(cal, called):
    assert re.search(r'data-bell-target="count">1<', cal.page("/rooms").html)


def test_each_leads_to_its_place_and_is_read_by_it(cal, called):
    there = cal.submit(LIST, opened(cal.page(LIST).html), _method="put")
    assert there.location.endswith(f"?around=1#message-{called}")
    assert "All seen" in cal.page(f"{LIST}?show=unread").html


def test_reply_in_a_thread_leads_into_the_thread(app, cast, cal):
    with app.app_context():
        with writing():
            root = post(cast.cal.viewer, cast.harbour, MessageDraft("who sails?", "r1")).message.id
        with writing():
            draft = MessageDraft("I do", "r2", thread_id=root)
            reply = post(cast.ada.viewer, cast.harbour, draft).message.id
        follow_log()
    there = cal.submit(LIST, opened(cal.page(LIST).html), _method="put")
    place = f"/messages/{root}/thread?around=1#message-{reply}"
    assert cal.get(there.location).location == place


def test_one_is_marked_as_read_without_going_there(cal, called):
    back = cal.submit(LIST, opened(cal.page(LIST).html), _method="put", stay="1")
    assert back.location == LIST
    assert "Mark all as read" not in cal.page(LIST).html


def test_all_are_marked_as_read(cal, called):
    newest = re.search(r'name="upto" value="(\d+)"', cal.page(LIST).html)
    assert newest
    cal.submit(LIST, f"{LIST}/read", _method="put", upto=newest[1])
    assert "All seen" in cal.page(f"{LIST}?show=unread").html


def test_empty_list_says_what_will_stand_there(bea):
    assert "Nothing yet" in bea.page(LIST).html


def test_script_asks_for_the_count_alone(cal, called):
    answer = cal.client.get(LIST, headers={"Accept": "application/json"})
    assert answer.json == {"unreadCount": 1, "quiet": False}


def test_script_asks_whether_it_may_make_a_sound(cal):
    cal.submit(SETTINGS, SETTINGS, **FORM | {"quiet": "2h"})
    assert cal.client.get(LIST, headers={"Accept": "application/json"}).json["quiet"] is True


def test_visitor_has_no_list(visitor):
    assert visitor.client.get(LIST).status_code in {302, 303, 401}


def test_wishes_are_kept_and_shown(cal):
    typed = FORM | {"begin0": "22:00", "until0": "07:30", "keywords": "deploy\nrelease"}
    assert cal.submit(SETTINGS, SETTINGS, **typed, push_content="on").location == SETTINGS
    html = cal.page(SETTINGS).html
    assert 'value="22:00"' in html
    assert 'value="07:30"' in html
    assert "deploy\nrelease" in html.replace("\r", "")


def test_do_not_disturb_lasts_as_long_as_was_chosen(app, cal, cast):
    cal.submit(SETTINGS, SETTINGS, **FORM | {"quiet": "2h"})
    assert "You are not disturbed until" in cal.page(SETTINGS).html
    cal.submit(SETTINGS, SETTINGS, **FORM | {"quiet": "on"})
    with app.app_context():
        kept = db.session.get_one(NotificationSettings, cast.cal.id)
        assert (kept.is_quiet, kept.quiet_until) == (True, None)
    cal.submit(SETTINGS, SETTINGS, **FORM)
    assert "You are not disturbed" not in cal.page(SETTINGS).html


@pytest.mark.parametrize(
    "typed",
    [
        {"keywords": "w" * 41},
        {"begin3": "25:00", "until3": "07:00"},
        {"begin3": "22:00"},
        {"begin3": "7:", "until3": "08:00"},
        {"begin3": ":30", "until3": "08:00"},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(cal, typed):
    refused = cal.submit(SETTINGS, SETTINGS, **FORM | typed)
    assert refused.status_code == 422
    assert next(iter(typed.values())) in refused.text


def test_browser_is_told_until_it_is_taken_off(cal):
    keys = {"endpoint": "https://push.example.org/a", **SOME_KEYS}
    assert cal.submit(SETTINGS, f"{SETTINGS}/devices", _method="put", **keys).status_code == 204
    found = re.search(rf'action="({SETTINGS}/devices/\d+)"', cal.page(SETTINGS).html)
    assert found
    assert cal.submit(SETTINGS, found[1], _method="delete").location == SETTINGS
    assert found[1] not in cal.page(SETTINGS).html


def test_worker_that_receives_push_stands_at_the_root_and_is_asked_for_anew(visitor):
    answer = visitor.client.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert "no-cache" in answer.headers["Cache-Control"]
    assert b"showNotification" in answer.data
