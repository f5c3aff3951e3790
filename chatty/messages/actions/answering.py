"""What a message needs that answers another: the thread it is said in, and what it quotes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import BigId, db
from chatty.core.errors import Conflict, Forbidden, NotFound, invalid
from chatty.core.facts import record
from chatty.messages.events import ThreadFollowChanged, ThreadUpdated
from chatty.messages.models import Message, MessageDraft, MessageView, ThreadFollow
from chatty.messages.queries import message_for
from chatty.messages.queries.extras import names_of, replies_of
from chatty.rooms.models import Membership, RequestState
from chatty.rooms.policies import DirectRules

messages = cast("sa.Table", Message.__table__)
follows = cast("sa.Table", ThreadFollow.__table__)
UNANSWERED = frozenset({RequestState.PENDING, RequestState.DECLINED})

# The room's row is held, so nobody else counts at the same time.
NEXT_THREAD_SEQ = (
    sa.update(messages)
    .where(
        messages.c.id == sa.bindparam("thread", type_=BigId),
        messages.c.room_id == sa.bindparam("room", type_=BigId),
        messages.c.thread_id.is_(None),
    )
    .values(
        thread_count=messages.c.thread_count + 1,
        last_reply_at=sa.bindparam("now", type_=messages.c.last_reply_at.type),
    )
    .returning(messages.c.thread_count, messages.c.seq, messages.c.sender_id)
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is put: at *seq* of its room, or at *thread_seq* of a thread.

    *seq* is the place of the thread's root then, which *root_sender_id* wrote.
    """

    seq: int
    thread_seq: int | None = None
    root_sender_id: int = 0
    now: datetime | None = None


def place_in_thread(viewer: Viewer, room_id: int, thread_id: int, room: DirectRules) -> Place:
    """The next place in the thread that hangs on the message; raises NotFound where there is none.

    Raises Invalid for a reply, on which no thread hangs, and Conflict where one would begin under
    what was deleted.
    """
    root = message_for(viewer, thread_id)
    if root.room_id != room_id:
        raise NotFound
    if root.thread_id is not None:
        detail = "A thread hangs on a message of the room, not on a reply in a thread."
        raise invalid("threadId", detail)
    if root.deleted_at is not None and not root.thread_count:
        raise Conflict("message_deleted", "This message was deleted.")
    if room.request_state in UNANSWERED:
        raise Forbidden("request_waits", "Threads begin once the request was accepted.")
    now = clock.now()
    values = {"thread": thread_id, "room": room_id, "now": now}
    row = db.session.connection().execute(NEXT_THREAD_SEQ, values).one()
    return Place(row.seq, row.thread_count, row.sender_id, now)


def check_quoted(viewer: Viewer, room_id: int, draft: MessageDraft) -> None:
    """Raise NotFound unless *viewer* sees in the room what *draft* quotes.

    Raises Conflict for what was deleted, and Invalid for what is not in the thread of the draft.
    """
    if draft.reply_to_id is None:
        return
    quoted = message_for(viewer, draft.reply_to_id)
    if quoted.room_id != room_id:
        raise NotFound
    if quoted.deleted_at is not None:
        raise Conflict("message_deleted", "What you reply to was deleted.")
    if draft.thread_id is not None and draft.thread_id not in {quoted.id, quoted.thread_id}:
        raise invalid("replyToId", "In a thread one replies to what was said in it.")


def with_answered(view: MessageView) -> MessageView:
    """*view*, just stored, with its quote and with whom it was forwarded from."""
    reply = replies_of({view.reply_to_id}).get(view.reply_to_id) if view.reply_to_id else None
    source = view.forwarded_from_id
    name = names_of({source}).get(source) if source else None
    return replace(view, reply=reply, forwarded_from=name)


def tell_of_thread(view: MessageView, place: Place) -> None:
    """Record how the thread of *view*, just stored there, stands, and let people follow it.

    Those are who wrote its root, who is called by name in it, and who writes in it.
    """
    if view.thread_id is None or place.thread_seq is None or place.now is None:
        return
    record(
        ThreadUpdated(
            message_id=view.thread_id,
            room_id=view.room_id,
            seq=place.seq,
            thread_count=place.thread_seq,
            last_reply_at=place.now,
        )
    )
    called = set(view.mention_ids) | ({place.root_sender_id} if place.thread_seq == 1 else set())
    places = _places(view.thread_id, called | {view.sender_id})
    for user_id in sorted(_who_see(view, called - places.keys() - {view.sender_id})):
        _follow(view.thread_id, user_id, 0)
    if view.sender_id in places:
        _read(view.thread_id, view.sender_id, place.thread_seq)
    else:
        _follow(view.thread_id, view.sender_id, place.thread_seq)


def _places(thread_id: int, user_ids: Collection[int]) -> dict[int, int]:
    query = sa.select(follows.c.user_id, follows.c.read_seq).where(
        follows.c.thread_id == thread_id, follows.c.user_id.in_(user_ids)
    )
    return {row.user_id: row.read_seq for row in _execute(query)}


def _who_see(view: MessageView, user_ids: Collection[int]) -> set[int]:
    """Those of the people who are in the room and see the thread."""
    if not user_ids:
        return set()
    query = sa.select(Membership.user_id).where(
        Membership.room_id == view.room_id,
        Membership.user_id.in_(user_ids),
        Membership.visible_from_seq <= view.seq,
    )
    return set(db.session.scalars(query))


def _follow(thread_id: int, user_id: int, read_seq: int) -> None:
    values = {"thread_id": thread_id, "user_id": user_id, "read_seq": read_seq}
    _execute(sa.insert(follows).values(values | {"is_following": True}))
    record(ThreadFollowChanged(thread_id, user_id))


def _read(thread_id: int, user_id: int, read_seq: int) -> None:
    own = sa.and_(follows.c.thread_id == thread_id, follows.c.user_id == user_id)
    _execute(sa.update(follows).where(own).values(read_seq=read_seq))
    record(ThreadFollowChanged(thread_id, user_id))


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement)
