"""Put off sending a message, change one's mind, and send what is due.

A row is the promise: it is claimed by one process, sent in the transaction that removes it, and
kept with the reason where it may not be sent any more. The client id makes a repeat harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.attachments.actions import keep_until
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import ChattyError, Conflict, Forbidden, NotFound, TooMany, invalid
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.actions.commanding import check_said, without_slash
from chatty.messages.actions.drafting import forget_draft
from chatty.messages.actions.posting import post
from chatty.messages.events import ScheduledChanged, ScheduledRemoved
from chatty.messages.models import MessageDraft, ScheduledMessage, ScheduledState
from chatty.messages.policies import check_content, check_message
from chatty.messages.queries import message_for, scheduled_for
from chatty.rooms.actions import held_room
from chatty.rooms.models import Room
from chatty.rooms.policies import check_not_muted, may_post
from chatty.rooms.queries import check_open, check_readable, overview_for


def schedule(
    viewer: Viewer, room_id: int, draft: MessageDraft, send_at: datetime
) -> ScheduledMessage:
    """Send *draft* at *send_at*; a repeat of a client id answers what was stored for it.

    Raises NotFound, Forbidden, Invalid, TooMany, and Conflict where enough wait already.
    """
    draft = check_message(draft)
    check_said(draft.content)
    if draft.poll is not None:
        raise invalid("sendAt", "A poll is not sent later, but asked at once.")
    _check_moment(send_at)
    held_room(room_id)
    _check_may_write(viewer, room_id)
    _check_messages(viewer, room_id, draft)
    stored = _stored(viewer.id, room_id, draft.client_id)
    if stored is not None:
        return stored
    rates.hit(limits.RATE_SCHEDULED, "scheduled", viewer.id)
    _check_number(viewer.id)
    _keep_files(viewer, draft.attachment_keys, send_at)
    message = ScheduledMessage(
        room_id=room_id,
        user_id=viewer.id,
        client_id=draft.client_id,
        content=draft.content,
        thread_id=draft.thread_id,
        reply_to_id=draft.reply_to_id,
        is_silent=draft.is_silent,
        expires_in=draft.expires_in,
        attachment_keys=" ".join(draft.attachment_keys),
        send_at=send_at,
        due_at=send_at,
        created_at=clock.now(),
    )
    db.session.add(message)
    _changed(message)
    forget_draft(viewer, room_id, draft.thread_id)
    return message


def reschedule(
    viewer: Viewer, scheduled_id: int, *, content: str | None, send_at: datetime | None
) -> ScheduledMessage:
    """Send something else, or at another time; what could not be sent is tried again then.

    Raises NotFound, Invalid, and Conflict for what failed and was given no new time.
    """
    message = _held(viewer, scheduled_id)
    if send_at is None and message.state == ScheduledState.FAILED:
        raise Conflict("needs_a_time", "This could not be sent. Say when to try again.")
    if content is not None:
        check_said(content)
        message.content = check_content(content, has_files=bool(message.attachment_keys))
    if send_at is not None:
        _check_moment(send_at)
        _keep_files(viewer, message.attachment_keys.split(), send_at)
        message.send_at = message.due_at = send_at
        message.state, message.reason, message.attempts = ScheduledState.PENDING, "", 0
    _changed(message)
    return message


def cancel(viewer: Viewer, scheduled_id: int) -> None:
    """Do not send it; raises NotFound."""
    message = _held(viewer, scheduled_id)
    _keep_files(viewer, message.attachment_keys.split(), clock.now())
    db.session.delete(message)
    db.session.flush()
    record(ScheduledRemoved(message.id, message.user_id, message.room_id))


def send(viewer: Viewer, message: ScheduledMessage) -> bool:
    """Say what *message* says now, as *viewer*; answers False when it was taken back meanwhile.

    The room is held first, as by who leaves it. Raises what `post` does, and then nothing changed.
    """
    held_room(message.room_id)
    gone = db.session.execute(
        sa.delete(ScheduledMessage)
        .where(
            ScheduledMessage.id == message.id,
            ScheduledMessage.state == ScheduledState.PENDING,
            # Put off while it was on its way here: then it is not due any more.
            ScheduledMessage.send_at <= clock.now(),
        )
        .returning(ScheduledMessage.content, ScheduledMessage.reply_to_id)
        .execution_options(synchronize_session=False)
    ).first()
    if gone is None:
        return False
    record(ScheduledRemoved(message.id, message.user_id, message.room_id))
    draft = MessageDraft(
        content=without_slash(gone.content),
        client_id=message.client_id,
        reply_to_id=gone.reply_to_id,
        thread_id=message.thread_id,
        is_silent=message.is_silent,
        expires_in=message.expires_in,
        attachment_keys=tuple(message.attachment_keys.split()),
        keeps_draft=True,
    )
    post(viewer, message.room_id, draft)
    return True


def put_off(claimed: ScheduledMessage, problem: ChattyError) -> None:
    """Note why what was *claimed* was not sent: for good, or because it was too fast.

    What its writer has changed meanwhile is another message, whose turn comes by itself.
    """
    message = db.session.get(
        ScheduledMessage, claimed.id, with_for_update=True, populate_existing=True
    )
    if message is None or not _is_same(message, claimed):
        return
    too_fast = isinstance(problem, TooMany) and message.attempts < limits.SCHEDULED_ATTEMPTS
    if too_fast:
        message.due_at = clock.now() + timedelta(seconds=problem.retry_after or 1)
        return
    gone = isinstance(problem, NotFound)
    message.state = ScheduledState.FAILED
    message.reason = (
        "This room, or what it answered, is not there any more." if gone else (problem.detail)
    )
    _changed(message)


def _is_same(message: ScheduledMessage, claimed: ScheduledMessage) -> bool:
    """Whether *message* is as it was when it was found due, but for that it was claimed."""
    now = (message.content, message.send_at, message.attempts)
    return now == (claimed.content, claimed.send_at, claimed.attempts + 1)


def _keep_files(viewer: Viewer, keys: Sequence[str], send_at: datetime) -> None:
    """Files of what is sent later wait as long as it does, and a day longer."""
    if keys:
        keep_until(viewer, keys, send_at + limits.UNSENT_ATTACHMENT_LIVES)


def _held(viewer: Viewer, scheduled_id: int) -> ScheduledMessage:
    scheduled_for(viewer, scheduled_id)
    query = sa.select(ScheduledMessage).where(ScheduledMessage.id == scheduled_id)
    found = db.session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    return found


def _check_moment(send_at: datetime) -> None:
    now = clock.now()
    earliest, latest = now + limits.SCHEDULED_EARLIEST, now + limits.SCHEDULED_LATEST
    # A form knows minutes only, and is on its way for some seconds.
    if not earliest - limits.SCHEDULED_LEEWAY <= send_at <= latest:
        detail = "Choose a time between a minute and a year from now."
        raise invalid("sendAt", detail)


def _check_may_write(viewer: Viewer, room_id: int) -> None:
    overview = overview_for(viewer, Room.id == room_id)
    check_readable(overview)
    room, place = overview.room, overview.membership
    if place is None:
        raise Forbidden("not_a_member", "Only members write here. Join the room first.")
    check_not_muted(place.muted_until, now=clock.now())
    if not may_post(room, place):
        raise Forbidden("read_only", "Here one reads; writing is not open to you.")
    check_open(viewer, room)


def _check_messages(viewer: Viewer, room_id: int, draft: MessageDraft) -> None:
    for message_id in (draft.reply_to_id, draft.thread_id):
        if message_id is not None and message_for(viewer, message_id).room_id != room_id:
            raise NotFound


def _stored(user_id: int, room_id: int, client_id: str) -> ScheduledMessage | None:
    query = sa.select(ScheduledMessage).where(
        ScheduledMessage.room_id == room_id,
        ScheduledMessage.user_id == user_id,
        ScheduledMessage.client_id == client_id,
    )
    return db.session.scalars(query).first()


def _check_number(user_id: int) -> None:
    query = sa.select(sa.func.count()).where(ScheduledMessage.user_id == user_id)
    if (db.session.scalar(query) or 0) >= limits.SCHEDULED:
        detail = f"{limits.SCHEDULED} of your messages wait to be sent already."
        raise Conflict("too_many_scheduled", detail)


def _changed(message: ScheduledMessage) -> None:
    db.session.flush()
    record(ScheduledChanged(message.id, message.user_id))
