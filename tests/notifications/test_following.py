"""The log is followed: everybody whom a message concerns hears of it, once."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_hex
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.queries import user_by_id
from chatty.core import clock, limits
from chatty.core.db import db, writing
from chatty.friends.actions import block
from chatty.messages.actions import delete, post, react, take_back
from chatty.messages.models import Mention, Message, MessageDraft, ThreadFollow
from chatty.notifications.actions import tell
from chatty.notifications.jobs import follow_log as follow
from chatty.notifications.jobs import following, forget_notifications
from chatty.notifications.models import Notification, NotificationSettings, NotifierPosition
from chatty.notifications.queries import notifications_of, unread_count
from chatty.rooms.actions import add_member, leave, mark_read, open_direct
from chatty.rooms.models import Membership, Room
from chatty.stream.jobs import prune_events
from chatty.stream.models import Event
from tests.cast import say, sign_up
from tests.factories import many_members, many_people

if TYPE_CHECKING:
    from tests.cast import Person

pytestmark = pytest.mark.both_databases


def called(person: Person, room_id: int, content: str, *, names: tuple[Person, ...] = ()) -> int:
    """A message of *person*'s that calls *names*; its id."""
    with writing():
        view = post(person.viewer, room_id, MessageDraft(content, token_hex(8))).message
        for other in names:
            db.session.merge(
                Mention(message_id=view.id, user_id=other.id, room_id=room_id, seq=view.seq)
            )
    return view.id


def to_all(message_id: int) -> None:
    with writing():
        calls = sa.update(Message).where(Message.id == message_id).values(mentions_room=True)
        db.session.execute(calls)


def told(person: Person) -> list[tuple[str, int | None]]:
    """What the person was told, newest first: why, and of which message."""
    found = notifications_of(person.viewer).items
    return [(each.row.kind, each.row.message_id) for each in found]


def level(person: Person, room_id: int, chosen: str) -> None:
    with writing():
        place = db.session.get_one(Membership, (room_id, person.id))
        place.notify_level = chosen


def test_who_is_called_hears_of_it_and_nobody_else(in_app, cast):
    message_id = called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    assert told(cast.cal) == [("mention", message_id)]
    assert told(cast.bea) == told(cast.ada) == []
    assert unread_count(cast.cal.viewer) == 1


def test_ordinary_message_in_a_room_stands_in_no_list(in_app, cast):
    called(cast.ada, cast.harbour, "just talking")
    follow()
    assert told(cast.bea) == told(cast.cal) == []


def test_direct_message_is_told(in_app, cast):
    with writing():
        room, _ = open_direct(cast.ada.viewer, user_by_id(cast.bea.id))
    message_id = called(cast.ada, room.id, "hi")
    follow()
    assert told(cast.bea) == [("message", message_id)]


def test_reply_is_told_to_whom_it_answers(in_app, cast):
    first = called(cast.bea, cast.harbour, "first")
    answer = called(cast.ada, cast.harbour, "answer")
    with writing():
        db.session.get_one(Message, answer).reply_to_id = first
    follow()
    assert told(cast.bea) == [("reply", answer)]
    assert told(cast.cal) == []


def test_thread_is_told_to_who_follows_it(in_app, cast):
    root, answer = called(cast.bea, cast.harbour, "root"), called(cast.ada, cast.harbour, "in it")
    with writing():
        message = db.session.get_one(Message, answer)
        message.root_seq, message.seq = message.seq, None
        message.thread_id, message.thread_seq = root, 1
        db.session.merge(ThreadFollow(thread_id=root, user_id=cast.bea.id))
        db.session.merge(ThreadFollow(thread_id=root, user_id=cast.cal.id, is_following=False))
    follow()
    assert told(cast.bea) == [("thread", answer)]
    assert told(cast.cal) == []


def test_keyword_is_told_to_who_waits_for_it_in_the_rooms_they_are_in(in_app, cast):
    with writing():
        for person in (cast.cal, cast.dan):
            db.session.add(NotificationSettings(user_id=person.id, keywords='["deploy"]'))
    message_id = called(cast.ada, cast.harbour, "We DEPLOY tonight")
    called(cast.ada, cast.harbour, "deployed")
    follow()
    assert told(cast.cal) == [("keyword", message_id)]
    assert [kind for kind, _ in told(cast.dan)] == ["invite"]


def test_reaction_is_told_to_who_wrote_and_once_for_each_person(in_app, cast):
    message_id = called(cast.ada, cast.harbour, "look")
    for act, emoji in ((react, "\U0001f44d"), (take_back, "\U0001f44d"), (react, "\U0001f389")):
        with writing():
            act(cast.bea.viewer, message_id, emoji)
        follow()
    assert told(cast.ada) == [("reaction", message_id)]
    assert told(cast.bea) == []


@pytest.mark.parametrize(("chosen", "count"), [("everything", 1), ("mentions", 1), ("nothing", 0)])
def test_level_of_the_room_is_heeded(in_app, cast, chosen, count):
    level(cast.cal, cast.harbour, chosen)
    called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    assert len(told(cast.cal)) == count


def test_nothing_is_told_of_whom_one_has_blocked(in_app, cast):
    with writing():
        block(cast.cal.viewer, cast.ada.id)
    called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    assert told(cast.cal) == []


def test_block_takes_away_what_was_told_before(in_app, cast):
    called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    with writing():
        block(cast.cal.viewer, cast.ada.id)
    assert told(cast.cal) == []


def test_deleted_message_is_told_to_nobody(in_app, cast):
    before = called(cast.ada, cast.harbour, "one", names=(cast.cal,))
    follow()
    after = called(cast.ada, cast.harbour, "two", names=(cast.cal,))
    for message_id in (before, after):
        with writing():
            delete(cast.ada.viewer, message_id)
    follow()
    assert told(cast.cal) == []


def test_who_leaves_a_room_keeps_nothing_of_it(in_app, cast):
    called(cast.bea, cast.market, "cal?", names=(cast.cal,))
    follow()
    with writing():
        leave(cast.cal.viewer, db.session.get_one(Room, cast.market))
    assert told(cast.cal) == []
    with writing():
        add_member(db.session.get_one(Room, cast.market), cast.cal.id)
    assert told(cast.cal) == []


def test_reading_the_room_is_reading_what_was_told_of_it(in_app, cast):
    called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    with writing():
        mark_read(cast.cal.viewer, db.session.get_one(Room, cast.harbour), 1)
    assert unread_count(cast.cal.viewer) == 0
    assert len(told(cast.cal)) == 1


def test_what_was_read_before_it_was_told_waits_for_nobody(in_app, cast):
    called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    with writing():
        mark_read(cast.cal.viewer, db.session.get_one(Room, cast.harbour), 1)
    follow()
    assert unread_count(cast.cal.viewer) == 0


def test_who_writes_has_seen_what_stood_above(in_app, cast):
    called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    called(cast.cal, cast.harbour, "yes")
    follow()
    assert unread_count(cast.cal.viewer) == 0


def test_marker_that_moved_at_the_same_moment_is_caught_up_with(in_app, cast):
    called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    with writing():
        # As if both had been written without seeing one another.
        db.session.get_one(Membership, (cast.harbour, cast.cal.id)).read_seq = 1
    follow()
    assert unread_count(cast.cal.viewer) == 0


def test_process_that_dies_in_between_leaves_nothing_half_done(in_app, cast, monkeypatch):
    message_id = called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))

    def die(everybody):
        tell(everybody)
        raise KeyboardInterrupt

    monkeypatch.setattr(following, "tell", die)
    with pytest.raises(KeyboardInterrupt):
        follow()
    assert told(cast.cal) == []
    monkeypatch.undo()
    follow()
    follow()
    assert told(cast.cal) == [("mention", message_id)]


def test_several_who_follow_at_once_tell_everybody_once(in_app, cast):
    for number in range(25):
        called(cast.ada, cast.harbour, f"cal {number}?", names=(cast.cal,))
    start = Barrier(3)

    def run() -> None:
        with in_app.app_context():
            start.wait()
            follow()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    follow()
    assert len(told(cast.cal)) == 25
    frames = sa.select(sa.func.count()).where(
        Event.kind == "NOTIFICATION", Event.topic == f"u:{cast.cal.id}"
    )
    assert db.session.scalar(frames) == 25


def test_call_to_a_large_room_reaches_everybody_in_steps(in_app, cast, monkeypatch):
    monkeypatch.setattr(limits, "NOTIFIED_AT_ONCE", 7)
    with writing():
        crowd = [sign_up(f"crowd{number}") for number in range(20)]
        for person in crowd:
            add_member(db.session.get_one(Room, cast.market), person.id)
    to_all(called(cast.bea, cast.market, "all of you"))
    say_after = called(cast.bea, cast.market, "and you", names=(cast.cal,))
    steps = 0
    while following._step() is not None:  # each step is a transaction
        steps += 1
    assert steps > 3
    assert all(len(told(person)) == 1 for person in crowd)
    assert told(cast.cal)[0] == ("mention", say_after)
    assert len(told(cast.cal)) == 2


def test_call_to_ten_thousand_reaches_each_of_them_once(in_app, cast):
    with writing():
        crowd = many_people(10_000)
        many_members(cast.market, crowd)
    to_all(called(cast.bea, cast.market, "all of you"))
    steps = 0
    while following._step() is not None:
        steps += 1
    assert steps >= 10_000 // limits.NOTIFIED_AT_ONCE
    count = sa.select(sa.func.count(), sa.func.count(sa.distinct(Notification.user_id)))
    row = db.session.execute(count.where(Notification.user_id.in_(crowd))).one()
    assert tuple(row) == (10_000, 10_000)


def test_event_that_was_forgotten_before_it_was_followed_is_passed_over(in_app, cast, monkeypatch):
    follow()
    called(cast.ada, cast.harbour, "lost", names=(cast.cal,))
    monkeypatch.setattr("chatty.stream.jobs.EVENTS_KEPT_AT_LEAST", 1)
    clock.clock.move(timedelta(days=8))
    called(cast.ada, cast.harbour, "found", names=(cast.cal,))
    prune_events()
    follow()
    follow()
    assert len(told(cast.cal)) == 1


def test_log_out_of_a_backup_is_followed_from_its_end(in_app, cast):
    with writing():
        db.session.execute(sa.update(NotifierPosition).values(event_id=10_000_000))
    follow()
    message_id = called(cast.ada, cast.harbour, "cal?", names=(cast.cal,))
    follow()
    assert told(cast.cal) == [("mention", message_id)]


def test_read_ones_are_forgotten_after_a_while_and_the_oldest_of_too_many(
    in_app, cast, monkeypatch
):
    for number in range(4):
        called(cast.ada, cast.harbour, f"{number}?", names=(cast.cal,))
    follow()
    monkeypatch.setattr(limits, "NOTIFICATIONS_PER_USER", 3)
    forget_notifications()
    assert len(told(cast.cal)) == 3
    with writing():
        mark_read(cast.cal.viewer, db.session.get_one(Room, cast.harbour), 3)
    clock.clock.move(timedelta(days=91))
    forget_notifications()
    assert len(told(cast.cal)) == 1


def test_row_holds_no_words(in_app, cast):
    say_it = "a canary in the mine"
    called(cast.ada, cast.harbour, say_it, names=(cast.cal,))
    follow()
    rows = db.session.execute(sa.select(Notification.__table__)).all()
    frames = db.session.scalars(sa.select(Event.payload).where(Event.kind == "NOTIFICATION")).all()
    assert not any("canary" in str(each) for each in (*rows, *frames))
    assert say(cast.ada, cast.harbour, "done") > 0
