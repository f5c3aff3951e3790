"""Devices are told while nobody looks, over a push service that opens what it gets."""

from __future__ import annotations

import json
from datetime import timedelta
from secrets import token_hex
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import Device as SignInDevice
from chatty.accounts.actions import open_family
from chatty.accounts.events import SessionRevoked
from chatty.core import clock, limits
from chatty.core.db import db, writing
from chatty.core.errors import Invalid
from chatty.core.facts import record
from chatty.core.fetching import fetcher
from chatty.core.webpush import Keys
from chatty.messages.actions import delete, post
from chatty.messages.models import Mention, MessageDraft
from chatty.notifications.actions import Wishes, keep_wishes, subscribe, unsubscribe
from chatty.notifications.jobs import follow_log, push_due, pushing
from chatty.notifications.models import PushDelivery, PushSubscription
from chatty.notifications.queries import due_deliveries
from chatty.presence.models import Roster
from chatty.presence.queries import install_roster, roster
from chatty.rooms.actions import mark_read
from chatty.rooms.models import Membership, Room
from tests.push_service import PushService

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cast import Person
    from tests.push_service import Device

pytestmark = pytest.mark.both_databases


@pytest.fixture
def service(in_app) -> Iterator[PushService]:
    """A push service that may be asked, although it is on this machine."""
    made = PushService()
    fetcher.configure([("127.0.0.1", made.port)])
    yield made
    fetcher.configure([])
    made.stop()


@pytest.fixture
def phone(service, cast) -> Device:
    """A device of cal's."""
    made: Device = service.device()
    subscribed(cast.cal, made)
    return made


def subscribed(person: Person, device: Device) -> int:
    with writing():
        keys = Keys(**device.subscription["keys"])
        return subscribe(person.viewer, device.endpoint, keys, device="Telephone").id


def call(cast, content: str = "cal?", *, calls: bool = True) -> int:
    """Ada says something in harbour, and calls cal by it; its id."""
    with writing():
        view = post(cast.ada.viewer, cast.harbour, MessageDraft(content, token_hex(8))).message
        if calls:
            mention = Mention(
                message_id=view.id, user_id=cast.cal.id, room_id=cast.harbour, seq=view.seq
            )
            db.session.merge(mention)
    follow_log()
    return view.id


def waiting() -> int:
    found = db.session.scalar(sa.select(sa.func.count()).select_from(PushDelivery)) or 0
    db.session.rollback()
    return found


def test_call_reaches_the_device_in_words_that_only_it_reads(cast, phone):
    message_id = call(cast, "the tide, cal")
    push_due()
    (told,) = phone.received
    assert told["title"] == "Ada mentioned you in Harbour"
    assert told["body"] == "the tide, cal"
    assert told["url"] == f"/rooms/harbour?around=1#message-{message_id}"
    assert told["badge"] == 1
    assert phone.heads[0]["TTL"] == "86400"
    assert waiting() == 0


def test_each_push_is_sent_once(cast, phone, service):
    call(cast)
    for _ in range(3):
        push_due()
    assert service.asked == 1


def test_ordinary_messages_are_pushed_once_for_each_room(cast, phone):
    for number in range(3):
        call(cast, f"line {number}", calls=False)
    push_due()
    assert [told["body"] for told in phone.received] == ["line 2"]
    assert phone.received[0]["title"] == "Ada wrote in Harbour"


def test_who_wishes_no_words_gets_none(cast, phone):
    with writing():
        keep_wishes(cast.cal.viewer, Wishes(push_words=False))
    call(cast, "a secret")
    push_due()
    (told,) = phone.received
    assert "secret" not in json.dumps(told)
    assert "Ada" not in json.dumps(told)


def test_who_is_active_on_some_device_is_not_pushed(cast, phone, service):
    before, here = roster(), Roster("here", now=clock.monotonic, tell=lambda _change: None)
    install_roster(here)
    try:
        here.connect(cast.cal.id)
        call(cast, "one")
        here.set_active(cast.cal.id, active=False)
        call(cast, "two")
        push_due()
    finally:
        install_roster(before)
    assert [told["body"] for told in phone.received] == ["two"]


def test_who_does_not_wish_to_be_disturbed_is_not(cast, phone, service):
    with writing():
        keep_wishes(cast.cal.viewer, Wishes(is_quiet=True))
    call(cast)
    push_due()
    assert (service.asked, waiting()) == (0, 0)


def test_who_is_quiet_by_the_time_it_would_leave_is_not_disturbed(cast, phone, service):
    call(cast)
    with writing():
        keep_wishes(cast.cal.viewer, Wishes(is_quiet=True))
    push_due()
    assert (service.asked, waiting()) == (0, 0)


def test_what_was_read_or_deleted_meanwhile_is_not_pushed(cast, phone, service):
    message_id = call(cast, "one")
    with writing():
        delete(cast.ada.viewer, message_id)
    call(cast, "two")
    with writing():
        mark_read(cast.cal.viewer, db.session.get_one(Room, cast.harbour), 2)
    push_due()
    assert (service.asked, waiting()) == (0, 0)


def test_who_is_out_of_the_room_hears_no_more_of_it(cast, phone, service):
    call(cast)
    with writing():
        gone = sa.delete(Membership).where(Membership.user_id == cast.cal.id)
        db.session.execute(gone)
    push_due()
    assert service.asked == 0


@pytest.mark.parametrize("status", [404, 410])
def test_device_that_is_gone_is_forgotten(cast, phone, service, status):
    service.answers = [(status, {})]
    call(cast)
    push_due()
    assert db.session.scalars(sa.select(PushSubscription)).all() == []
    assert waiting() == 0


def test_busy_service_is_asked_again_when_it_said(cast, phone, service):
    service.answers = [(429, {"Retry-After": "90"})]
    call(cast)
    push_due()
    clock.clock.move(timedelta(seconds=60))
    push_due()
    assert phone.received == []
    clock.clock.move(timedelta(seconds=40))
    push_due()
    assert len(phone.received) == 1


def test_service_that_names_no_sane_time_does_not_keep_others_waiting(cast, phone, service):
    service.answers = [(429, {"Retry-After": "9" * 20})]
    call(cast)
    push_due()
    clock.clock.move(timedelta(seconds=10))
    push_due()
    assert len(phone.received) == 1


def test_service_that_fails_is_asked_again_later_and_not_for_ever(cast, phone, service):
    service.answers = [(503, {})] * 50
    call(cast)
    for _ in range(limits.PUSH_ATTEMPTS + 3):
        push_due()
        clock.clock.move(timedelta(hours=2))
    assert service.asked <= limits.PUSH_ATTEMPTS
    assert waiting() == 0


def test_service_that_refuses_is_not_asked_again(cast, phone, service):
    service.answers = [(400, {})]
    call(cast)
    push_due()
    assert (service.asked, waiting()) == (1, 0)
    assert db.session.scalars(sa.select(PushSubscription)).all() != []


def test_what_is_told_while_an_older_one_leaves_is_told_too(
    in_app, cast, phone, service, monkeypatch
):
    call(cast, "one", calls=False)

    def send(letter):
        monkeypatch.undo()
        with in_app.app_context():
            call(cast, "two", calls=False)
        return pushing._send(letter)

    monkeypatch.setattr(pushing, "_send", send)
    push_due()
    push_due()
    assert [told["body"] for told in phone.received] == ["one", "two"]


def test_two_processes_send_each_push_once(in_app, cast, phone, service):
    for number in range(10):
        call(cast, f"cal {number}")
    start = Barrier(2)

    def run() -> None:
        with in_app.app_context():
            start.wait()
            push_due()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told["body"] for told in phone.received) == sorted(f"cal {n}" for n in range(10))


def test_process_that_dies_with_a_claimed_push_leaves_it_to_the_next(cast, phone):
    call(cast)
    (due,) = due_deliveries(1)
    assert pushing._claimed(due)
    push_due()
    assert phone.received == []
    clock.clock.move(limits.PUSH_CLAIMED_FOR + timedelta(seconds=1))
    push_due()
    assert len(phone.received) == 1


def test_address_that_is_not_public_is_never_asked(cast, phone, service):
    fetcher.configure([])
    call(cast)
    push_due()
    assert service.asked == 0
    assert db.session.scalars(sa.select(PushSubscription)).all() == []


def test_device_is_the_last_ones_who_subscribed_there(cast, phone):
    subscribed(cast.dan, phone)
    call(cast)
    push_due()
    assert phone.received == []


def test_device_ends_with_its_sign_in(cast, service):
    phone = service.device()
    with writing():
        made = subscribe(
            cast.cal.viewer, phone.endpoint, Keys(**phone.subscription["keys"]), device=""
        )
        made.family_id = open_family(cast.cal.id, SignInDevice()).family_id
        db.session.flush()
        record(SessionRevoked(user_id=cast.cal.id, family_id=made.family_id))
    assert db.session.scalars(sa.select(PushSubscription)).all() == []


def test_device_is_taken_off_by_its_owner_alone(cast, phone):
    (found,) = db.session.scalars(sa.select(PushSubscription)).all()
    with writing():
        unsubscribe(cast.ada.viewer, found.id)
    call(cast)
    push_due()
    with writing():
        unsubscribe(cast.cal.viewer, found.id)
    call(cast, "again")
    push_due()
    assert len(phone.received) == 1


def test_of_too_many_devices_the_first_is_told_no_more(cast, phone, service, monkeypatch):
    monkeypatch.setattr(limits, "PUSH_DEVICES", 1)
    second = service.device()
    subscribed(cast.cal, second)
    call(cast)
    push_due()
    assert (len(phone.received), len(second.received)) == (0, 1)


@pytest.mark.parametrize(
    "address", ["ftp://push.example/a", "https://", "x", "https://a/" + "b" * 2_048]
)
def test_what_is_no_push_service_is_refused(cast, phone, address):
    with pytest.raises(Invalid), writing():
        subscribe(cast.cal.viewer, address, Keys(**phone.subscription["keys"]), device="")


def test_pushes_to_one_person_keep_nobody_elses_waiting(cast, phone, service, monkeypatch):
    monkeypatch.setattr(limits, "PUSH_AT_ONCE", 2)
    for number in range(3):
        call(cast, f"cal? {number}")
    other = service.device()
    subscribed(cast.bea, other)
    with writing():
        post(cast.ada.viewer, cast.harbour, MessageDraft("bea too", token_hex(8)))
    follow_log()
    push_due()
    assert (len(phone.received), len(other.received)) == (1, 1)


def test_of_one_person_few_pushes_are_on_their_way_at_once(cast, phone, service):
    for _ in range(limits.PUSH_AT_ONCE_PERSON + 2):
        call(cast)
    assert push_due() == limits.PUSH_AT_ONCE_PERSON
