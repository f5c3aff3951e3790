"""One mail about what was missed, at a real mail server, and the way to get no more of them."""

from __future__ import annotations

import re
from datetime import timedelta
from secrets import token_hex
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.messages.actions import delete, post
from chatty.messages.models import Mention, MessageDraft
from chatty.notifications.actions import Wishes, keep_wishes
from chatty.notifications.jobs import configure_digests, follow_log, mail_missed
from chatty.presence.models import Roster
from chatty.presence.queries import install_roster, roster
from chatty.rooms.actions import mark_read
from chatty.rooms.models import Room

pytestmark = pytest.mark.both_databases


@pytest.fixture
def away(in_app, cast, post_office):
    """Cal has an address, and is away; what is mailed is read by calling this."""
    with writing():
        db.session.get_one(User, cast.cal.id).email = "cal@example.org"

    def read():
        mail_missed()
        return post_office().letters

    return read


def call(cast, content: str = "cal?", *, calls: bool = True) -> int:
    with writing():
        view = post(cast.ada.viewer, cast.harbour, MessageDraft(content, token_hex(8))).message
        if calls:
            db.session.merge(
                Mention(message_id=view.id, user_id=cast.cal.id, room_id=cast.harbour, seq=view.seq)
            )
    follow_log()
    return view.id


def later(**by: int) -> None:
    clock.clock.move(timedelta(**by))


def test_mail_says_who_called_and_where_and_nothing_of_what_was_said(cast, away):
    message_id = call(cast, "a canary")
    later(minutes=31)
    (letter,) = away()
    assert letter.to == "cal@example.org"
    assert letter.subject == "Something waits for you at chatty"
    assert "Ada mentioned you in Harbour" in letter.text
    assert f"https://chat.example/rooms/harbour?around=1#message-{message_id}" in letter.text
    assert "Ada mentioned you in Harbour" in letter.html
    assert "canary" not in str(letter.message)


def test_nothing_is_mailed_before_the_time(cast, away):
    call(cast)
    later(minutes=29)
    assert away() == []


def test_each_thing_is_mailed_once_and_not_more_than_once_in_a_while(cast, away):
    call(cast, "one")
    later(minutes=31)
    assert len(away()) == 1
    call(cast, "two")
    later(minutes=31)
    assert len(away()) == 1
    later(hours=4)
    assert len(away()) == 2
    later(hours=5)
    assert len(away()) == 2


def test_what_nobody_was_called_by_is_not_mailed(cast, away):
    call(cast, calls=False)
    later(minutes=31)
    assert away() == []


def test_who_read_it_or_is_here_is_not_mailed(cast, away):
    call(cast)
    with writing():
        mark_read(cast.cal.viewer, db.session.get_one(Room, cast.harbour), 1)
    later(minutes=31)
    assert away() == []
    call(cast, "two")
    later(minutes=31)
    before, here = roster(), Roster("here", now=clock.monotonic, tell=lambda _change: None)
    install_roster(here)
    here.connect(cast.cal.id)
    assert away() == []
    install_roster(before)
    assert len(away()) == 1


def test_deleted_message_is_not_mailed(cast, away):
    message_id = call(cast)
    later(minutes=31)
    with writing():
        delete(cast.ada.viewer, message_id)
    assert away() == []


@pytest.mark.parametrize("wishes", [Wishes(mail_digest=False), Wishes(is_quiet=True)])
def test_who_does_not_wish_it_is_not_mailed(cast, away, wishes):
    with writing():
        keep_wishes(cast.cal.viewer, wishes)
    call(cast)
    later(minutes=31)
    assert away() == []


def test_mail_waits_until_one_may_be_disturbed(cast, away):
    with writing():
        keep_wishes(cast.cal.viewer, Wishes(is_quiet=True))
    call(cast)
    later(minutes=31)
    assert away() == []
    with writing():
        keep_wishes(cast.cal.viewer, Wishes())
    assert len(away()) == 1


def test_address_that_is_not_confirmed_gets_nothing(cast, away):
    with writing():
        user = db.session.get_one(User, cast.cal.id)
        user.email, user.pending_email = None, "cal@example.org"
    call(cast)
    later(minutes=31)
    assert away() == []


def test_operator_chooses_when_or_never(cast, away):
    call(cast)
    configure_digests(0)
    later(minutes=31)
    assert away() == []
    configure_digests(90)
    assert away() == []
    later(minutes=60)
    assert len(away()) == 1
    configure_digests(30)


def test_two_processes_mail_once(in_app, cast, away):
    call(cast)
    later(minutes=31)
    start = Barrier(2)

    def run() -> None:
        with in_app.app_context():
            start.wait()
            mail_missed()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(away()) == 1


def test_link_ends_them_with_one_request_and_without_signing_in(in_app, cast, away):
    call(cast)
    later(minutes=31)
    (letter,) = away()
    address = re.fullmatch("<https://chat.example(/.+)>", letter.message["List-Unsubscribe"])
    assert address
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = in_app.test_client()
    # To open it, as scanners of mail do, ends nothing.
    assert client.get(address[1]).status_code == 200
    assert _wishes_mail(cast)
    answer = client.post(address[1], data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not _wishes_mail(cast)
    assert client.post(address[1][:-1] + "_").status_code == 404


def _wishes_mail(cast) -> bool:
    query = sa.text("SELECT mail_digest FROM notification_settings WHERE user_id = :id")
    found = bool(db.session.scalar(query, {"id": cast.cal.id}))
    db.session.rollback()
    return found


@pytest.mark.parametrize(("quiet", "other"), [("bea", "cal"), ("cal", "bea")])
def test_who_wishes_no_mail_now_keeps_nobody_elses_waiting(cast, away, monkeypatch, quiet, other):
    monkeypatch.setattr("chatty.core.limits.DIGESTS_AT_ONCE", 1)
    with writing():
        db.session.get_one(User, cast.bea.id).email = "bea@example.org"
        keep_wishes(getattr(cast, quiet).viewer, Wishes(is_quiet=True))
        view = post(cast.ada.viewer, cast.harbour, MessageDraft("@bea @cal", token_hex(8))).message
    follow_log()
    assert view.seq
    later(minutes=31)
    assert [letter.to for letter in away()] == [f"{other}@example.org"]
