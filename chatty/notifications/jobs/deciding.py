"""What one person is told of one message: the facts brought together, the rule asked."""

from __future__ import annotations

import json

from chatty.core import clock
from chatty.messages.models import Message
from chatty.notifications.actions import About, Told
from chatty.notifications.models import Kind, NotificationSettings
from chatty.notifications.policies import (
    Channels,
    Quiet,
    Situation,
    has_keyword,
    heard,
    in_week,
    is_quiet,
)
from chatty.notifications.queries import Recipient
from chatty.presence.models import State
from chatty.presence.queries import state_of
from chatty.rooms.models import Room, RoomKind


def about_message(
    message: Message, room: Room, person: Recipient, *, answered: int | None
) -> Told | None:
    """What *person* is told of *message*; None when it is nothing to them."""
    kind = _kind(message, person, answered)
    channels = channels_for(kind, room, person, is_silent=message.is_silent)
    if not channels:
        return None
    about = About(
        kind=kind,
        key=f"message:{message.id}",
        room_id=room.id,
        message_id=message.id,
        seq=message.seq,
        actor_id=message.sender_id,
    )
    is_read = message.seq is not None and person.read_seq >= message.seq
    return Told(person.user_id, about, channels, is_read=is_read)


def channels_for(kind: Kind, room: Room, person: Recipient, *, is_silent: bool = False) -> Channels:
    """How *person* hears of something of this *kind* in *room*."""
    return heard(
        Situation(
            kind=kind,
            level=person.level,
            is_direct=room.kind == RoomKind.DIRECT,
            is_archived=person.is_archived,
            is_silent=is_silent,
            is_blocked=person.is_blocked,
            is_quiet=quiet_now(person.settings, person.time_zone),
            is_active=state_of(person.user_id) is State.ONLINE,
        )
    )


def quiet_now(settings: NotificationSettings | None, time_zone: str | None) -> bool:
    """Whether the person does not wish to be disturbed at this moment."""
    if settings is None:
        return False
    quiet = Quiet(
        is_on=settings.is_quiet,
        until=settings.quiet_until,
        hours=in_week(settings.quiet_hours),
        time_zone=time_zone,
    )
    return is_quiet(quiet, now=clock.now())


def _kind(message: Message, person: Recipient, answered: int | None) -> Kind:
    """The most urgent reason why the message concerns the person."""
    if person.is_called or message.mentions_room:
        return Kind.MENTION
    if answered == person.user_id:
        return Kind.REPLY
    if person.settings and has_keyword(message.content, json.loads(person.settings.keywords)):
        return Kind.KEYWORD
    if person.follows:
        return Kind.THREAD
    return Kind.MESSAGE
