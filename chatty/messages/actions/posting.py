"""Say something in a room.

The hottest path of the server: with the one that finds the sender, six statements a message (two
more in a direct room). So it is written with Core statements, and each also checks something.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, Protocol, cast

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.accounts.policies import is_new
from chatty.core import clock, limits
from chatty.core.db import BigId, db
from chatty.core.errors import ChattyError, Forbidden, NotFound, TooMany
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.actions.answering import (
    Place,
    check_quoted,
    place_in_thread,
    tell_of_thread,
    with_answered,
)
from chatty.messages.actions.asking import with_poll
from chatty.messages.actions.checking import SayingRules, check_options, check_saying
from chatty.messages.actions.drafting import forget_draft
from chatty.messages.actions.filing import with_files
from chatty.messages.actions.mentioning import Words, note_mentions, worded
from chatty.messages.events import MessagePosted
from chatty.messages.models import Draft, Message, MessageDraft, MessageView, Posted
from chatty.messages.policies import check_message
from chatty.messages.queries import message_by_client_id
from chatty.messages.rendering import VERSION
from chatty.rooms.actions import bring_back
from chatty.rooms.models import Membership, RequestState, Room, RoomKind
from chatty.rooms.policies import (
    DirectRules,
    MembershipRules,
    Right,
    RoomRules,
    ban_in_words,
    has_right,
    may_know,
    may_post,
    muted,
)
from chatty.rooms.queries import ban_of, check_open
from chatty.site.models import SiteSettings

rooms = cast("sa.Table", Room.__table__)
memberships = cast("sa.Table", Membership.__table__)
site = cast("sa.Table", SiteSettings.__table__)
messages = cast("sa.Table", Message.__table__)
drafts = cast("sa.Table", Draft.__table__)

# Built once: to build them anew for each message costs more than the database takes to run them.
PERSON = sa.bindparam("person", type_=BigId)
ROOM = sa.bindparam("room", type_=BigId)
SEQ = sa.bindparam("seq", type_=BigId)
OWN_PLACE = sa.and_(memberships.c.room_id == ROOM, memberships.c.user_id == PERSON)

# Asked on the way, so that who has begun nothing pays for no statement more.
DRAFTED = sa.exists().where(drafts.c.user_id == PERSON, drafts.c.room_id == ROOM)

LOCK = (
    sa.select(
        rooms.c.kind,
        rooms.c.post_by,
        rooms.c.archived_at,
        rooms.c.deleted_at,
        rooms.c.direct_key,
        rooms.c.request_state,
        rooms.c.created_by_id,
        rooms.c.last_seq,
        rooms.c.slow_mode_seconds,
        rooms.c.mention_all_by,
        rooms.c.raid_until,
        rooms.c.filtered_words,
        memberships.c.role,
        site.c.filtered_words.label("site_words"),
        DRAFTED.label("has_draft"),
    )
    .select_from(rooms.outerjoin(memberships, OWN_PLACE).outerjoin(site, sa.true()))
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
# Mutes and slow mode are asked of the row as it is now: it may have been read before the lock was
# had.
NOTE = (
    sa.update(memberships)
    .where(
        OWN_PLACE,
        sa.or_(
            memberships.c.last_posted_at.is_(None),
            memberships.c.last_posted_at <= sa.bindparam("paused_since"),
        ),
        sa.or_(
            memberships.c.muted_until.is_(None), memberships.c.muted_until <= sa.bindparam("now")
        ),
    )
    .values(
        has_spoken=True,
        last_posted_at=sa.bindparam("now", type_=memberships.c.last_posted_at.type),
    )
    .returning(memberships.c.user_id)
)
ADVANCE = NOTE.values(
    read_seq=SEQ,
    delivered_seq=SEQ,
    read_at=sa.bindparam("now", type_=memberships.c.read_at.type),
)
HELD_BACK = sa.select(memberships.c.last_posted_at, memberships.c.muted_until).where(OWN_PLACE)
AT_ANY_TIME = datetime.max.replace(tzinfo=UTC)
INSERT = sa.insert(messages).returning(messages.c.id)


class PostingRules(DirectRules, SayingRules, Protocol):
    """What the locked row tells."""

    @property
    def slow_mode_seconds(self) -> int:
        """How long somebody waits between two messages."""

    @property
    def role(self) -> str:
        """What the sender may do."""

    @property
    def has_draft(self) -> bool:
        """Whether the sender has begun to write something in the room."""

    @property
    def site_words(self) -> str | None:
        """The words that are filtered everywhere."""


def post(viewer: Viewer, room_id: int, draft: MessageDraft) -> Posted:
    """Store the message once, however often it is sent; the room's next ``seq`` is its place.

    Raises NotFound, Forbidden, Invalid, or TooMany. A repeat of a client id answers the first
    result and costs no rate.
    """
    draft = check_message(draft)
    words = worded(viewer, room_id, draft.content)
    room = _lock(viewer, room_id)
    place = _next_place(viewer, room_id, room, draft)
    if place is None:
        stored = message_by_client_id(room_id, viewer.id, draft.client_id)
        if stored is None:
            raise NotFound
        return Posted(stored, created=False)
    if room.kind == RoomKind.DIRECT:
        check_open(viewer, room)
        # Who declined hears no more of it, and who was declined is not told.
        bring_back(room_id, viewer.id if room.request_state == RequestState.DECLINED else None)
    said = check_saying(viewer, room, room.role, draft.content, site_words=room.site_words)
    if said != draft.content:
        draft, words = replace(draft, content=said), worded(viewer, room_id, said)
    if draft.poll is not None:
        draft = replace(draft, poll=check_options(draft.poll, room, site_words=room.site_words))
    check_quoted(viewer, room_id, draft)
    _count(viewer)
    _advance_own_markers(viewer.id, room_id, place, pause=_pause(room))
    view = with_poll(_insert(viewer, room_id, place, draft, words), draft.poll)
    view = with_files(viewer, note_mentions(with_answered(view), words), draft)
    tell_of_thread(view, place)
    record(MessagePosted(view))
    if room.has_draft and not draft.keeps_draft:
        forget_draft(viewer, room_id, draft.thread_id)
    return Posted(view, created=True)


def _lock(viewer: Viewer, room_id: int) -> PostingRules:
    """Hold the room's row to the end of the transaction, if *viewer* may post there."""
    row = _execute(LOCK, room=room_id, person=viewer.id).first()
    if row is None:
        raise NotFound
    room = cast("PostingRules", row)
    membership = cast("MembershipRules", row) if row.role else None
    if membership is None:
        raise _refusal(viewer, room_id, room)
    if not may_post(room, membership):
        raise Forbidden("read_only", "Here one reads; writing is not open to you.")
    return room


def _refusal(viewer: Viewer, room_id: int, room: RoomRules) -> ChattyError:
    """Why who is not in the room does not write there."""
    ban = ban_of(viewer.id, room_id)
    if not may_know(room, None, ban):
        return NotFound()
    if ban is not None:
        return Forbidden("banned", ban_in_words(ban))
    return _not_a_member()


def _next_place(
    viewer: Viewer, room_id: int, room: PostingRules, draft: MessageDraft
) -> Place | None:
    """The next place in the room or the thread, or None when this client id has one already.

    Runs after the lock was had, so on PostgreSQL its snapshot has what the last holder stored.
    """
    own = {"room": room_id, "person": viewer.id, "client": draft.client_id}
    if draft.thread_id is None:
        seq = _execute(NEXT_SEQ, **own).scalar()
        return None if seq is None else Place(int(seq))
    if _execute(sa.select(REPEATED), **own).scalar():
        return None
    return place_in_thread(viewer, room_id, draft.thread_id, room)


def _count(viewer: Viewer) -> None:
    rates.hit(_rate(viewer.created_at), "messages", viewer.id)


def _rate(created_at: datetime | None) -> str:
    """A burst of 30 refilled at 1/s: 30 in any 30 seconds; new accounts get half of the rate."""
    new = is_new(created_at, now=clock.now())
    per_second = limits.RATE_MESSAGES_PER_SECOND_NEW if new else limits.RATE_MESSAGES_PER_SECOND
    seconds = round(limits.RATE_MESSAGES_BURST / per_second)
    return f"{limits.RATE_MESSAGES_BURST}/{seconds} seconds"


def _pause(room: PostingRules) -> timedelta:
    """How long somebody waits between two messages; who runs the room does not."""
    is_exempt = has_right(Right.DELETE_ANY, room, room.role)
    return timedelta(seconds=0 if is_exempt else room.slow_mode_seconds)


def _advance_own_markers(user_id: int, room_id: int, place: Place, *, pause: timedelta) -> None:
    """What one wrote, one has read. Finds out too who was removed while waiting for the lock.

    What is said in a thread moves no marker of the room.
    """
    now = clock.now()
    own = {"room": room_id, "person": user_id}
    asked = own | {"now": now, "paused_since": now - pause if pause else AT_ANY_TIME}
    if place.thread_seq is None:
        moved = _execute(ADVANCE, **asked, seq=place.seq).scalar()
    else:
        moved = _execute(NOTE, **asked).scalar()
    if moved is None:
        raise _held_back(_execute(HELD_BACK, **own).first(), pause, now)


def _insert(
    viewer: Viewer, room_id: int, place: Place, draft: MessageDraft, words: Words
) -> MessageView:
    now = place.now or clock.now()
    said = _said(viewer, draft, words.html, now)
    own = said | {"room_id": room_id, "thread_seq": place.thread_seq}
    message_id = _execute(
        INSERT,
        **own,
        seq=None if place.thread_seq else place.seq,
        root_seq=place.seq if place.thread_seq else None,
        html_version=VERSION,
        thread_count=0,
        reaction_count=0,
        mention_count=len(words.mention_ids),
        preview_count=0,
        attachment_count=0,
        mentions_room=words.calls_everybody,
    ).scalar_one()
    return MessageView(
        id=message_id,
        seq=place.seq,
        username=viewer.username,
        display_name=viewer.display_name,
        avatar_key=viewer.avatar_key,
        **own,
    )


def _said(viewer: Viewer, draft: MessageDraft, html: str, now: datetime) -> dict[str, Any]:
    """What a message and its view have alike."""
    return {
        "sender_id": viewer.id,
        "client_id": draft.client_id,
        "kind": draft.kind,
        "content": draft.content,
        "content_html": html,
        "thread_id": draft.thread_id,
        "reply_to_id": draft.reply_to_id,
        "forwarded_from_id": draft.forwarded_from_id,
        "is_silent": draft.is_silent,
        "expires_at": _end(draft, now),
        "created_at": now,
    }


def _end(draft: MessageDraft, now: datetime) -> datetime | None:
    """When nothing but its place is left of what is said."""
    return now + timedelta(seconds=draft.expires_in) if draft.expires_in else draft.gone_by


def _execute(statement: sa.Executable, **values: object) -> sa.CursorResult[Any]:
    """Run a prepared *statement* in the session's transaction, past the ORM's own machinery."""
    return db.session.connection().execute(statement, values)


def _held_back(place: sa.Row[Any] | None, pause: timedelta, now: datetime) -> ChattyError:
    """Why the place was not advanced."""
    if place is None:
        return _not_a_member()
    last_posted_at, muted_until = place.last_posted_at, place.muted_until
    if muted_until is not None and muted_until > now:
        return muted(muted_until)
    return _too_soon(last_posted_at + pause - now) if last_posted_at else _not_a_member()


def _not_a_member() -> Forbidden:
    return Forbidden("not_a_member", "Only members write here. Join the room first.")


def _too_soon(wait: timedelta) -> TooMany:
    seconds = max(1, ceil(wait.total_seconds()))
    detail = f"This room is in slow mode. Please write again in {seconds} seconds."
    return TooMany("slow_mode", detail, retry_after=seconds)
