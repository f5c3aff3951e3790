"""Say something in a room.

The hottest path of the server: with the one that finds the sender, six statements a message. So it
is written with Core statements, and each of them also checks something.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.events import MessagePosted
from chatty.messages.models import Message, MessageDraft, MessageView, Posted
from chatty.messages.policies import check_message
from chatty.messages.queries import message_by_client_id
from chatty.messages.rendering import VERSION, render
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import may_know, may_post


def post(viewer: Viewer, room_id: int, draft: MessageDraft) -> Posted:
    """Store the message once, however often it is sent; the room's next ``seq`` is its place.

    Raises NotFound, Forbidden, Invalid, or TooMany. A repeat of a client id answers the first
    result and costs no rate.
    """
    draft = check_message(draft)
    html = render(draft.content)
    _lock(viewer, room_id)
    seq = _next_seq(viewer.id, room_id, draft.client_id)
    if seq is None:
        stored = message_by_client_id(room_id, viewer.id, draft.client_id)
        if stored is None:
            raise NotFound
        return Posted(stored, created=False)
    _count(viewer)
    _advance_own_markers(viewer.id, room_id, seq)
    view = _insert(viewer, room_id, seq, draft, html)
    record(MessagePosted(view))
    return Posted(view, created=True)


def _lock(viewer: Viewer, room_id: int) -> None:
    """Hold the room's row to the end of the transaction, if *viewer* may post there."""
    mine = sa.and_(Membership.room_id == Room.id, Membership.user_id == viewer.id)
    row = db.session.execute(
        sa.select(Room, Membership)
        .outerjoin(Membership, mine)
        .where(Room.id == room_id)
        .with_for_update(of=Room)
        .execution_options(populate_existing=True)
    ).first()
    if row is None or not may_know(row.Room, row.Membership):
        raise NotFound
    if row.Membership is None:
        raise _not_a_member()
    if not may_post(row.Room, row.Membership):
        raise Forbidden("read_only", "Here one reads; writing is not open to you.")


def _next_seq(sender_id: int, room_id: int, client_id: str) -> int | None:
    """The next place in the room, or None when this client id has one already.

    Runs after the lock was had, so on PostgreSQL its snapshot has what the last holder stored.
    """
    repeated = sa.exists().where(
        Message.room_id == room_id,
        Message.sender_id == sender_id,
        Message.client_id == client_id,
    )
    return db.session.execute(
        sa.update(Room)
        .where(Room.id == room_id, ~repeated)
        .values(last_seq=Room.last_seq + 1)
        .returning(Room.last_seq)
        .execution_options(synchronize_session=False)
    ).scalar()


def _count(viewer: Viewer) -> None:
    rates.hit(_rate(viewer.created_at), "messages", viewer.id)


def _rate(created_at: datetime | None) -> str:
    """A burst of 30 refilled at 1/s: 30 in any 30 seconds; new accounts get half of the rate."""
    is_new = created_at is not None and clock.now() - created_at < limits.NEW_ACCOUNT
    per_second = limits.RATE_MESSAGES_PER_SECOND_NEW if is_new else limits.RATE_MESSAGES_PER_SECOND
    seconds = round(limits.RATE_MESSAGES_BURST / per_second)
    return f"{limits.RATE_MESSAGES_BURST}/{seconds} seconds"


def _advance_own_markers(user_id: int, room_id: int, seq: int) -> None:
    """What one wrote, one has read. Finds out too who was removed while waiting for the lock."""
    moved = db.session.execute(
        sa.update(Membership)
        .where(Membership.room_id == room_id, Membership.user_id == user_id)
        .values(read_seq=seq, delivered_seq=seq)
        .returning(Membership.user_id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        raise _not_a_member()


def _insert(viewer: Viewer, room_id: int, seq: int, draft: MessageDraft, html: str) -> MessageView:
    now = clock.now()
    message_id = db.session.execute(
        sa.insert(Message)
        .values(
            room_id=room_id,
            seq=seq,
            sender_id=viewer.id,
            client_id=draft.client_id,
            content=draft.content,
            content_html=html,
            html_version=VERSION,
            created_at=now,
        )
        .returning(Message.id)
    ).scalar_one()
    return MessageView(
        id=message_id,
        room_id=room_id,
        seq=seq,
        sender_id=viewer.id,
        username=viewer.username,
        display_name=viewer.display_name,
        client_id=draft.client_id,
        content=draft.content,
        content_html=html,
        created_at=now,
    )


def _not_a_member() -> Forbidden:
    return Forbidden("not_a_member", "Only members write here. Join the room first.")
