"""Follow the log of events, like a reader of the stream, and tell whom a message concerns.

Nobody who posts waits for this. How far the log was followed is a row: the notifications of a step
and the new place are one transaction, so a process that dies in between leaves nothing half done,
and of several processes one at a time takes the step. A message to thousands takes many steps, each
for some hundred people, with a pause after each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import gevent
import sqlalchemy as sa
import structlog

from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.messages.models import Message, Reaction
from chatty.notifications.actions import About, Told, note_read, read_in_room, tell
from chatty.notifications.jobs.deciding import about_message, channels_for
from chatty.notifications.models import Kind, Notification, NotifierPosition
from chatty.notifications.queries import recipient, recipients_of, reply_author
from chatty.rooms.models import Membership, Room
from chatty.stream.models import Event

SAID = "CHAT_MESSAGE"
REACTED = "REACTIONS_UPDATED"
FOLLOWED = (SAID, REACTED)
# Somebody who takes an emoji away and another one is told of once; older ones were told of.
REACTION_IS_NEW = timedelta(minutes=1)
REACTIONS_AT_ONCE = 20
# Without anything that concerns anybody the place is written down only now and then.
NOTHING_FOR = 1_000
READ_MEANWHILE = timedelta(seconds=10)

log = structlog.get_logger(__name__)


def follow_log() -> int:
    """Go through what was said since the last time; answers how many events were gone through."""
    _note_read_meanwhile()
    gone_through = 0
    while (step := _step()) is not None:
        gone_through += step
        # On SQLite whoever posts gets the database in between.
        gevent.sleep(limits.NOTIFY_REST_SECONDS)
    return gone_through


def _step() -> int | None:
    """One transaction; None when there is nothing to do, or another process is at it."""
    if not _is_behind():
        return None
    with writing():
        place = _held_place()
        if place is None or not _still_there(place):
            return None
        head = int(db.session.scalar(sa.select(sa.func.max(Event.id))) or 0)
        events = _events(place, head)
        return _go_through(place, events, head)


def _is_behind() -> bool:
    """Whether something was written that may concern somebody; asked without holding anything."""
    place = db.session.execute(sa.select(NotifierPosition.event_id, NotifierPosition.user_id)).one()
    head = int(db.session.scalar(sa.select(sa.func.max(Event.id))) or 0)
    if place.user_id or not 0 <= head - place.event_id <= NOTHING_FOR:
        found = True
    else:
        query = sa.select(Event.id).where(Event.id > place.event_id, Event.kind.in_(FOLLOWED))
        found = db.session.scalar(query.limit(1)) is not None
    release()
    return found


def _held_place() -> NotifierPosition | None:
    """The place, held until the end of the transaction; None while another process holds it."""
    query = sa.select(NotifierPosition).with_for_update(skip_locked=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def _still_there(place: NotifierPosition) -> bool:
    """Whether the log goes on where it was left; else go to its end, and say so."""
    ends = db.session.execute(sa.select(sa.func.min(Event.id), sa.func.max(Event.id))).one()
    # The log is never empty: its first row is made with its table.
    oldest, newest = int(ends[0]), int(ends[1])
    if oldest <= place.event_id + 1 <= newest + 1:
        return True
    log.warning("notifications_missed", left_at=place.event_id, oldest=oldest, newest=newest)
    # Forgotten before it was read: go on with the oldest. A log that is shorter than it was has
    # come out of a backup: what it holds was told.
    place.event_id = oldest - 1 if oldest > place.event_id else newest
    place.user_id = 0
    return False


def _events(place: NotifierPosition, head: int) -> Sequence[Event]:
    # An event whose people do not all know is gone on with.
    begin = Event.id >= place.event_id if place.user_id else Event.id > place.event_id
    query = (
        sa.select(Event)
        .where(begin, Event.id <= head, Event.kind.in_(FOLLOWED))
        .order_by(Event.id)
        .limit(limits.NOTIFIED_EVENTS_AT_ONCE)
    )
    return db.session.scalars(query).all()


def _go_through(place: NotifierPosition, events: Sequence[Event], head: int) -> int:
    messages = _messages(events)
    count = _tell_in_order(place, events, messages)
    if count == len(events) < limits.NOTIFIED_EVENTS_AT_ONCE and not place.user_id:
        place.event_id = head
    # Who writes has read what stood above.
    for (user_id, room_id), seq in _written(events[:count], messages).items():
        read_in_room(user_id, room_id, seq)
    return count


def _messages(events: Sequence[Event]) -> dict[int, Message]:
    """What is still there of what *events* are about, as it is now."""
    query = sa.select(Message).where(
        Message.id.in_({event.ref for event in events if event.ref}), Message.deleted_at.is_(None)
    )
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return {message.id: message for message in found}


def _tell_in_order(
    place: NotifierPosition, events: Sequence[Event], messages: Mapping[int, Message]
) -> int:
    """Tell whom *events* concern until it is enough for a step; answers how many were begun."""
    room_for = limits.NOTIFIED_AT_ONCE
    for number, event in enumerate(events, start=1):
        told, last = _told_of(
            event, messages.get(event.ref or 0), after=place.user_id, limit=room_for
        )
        tell(told)
        place.event_id, place.user_id = event.id, last
        room_for -= len(told)
        if last or room_for <= 0:
            return number
    return len(events)


def _written(
    events: Sequence[Event], messages: Mapping[int, Message]
) -> dict[tuple[int, int], int]:
    """Who wrote in which room, and up to where."""
    found: dict[tuple[int, int], int] = {}
    for event in events:
        message = messages.get(event.ref or 0)
        if event.kind == SAID and message is not None and message.seq is not None:
            found[message.sender_id, message.room_id] = message.seq
    return found


def _told_of(
    event: Event, message: Message | None, *, after: int, limit: int
) -> tuple[list[Told], int]:
    """Whom *event* concerns, and whom to go on after: 0 when those were all."""
    room = db.session.get(Room, message.room_id) if message else None
    if message is None or room is None or room.deleted_at:
        return [], 0
    if event.kind == REACTED:
        return _told_of_reactions(message, room, since=event.created_at - REACTION_IS_NEW), 0
    people = recipients_of(message, room, after=after, limit=limit)
    answered = reply_author(message)
    told = [
        each
        for person in people
        if (each := about_message(message, room, person, answered=answered)) is not None
    ]
    return told, people[-1].user_id if len(people) == limit else 0


def _told_of_reactions(message: Message, room: Room, *, since: object) -> list[Told]:
    query = (
        sa.select(Reaction.user_id, Reaction.emoji)
        .where(
            Reaction.message_id == message.id,
            Reaction.user_id != message.sender_id,
            Reaction.created_at >= since,
        )
        .order_by(Reaction.created_at.desc())
        .limit(REACTIONS_AT_ONCE)
    )
    told = []
    for row in db.session.execute(query).all():
        person = recipient(message.sender_id, message, actor_id=row.user_id)
        if person is not None:
            about = About(
                kind=Kind.REACTION,
                key=f"reaction:{message.id}:{row.user_id}",
                room_id=room.id,
                message_id=message.id,
                actor_id=row.user_id,
                detail=row.emoji,
            )
            told.append(Told(person.user_id, about, channels_for(Kind.REACTION, room, person)))
    return told


def _note_read_meanwhile() -> None:
    """Who read a message at the moment it was told of has seen it: neither saw the other's row."""
    caught_up = (
        sa.exists()
        .where(
            Membership.room_id == Notification.room_id,
            Membership.user_id == Notification.user_id,
            Membership.read_seq >= Notification.seq,
        )
        .correlate(Notification)
    )
    recent = Notification.created_at > clock.now() - READ_MEANWHILE
    query = sa.select(Notification.id).where(recent, Notification.read_at.is_(None), caught_up)
    found = db.session.scalars(query).all()
    release()
    if found:
        with writing():
            note_read(Notification.id.in_(found))
