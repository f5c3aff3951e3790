"""Keep what somebody began to write, for all of their devices and for nobody else."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound, invalid
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.core.text import is_storable, with_unix_newlines
from chatty.messages.events import DraftChanged
from chatty.messages.models import Begun, Draft
from chatty.messages.queries import draft_in, message_for
from chatty.rooms.models import Membership, Room
from chatty.rooms.queries import membership_of


def keep_draft(viewer: Viewer, room: Room, begun: Begun) -> Draft | None:
    """Keep *begun* instead of what was kept there; nothing is kept of a text that says nothing.

    Raises Forbidden for who is not in the room, NotFound for a message that is not there, Invalid,
    TooMany.
    """
    rates.hit(limits.RATE_DRAFTS, "drafts", viewer.id)
    content = _checked(begun.content)
    _check_place(viewer, room, begun)
    _hold_place(viewer.id, room.id)
    kept = draft_in(viewer.id, room.id, begun.thread_id)
    if not content.strip():
        _forget(kept)
        return None
    if kept is None:
        kept = Draft(user_id=viewer.id, room_id=room.id, thread_id=begun.thread_id)
        db.session.add(kept)
    elif (kept.content, kept.reply_to_id) == (content, begun.reply_to_id):
        return kept
    kept.content, kept.reply_to_id, kept.updated_at = content, begun.reply_to_id, clock.now()
    db.session.flush()
    _make_room(viewer.id)
    record(DraftChanged(kept.id, viewer.id, room.id, kept.thread_id))
    return kept


def forget_draft(viewer: Viewer, room_id: int, thread_id: int | None = None) -> None:
    """Keep nothing of what *viewer* began to write there; where nothing is kept nothing changes."""
    _forget(draft_in(viewer.id, room_id, thread_id))


def _checked(content: str) -> str:
    content = with_unix_newlines(content)
    if len(content) > limits.MESSAGE_CHARACTERS:
        raise invalid("content", f"A draft has at most {limits.MESSAGE_CHARACTERS:,} characters.")
    if not is_storable(content):
        raise invalid("content", "This text has control characters that cannot be kept.")
    return content


def _check_place(viewer: Viewer, room: Room, begun: Begun) -> None:
    if membership_of(viewer.id, room.id) is None:
        raise Forbidden("not_a_member", "Only members begin to write here. Join the room first.")
    for message_id in (begun.reply_to_id, begun.thread_id):
        if message_id is not None and message_for(viewer, message_id).room_id != room.id:
            raise NotFound


def _hold_place(user_id: int, room_id: int) -> None:
    """One device after the other: two that begin at once make one draft."""
    own = sa.select(Membership.user_id).where(
        Membership.room_id == room_id, Membership.user_id == user_id
    )
    db.session.execute(own.with_for_update())


def _forget(kept: Draft | None) -> None:
    if kept is not None:
        db.session.delete(kept)
        db.session.flush()
        record(DraftChanged(kept.id, kept.user_id, kept.room_id, kept.thread_id))


def _make_room(user_id: int) -> None:
    """Above so many the drafts that were touched longest ago are let go."""
    query = sa.select(Draft).where(Draft.user_id == user_id)
    oldest = query.order_by(Draft.updated_at.desc(), Draft.id.desc()).offset(limits.DRAFTS)
    for draft in db.session.scalars(oldest).all():
        _forget(draft)
