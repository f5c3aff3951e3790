"""Open rooms, join and leave them, move markers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, FieldError, Forbidden
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.rooms.events import MemberAdded, MemberRemoved, ReadMarkerMoved, RoomCreated
from chatty.rooms.models import History, Membership, Role, Room, RoomDraft, RoomKind
from chatty.rooms.policies import LISTED, check_draft, may_create, may_join, may_leave, slug_from
from chatty.rooms.queries import membership_of

LOBBY_NAME = "Lobby"
LOBBY_TOPIC = "The open room: everybody is in it, guests too."


def create_room(viewer: Viewer, draft: RoomDraft) -> Room:
    """Open a room owned by *viewer*. Raises Forbidden, Invalid, or Conflict for a taken address."""
    if not may_create(viewer):
        raise Forbidden("members_only", "Only members open rooms.")
    draft = check_draft(draft)
    slug = draft.slug or (_free_slug(draft.name) if draft.kind in LISTED else None)
    room = _insert_room(draft, slug=slug, owner_id=viewer.id)
    add_member(room, viewer.id, role=Role.OWNER)
    record(RoomCreated(room_id=room.id, creator_id=viewer.id))
    return room


def create_lobby(owner_id: int) -> Room:
    """Open the one room that everybody is in."""
    draft = RoomDraft(kind=RoomKind.LOBBY, name=LOBBY_NAME, topic=LOBBY_TOPIC)
    room = _insert_room(draft, slug="lobby", owner_id=owner_id)
    add_member(room, owner_id, role=Role.OWNER)
    record(RoomCreated(room_id=room.id, creator_id=owner_id))
    return room


def join(viewer: Viewer, room: Room) -> Membership:
    """Become a member; joining twice changes nothing. Raises Forbidden or TooMany."""
    membership = membership_of(viewer.id, room.id)
    if membership is not None:
        return membership
    if not may_join(viewer, room, membership):
        raise Forbidden("invitation_needed", "One joins this room by invitation.")
    rates.hit(limits.RATE_JOIN, "join", viewer.id)
    return add_member(room, viewer.id)


def leave(viewer: Viewer, room: Room) -> None:
    """Stop being a member; leaving twice changes nothing. Raises Forbidden."""
    membership = membership_of(viewer.id, room.id)
    if membership is None:
        return
    if not may_leave(room, membership):
        detail = "Nobody leaves the lobby, and its owner does not leave a room."
        raise Forbidden("cannot_leave", detail)
    remove_member(room.id, viewer.id, reason="left")


def add_member(room: Room, user_id: int, *, role: Role = Role.MEMBER) -> Membership:
    """Put the person into the room; a parallel join of the same person is one join."""
    now = clock.now()
    # Locks the room, so that last_seq is what the newcomer's markers are counted from.
    last_seq = db.session.execute(
        sa.update(Room)
        .where(Room.id == room.id)
        .values(member_count=Room.member_count + 1)
        .returning(Room.last_seq)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    existing = db.session.get(Membership, (room.id, user_id), populate_existing=True)
    if existing is not None:
        _recount(room.id, by=-1)
        return existing
    membership = Membership(
        room_id=room.id,
        user_id=user_id,
        role=role,
        read_seq=last_seq,
        delivered_seq=last_seq,
        visible_from_seq=last_seq + 1 if room.history == History.FROM_JOIN else 1,
        joined_at=now,
    )
    db.session.add(membership)
    db.session.flush()
    db.session.refresh(room)
    record(MemberAdded(room_id=room.id, user_id=user_id))
    return membership


def remove_member(room_id: int, user_id: int, *, reason: str) -> None:
    """Take the person out of the room; undelivered messages of it are lost to them from here."""
    _recount(room_id, by=-1)
    gone = db.session.execute(
        sa.delete(Membership).where(Membership.room_id == room_id, Membership.user_id == user_id)
    )
    if gone.rowcount:  # type: ignore[attr-defined]  # DML answers a CursorResult
        record(MemberRemoved(room_id=room_id, user_id=user_id, reason=reason))
    else:
        _recount(room_id, by=1)


def mark_read(viewer: Viewer, room: Room, seq: int) -> int:
    """Move the read marker forward to *seq*, at most to the newest message; answers where it is.

    Raises Forbidden for who is not in the room. Going backwards changes nothing.
    """
    return _move_marker(viewer, room, read_seq=seq)


def mark_delivered(viewer: Viewer, room: Room, seq: int) -> int:
    """Move the delivered marker forward to *seq*; answers where it is. Raises Forbidden.

    In rooms above twenty members nobody is told, and nothing is kept.
    """
    if room.member_count > limits.DELIVERED_ROOM_MEMBERS:
        seq = 0
    return _move_marker(viewer, room, delivered_seq=seq)


def _move_marker(viewer: Viewer, room: Room, **marker: int) -> int:
    membership = membership_of(viewer.id, room.id)
    if membership is None:
        raise Forbidden("not_a_member", "Only members have markers in a room.")
    ((name, seq),) = marker.items()
    seq = min(seq, room.last_seq)
    column = getattr(Membership, name)
    moved = db.session.execute(
        sa.update(Membership)
        .where(Membership.room_id == room.id, Membership.user_id == viewer.id, column < seq)
        .values({name: seq})
        .returning(column)
        .execution_options(synchronize_session=False)
    ).scalar()
    if moved is None:
        return max(int(getattr(membership, name)), 0)
    if name == "read_seq":
        record(ReadMarkerMoved(room_id=room.id, user_id=viewer.id, seq=moved))
    return int(moved)


def _insert_room(draft: RoomDraft, *, slug: str | None, owner_id: int) -> Room:
    now = clock.now()
    room = Room(
        kind=draft.kind,
        slug=slug,
        name=draft.name,
        topic=draft.topic,
        bio=draft.bio,
        history=draft.history,
        post_by=draft.post_by,
        created_by_id=owner_id,
        owner_id=owner_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(room)
    try:
        db.session.flush()
    except IntegrityError as error:
        message = "This address is taken by another room."
        raise Conflict("slug_taken", message, errors=[FieldError("slug", message)]) from error
    return room


def _free_slug(name: str) -> str | None:
    """An address from the *name*; None (the id then serves) where it is taken or impossible."""
    slug = slug_from(name)
    if slug and db.session.scalars(sa.select(Room.id).where(Room.slug == slug)).first() is None:
        return slug
    return None


def _recount(room_id: int, *, by: int) -> None:
    db.session.execute(
        sa.update(Room)
        .where(Room.id == room_id)
        .values(member_count=Room.member_count + by)
        .execution_options(synchronize_session=False)
    )
