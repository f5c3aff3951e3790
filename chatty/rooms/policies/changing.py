"""What a room may become, and what that does to who sees it. Pure functions of values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from chatty.core import limits
from chatty.core.errors import Conflict, invalid
from chatty.core.text import is_storable
from chatty.rooms.models import (
    History,
    NotifyLevel,
    PlaceChanges,
    PostBy,
    RoomChanges,
    RoomKind,
)
from chatty.rooms.policies.access import CREATABLE, LISTED, OPEN
from chatty.rooms.policies.rights import Right
from chatty.rooms.policies.texts import check_bio, check_name, check_slug, check_topic

# What needs another right than to edit.
RIGHTS: Mapping[str, Right] = {
    "kind": Right.CHANGE_ACCESS,
    "history": Right.CHANGE_ACCESS,
    "password_hash": Right.CHANGE_ACCESS,
    "reveal_history": Right.CHANGE_ACCESS,
    "retention_days": Right.CHANGE_ACCESS,
    "archived": Right.ARCHIVE,
}
GIVEN_TO = {
    "post_by": "postBy",
    "invite_by": "inviteBy",
    "pin_by": "pinBy",
    "mention_all_by": "mentionAllBy",
}
LOBBY_SLUG = "lobby"
# How many may come in by themselves: nobody, who has the password, everybody.
WIDTH: Mapping[str, int] = {RoomKind.PRIVATE: 0, RoomKind.PASSWORD: 1, RoomKind.PUBLIC: 2}


class ChangingRules(Protocol):
    """What is asked of a room that is about to change."""

    @property
    def kind(self) -> str:
        """What sort of room it is."""

    @property
    def history(self) -> str:
        """What newcomers may read."""

    @property
    def password_hash(self) -> str | None:
        """What its password is proved with."""


def rights_needed(changes: RoomChanges) -> frozenset[Right]:
    """Every right that *changes* ask for."""
    return frozenset(RIGHTS.get(name, Right.EDIT) for name in changes)


def opens(before: str, after: str) -> bool:
    """Whether a room of the kind *before* lets in more people by becoming *after*."""
    return WIDTH.get(after, 0) > WIDTH.get(before, 0)


def closes(before: str, after: str) -> bool:
    """Whether who is not in the room reads it no more."""
    return before in OPEN and after not in OPEN


def check_changes(room: ChangingRules, changes: RoomChanges) -> RoomChanges:
    """*changes* with tidied texts; raises Invalid, or Conflict for a password without a door."""
    wanted = changes.copy()
    if "name" in wanted:
        wanted["name"] = check_name(wanted["name"])
    if "topic" in wanted:
        wanted["topic"] = check_topic(wanted["topic"])
    if "bio" in wanted:
        wanted["bio"] = check_bio(wanted["bio"])
    _check_access(room, wanted)
    _check_slug(wanted.get("kind", room.kind), wanted)
    _check_choices(wanted)
    return wanted


def check_place(changes: PlaceChanges) -> PlaceChanges:
    """*changes* with a tidied folder; raises Invalid."""
    wanted = changes.copy()
    folder = wanted.get("folder")
    if folder is not None:
        wanted["folder"] = _check_folder(folder)
    if wanted.get("notify_level", NotifyLevel.NOTHING) not in set(NotifyLevel):
        raise invalid("notifyLevel", "Choose one of the list.")
    return wanted


def _check_access(room: ChangingRules, wanted: RoomChanges) -> None:
    kind = wanted.get("kind", room.kind)
    if kind != room.kind and not {kind, room.kind} <= CREATABLE:
        raise invalid("kind", "A room is public, private, or has a password.")
    if wanted.get("history") == History.FROM_JOIN and kind in OPEN:
        raise invalid("history", "Where everybody may read, newcomers may too.")
    if wanted.get("history", room.history) not in set(History):
        raise invalid("history", "Choose one of the list.")
    has_password = "password_hash" in wanted
    if kind == RoomKind.PASSWORD and not has_password and room.kind != kind:
        raise invalid("password", "Choose the password that people join with.")
    if has_password and kind != RoomKind.PASSWORD:
        raise Conflict("no_password", "This room has no password: it is of another kind.")


def _check_slug(kind: str, wanted: RoomChanges) -> None:
    slug = wanted.get("slug")
    if kind == RoomKind.LOBBY and "slug" in wanted:
        # Guests are sent there by it.
        if slug != LOBBY_SLUG:
            raise invalid("slug", "The lobby keeps its address.")
        del wanted["slug"]
        return
    if not slug:
        if "slug" in wanted:
            wanted["slug"] = None
        return
    if kind not in LISTED:
        # Whether an address is taken tells that a room is there.
        raise invalid("slug", "An address is for rooms that are listed.")
    wanted["slug"] = check_slug(slug)


def _check_choices(wanted: RoomChanges) -> None:
    for name, field in GIVEN_TO.items():
        if wanted.get(name, PostBy.ADMINS) not in set(PostBy):
            raise invalid(field, "Choose one of the list.")
    if not 0 <= wanted.get("slow_mode_seconds", 0) <= limits.SLOW_MODE_LONGEST_SECONDS:
        raise invalid("slowModeSeconds", "Slow mode lasts at most six hours between two messages.")
    days = wanted.get("retention_days")
    if days is not None and not 1 <= days <= limits.RETENTION_LONGEST_DAYS:
        detail = f"Messages are kept for 1 to {limits.RETENTION_LONGEST_DAYS:,} days, or for ever."
        raise invalid("retentionDays", detail)


def _check_folder(folder: str) -> str | None:
    folder = " ".join(folder.split())
    if len(folder) > limits.FOLDER_CHARACTERS:
        detail = f"A folder's name has at most {limits.FOLDER_CHARACTERS} characters."
        raise invalid("folder", detail)
    if not is_storable(folder):
        raise invalid("folder", "There are control characters in this text.")
    return folder or None
