"""Say something in a room.

The hottest path of the server: with the one that finds the sender, six statements a message. So it
is written with Core statements, and each of them also checks something.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import BigId, db
from chatty.core.errors import Forbidden, NotFound
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.events import MessagePosted
from chatty.messages.models import Message, MessageDraft, MessageView, Posted
from chatty.messages.policies import check_message
from chatty.messages.queries import message_by_client_id
from chatty.messages.rendering import VERSION, render
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import MembershipRules, RoomRules, may_know, may_post

rooms = cast("sa.Table", Room.__table__)
memberships = cast("sa.Table", Membership.__table__)
messages = cast("sa.Table", Message.__table__)

# Built once: to build them anew for each message costs more than the database takes to run them.
PERSON = sa.bindparam("person", type_=BigId)
ROOM = sa.bindparam("room", type_=BigId)
SEQ = sa.bindparam("seq", type_=BigId)
OWN_PLACE = sa.and_(memberships.c.room_id == ROOM, memberships.c.user_id == PERSON)

LOCK = (
    sa.select(rooms.c.kind, rooms.c.post_by, rooms.c.archived_at, memberships.c.role)
    .select_from(rooms.outerjoin(memberships, OWN_PLACE))
    .where(rooms.c.id == ROOM)
    .with_for_update(of=rooms)
)
REPEATED = sa.exists().where(
    messages.c.room_id == ROOM,
    messages.c.sender_id == PERSON,
    messages.c.client_id == sa.bindparam("client"),
)
NEXT_SEQ = (
    sa.update(rooms)
    .where(rooms.c.id == ROOM, ~REPEATED)
    .values(last_seq=rooms.c.last_seq + 1)
    .returning(rooms.c.last_seq)
)
ADVANCE = (
    sa.update(memberships)
    .where(OWN_PLACE)
    .values(read_seq=SEQ, delivered_seq=SEQ)
    .returning(memberships.c.user_id)
)
INSERT = sa.insert(messages).returning(messages.c.id)


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
    row = _execute(LOCK, room=room_id, person=viewer.id).first()
    if row is None:
        raise NotFound
    room = cast("RoomRules", row)
    membership = cast("MembershipRules", row) if row.role else None
    if not may_know(room, membership):
        raise NotFound
    if membership is None:
        raise _not_a_member()
    if not may_post(room, membership):
        raise Forbidden("read_only", "Here one reads; writing is not open to you.")


def _next_seq(sender_id: int, room_id: int, client_id: str) -> int | None:
    """The next place in the room, or None when this client id has one already.

    Runs after the lock was had, so on PostgreSQL its snapshot has what the last holder stored.
    """
    seq = _execute(NEXT_SEQ, room=room_id, person=sender_id, client=client_id).scalar()
    return None if seq is None else int(seq)


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
    if _execute(ADVANCE, room=room_id, person=user_id, seq=seq).scalar() is None:
        raise _not_a_member()


def _insert(viewer: Viewer, room_id: int, seq: int, draft: MessageDraft, html: str) -> MessageView:
    now = clock.now()
    message_id = _execute(
        INSERT,
        room_id=room_id,
        seq=seq,
        sender_id=viewer.id,
        client_id=draft.client_id,
        content=draft.content,
        content_html=html,
        html_version=VERSION,
        created_at=now,
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


def _execute(statement: sa.Executable, **values: object) -> sa.CursorResult[Any]:
    """Run a prepared *statement* in the session's transaction, past the ORM's own machinery."""
    return db.session.connection().execute(statement, values)


def _not_a_member() -> Forbidden:
    return Forbidden("not_a_member", "Only members write here. Join the room first.")
