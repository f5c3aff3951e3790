"""Change a room, with the consequences for who may see what.

A room that is opened shows those it is opened for nothing of what was said before, unless its owner
says so. One that is closed has no address any more, and whoever looks at it from outside loses it.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chatty.accounts.actions import audit
from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, FieldError, Forbidden, NotFound
from chatty.core.facts import record
from chatty.rooms.actions.holding import held_room, hold_room
from chatty.rooms.events import RoomClosed, RoomUpdated
from chatty.rooms.models import History, PostBy, Room, RoomChanges, RoomKind
from chatty.rooms.policies import (
    LISTED,
    OPEN,
    check_changes,
    closes,
    opens,
    rights_needed,
    slug_from,
)

ROOM_COLUMNS = frozenset(RoomChanges.__annotations__) - {"reveal_history", "archived"}
# In the log of the room stands what was chosen, but no text and no secret.
SILENT = frozenset({"name", "topic", "bio", "password_hash"})


def change_room(viewer: Viewer, room_id: int, changes: RoomChanges) -> Room:
    """Make *changes*; what is the same already changes nothing.

    Raises NotFound, Forbidden for who lacks a right to any of them, Invalid, and Conflict for an
    address that is taken, or in a room that is archived.
    """
    room, _ = hold_room(viewer, room_id, *rights_needed(changes))
    if room.archived_at is not None and changes.get("archived") is not False:
        raise Conflict("room_archived", "This room is archived. Open it again first.")
    wanted = check_changes(room, changes)
    moved = archive(viewer, room, archived=wanted.get("archived", room.archived_at is not None))
    _change_kind(viewer, room, wanted)
    changed = _apply(room, {name: wanted[name] for name in ROOM_COLUMNS & wanted.keys()})  # type: ignore[literal-required]  # the names of the mapping
    _note(viewer, room, changed)
    if changed or moved:
        room_updated(room)
    return room


def set_default(viewer: Viewer, room_id: int, *, is_default: bool) -> Room:
    """Let every newcomer into the room from now on, or not.

    For administrators of the server. Raises NotFound, Forbidden, and Conflict for a room that is
    not open to everybody, or when there are enough of them.
    """
    if not viewer.is_admin:
        raise Forbidden("administrators_only", "Only administrators of the server decide that.")
    room = held_room(room_id)
    if room is None or room.deleted_at is not None:
        raise NotFound
    if is_default and (room.kind != RoomKind.PUBLIC or room.archived_at is not None):
        raise Conflict("not_public", "Newcomers enter only what everybody may enter.")
    if is_default and _default_rooms() >= limits.DEFAULT_ROOMS:
        raise Conflict("too_many_defaults", f"There are at most {limits.DEFAULT_ROOMS} of them.")
    changed = _apply(room, {"is_default": is_default})
    if changed:
        _note(viewer, room, changed)
        room_updated(room)
    return room


def room_updated(room: Room) -> None:
    """Note that something of *room* is another now."""
    room.updated_at = clock.now()
    db.session.flush()
    record(RoomUpdated(room_id=room.id))


def free_slug(name: str) -> str | None:
    """An address from the *name*; None (the id then serves) where it is taken or impossible."""
    slug = slug_from(name)
    if slug and db.session.scalars(sa.select(Room.id).where(Room.slug == slug)).first() is None:
        return slug
    return None


def slug_taken() -> Conflict:
    """The refusal of an address that another room has."""
    message = "This address is taken by another room."
    return Conflict("slug_taken", message, errors=[FieldError("slug", message)])


def archive(viewer: Viewer, room: Room, *, archived: bool) -> bool:
    """Close the held room for all, or open it again, and answer whether that changed anything.

    Who is in it reads on. Who may decide that was asked before.
    """
    if archived == (room.archived_at is not None):
        return False
    room.archived_at = clock.now() if archived else None
    if archived:
        room.is_default = False
        if room.kind in OPEN:
            record(RoomClosed(room_id=room.id))
    kind = "room_archived" if archived else "room_reopened"
    audit(kind, actor_id=viewer.id, room_id=room.id)
    return True


def _change_kind(viewer: Viewer, room: Room, wanted: RoomChanges) -> None:
    """Everything that follows from another kind; the kind itself is set with the other columns."""
    before, after = room.kind, wanted.get("kind", room.kind)
    if before == after:
        return
    if opens(before, after):
        room.open_from_seq = 1 if wanted.get("reveal_history") else room.last_seq + 1
    if after in OPEN:
        room.history = History.SHARED
    if before == RoomKind.PASSWORD:
        room.password_hash = room.password_paused_until = None
    if closes(before, after):
        room.is_default = False
        # Where anybody may come in, anybody may bring others along; no longer.
        wanted.setdefault("invite_by", PostBy.ADMINS)
        record(RoomClosed(room_id=room.id))
    if after not in LISTED:
        room.slug = None
    elif room.slug is None:
        wanted.setdefault("slug", free_slug(wanted.get("name", room.name)))
    details = {"before": str(before), "after": str(after)}
    audit("room_kind_changed", actor_id=viewer.id, room_id=room.id, details=details)


def _apply(room: Room, wanted: Mapping[str, object]) -> dict[str, object]:
    """Set what differs; answers it."""
    changed = {name: value for name, value in wanted.items() if getattr(room, name) != value}
    for name, value in changed.items():
        setattr(room, name, value)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise slug_taken() from error
    return changed


def _note(viewer: Viewer, room: Room, changed: Mapping[str, object]) -> None:
    if "password_hash" in changed:
        audit("room_password_changed", actor_id=viewer.id, room_id=room.id)
    others = sorted(changed.keys() - {"password_hash", "kind"})
    if others:
        told = {name: "" if name in SILENT else str(changed[name]) for name in others}
        audit("room_changed", actor_id=viewer.id, room_id=room.id, details=told)


def _default_rooms() -> int:
    query = sa.select(sa.func.count(Room.id)).where(Room.is_default)
    return db.session.scalar(query) or 0
