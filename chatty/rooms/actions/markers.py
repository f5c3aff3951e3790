"""How far somebody has read and received.

Markers move forward, whatever order they arrive in. Only the wish to have something unread again
moves the read marker back.
"""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import BadRequest, Forbidden
from chatty.core.facts import record
from chatty.rooms.events import DeliveredMarkerMoved, ReadMarkerMoved
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import awaits_answer_of
from chatty.rooms.queries import membership_of, unread_of


def mark_read(viewer: Viewer, room: Room, seq: int) -> int:
    """Move the read marker forward to *seq*; answers where it is.

    Raises Forbidden for who is not in the room, BadRequest for a place that there is not. Going
    backwards changes nothing.
    """
    place = _place(viewer, room, seq)
    if awaits_answer_of(room, viewer.id):
        # Who asks by a message learns nothing before the answer, not even that it was read.
        return place.read_seq
    before = place.read_seq
    # Who reads again where they were has seen what was edited since.
    moved = _move(place, Membership.read_seq <= seq, read_seq=seq)
    if moved and seq > before:
        record(ReadMarkerMoved(room_id=room.id, user_id=viewer.id, seq=seq))
    return place.read_seq


def mark_unread(viewer: Viewer, room: Room, seq: int) -> int:
    """Have what was said from *seq* on unread again; answers where the read marker is.

    Raises as `mark_read` does. What is unread already stays so.
    """
    place = _place(viewer, room, seq)
    before = max(seq, place.visible_from_seq, room.first_seq) - 1
    moved = _move(place, Membership.read_seq > before, read_seq=before)
    if moved:
        fact = ReadMarkerMoved(room_id=room.id, user_id=viewer.id, seq=before, is_back=True)
        record(fact)
    return place.read_seq


def mark_delivered(viewer: Viewer, room: Room, seq: int) -> int:
    """Move the delivered marker forward to *seq*; answers where it is. Raises as `mark_read` does.

    In rooms above twenty members nobody is told, and nothing is kept.
    """
    place = _place(viewer, room, seq)
    if room.member_count > limits.DELIVERED_ROOM_MEMBERS or awaits_answer_of(room, viewer.id):
        return place.delivered_seq
    moved = _move(place, Membership.delivered_seq < seq, delivered_seq=seq)
    if moved:
        record(DeliveredMarkerMoved(room_id=room.id, user_id=viewer.id, seq=seq))
    return place.delivered_seq


def mark_all_read(viewer: Viewer) -> int:
    """Move every read marker of *viewer* to its room's end; answers how many moved.

    The places are held by ascending room, so that two devices which wish this at once do not wait
    for each other.
    """
    moved = 0
    for room, place in unread_of(viewer.id, hold=True):
        if awaits_answer_of(room, viewer.id):
            continue
        place.read_seq = room.last_seq
        record(ReadMarkerMoved(room_id=room.id, user_id=viewer.id, seq=room.last_seq))
        moved += 1
    db.session.flush()
    seen = sa.update(Membership).where(Membership.user_id == viewer.id)
    db.session.execute(
        seen.values(read_at=clock.now()).execution_options(synchronize_session=False)
    )
    return moved


def _place(viewer: Viewer, room: Room, seq: int) -> Membership:
    """The place of *viewer*, if *seq* is one of the room's."""
    place = membership_of(viewer.id, room.id)
    if place is None:
        raise Forbidden("not_a_member", "Only members have markers in a room.")
    if seq > room.last_seq:
        raise BadRequest("no_such_place", "Nothing has been said there yet.")
    return place


def _move(place: Membership, condition: sa.ColumnElement[bool], **values: int) -> bool:
    """Move a marker if *condition* is true of the row as it is now; *place* is read anew."""
    times = {"read_at": clock.now()} if "read_seq" in values else {}
    moved = db.session.execute(
        sa.update(Membership)
        .where(Membership.room_id == place.room_id, Membership.user_id == place.user_id, condition)
        .values(**values, **times)
        .returning(Membership.user_id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(place)
    return moved is not None
