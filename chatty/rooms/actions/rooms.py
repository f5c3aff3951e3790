"""Open rooms."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Forbidden
from chatty.core.facts import record
from chatty.rooms.actions.changing import free_slug, slug_taken
from chatty.rooms.actions.members import add_member
from chatty.rooms.events import RoomCreated
from chatty.rooms.models import PostBy, Role, Room, RoomDraft, RoomKind
from chatty.rooms.policies import LISTED, check_draft, may_create

LOBBY_NAME = "Lobby"
LOBBY_TOPIC = "The open room: everybody is in it, guests too."


def create_room(viewer: Viewer, draft: RoomDraft) -> Room:
    """Open a room owned by *viewer*. Raises Forbidden, Invalid, or Conflict for a taken address."""
    owner_id = viewer.id
    if not may_create(viewer):
        raise Forbidden("members_only", "Only members open rooms.")
    draft = check_draft(draft)
    slug = draft.slug or (free_slug(draft.name) if draft.kind in LISTED else None)
    room = _insert_room(draft, slug=slug, owner_id=owner_id)
    add_member(room, owner_id, role=Role.OWNER)
    record(RoomCreated(room_id=room.id, creator_id=owner_id))
    return room


def create_lobby(owner_id: int) -> Room:
    """Open the one room that everybody is in."""
    draft = RoomDraft(kind=RoomKind.LOBBY, name=LOBBY_NAME, topic=LOBBY_TOPIC)
    room = _insert_room(draft, slug="lobby", owner_id=owner_id)
    add_member(room, owner_id, role=Role.OWNER)
    record(RoomCreated(room_id=room.id, creator_id=owner_id))
    return room


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
        password_hash=draft.password_hash,
        # Where anybody may come in, anybody may bring others along.
        invite_by=PostBy.MEMBERS if draft.kind == RoomKind.PUBLIC else PostBy.ADMINS,
        created_by_id=owner_id,
        owner_id=owner_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(room)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise slug_taken() from error
    return room
