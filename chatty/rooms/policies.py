"""Who may know, read, join and post. Pure functions of values; the table is in ``product.md``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol

from chatty.accounts.models import Viewer
from chatty.accounts.policies import has_invisible
from chatty.core.errors import invalid
from chatty.core.limits import (
    BIO_CHARACTERS,
    ROOM_NAME_CHARACTERS,
    SLUG_CHARACTERS,
    TOPIC_CHARACTERS,
)
from chatty.core.text import is_storable, with_unix_newlines
from chatty.rooms.models import PostBy, Role, RoomDraft, RoomKind

LISTED = frozenset({RoomKind.PUBLIC, RoomKind.PASSWORD, RoomKind.LOBBY})
OPEN = frozenset({RoomKind.PUBLIC, RoomKind.LOBBY})
CREATABLE = frozenset({RoomKind.PUBLIC, RoomKind.PRIVATE})
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED_SLUGS = frozenset({"explore", "new", "settings", "lobby"})


class RoomRules(Protocol):
    """What the rules ask of a room."""

    @property
    def kind(self) -> str:
        """What sort of room it is."""

    @property
    def post_by(self) -> str:
        """Who may post."""

    @property
    def archived_at(self) -> datetime | None:
        """Since when it is closed, if it is."""


class MembershipRules(Protocol):
    """What the rules ask of a membership."""

    @property
    def role(self) -> str:
        """What the member may do."""


def may_know(room: RoomRules, membership: MembershipRules | None) -> bool:
    """Whether the room's existence may be known."""
    if membership is not None:
        return True
    if room.archived_at is not None:
        return False
    return room.kind in LISTED


def may_read(room: RoomRules, membership: MembershipRules | None) -> bool:
    """Whether messages, members and presence may be read."""
    if membership is not None:
        return True
    if room.archived_at is not None:
        return False
    return room.kind in OPEN


def may_join(viewer: Viewer, room: RoomRules, membership: MembershipRules | None) -> bool:
    """Whether the person may become a member by wish alone."""
    if membership is not None:
        return True
    if viewer.is_visitor or viewer.is_guest:
        return False
    return room.archived_at is None and room.kind in OPEN


def may_leave(room: RoomRules, membership: MembershipRules) -> bool:
    """Whether the member may leave: the lobby nobody does, nor an owner their room."""
    return room.kind != RoomKind.LOBBY and membership.role != Role.OWNER


def may_post(room: RoomRules, membership: MembershipRules | None) -> bool:
    """Whether the person may write here."""
    if membership is None or room.archived_at is not None:
        return False
    if room.post_by == PostBy.ADMINS:
        return membership.role in {Role.OWNER, Role.ADMIN}
    return True


def may_create(viewer: Viewer) -> bool:
    """Whether the person may open rooms."""
    return not viewer.is_visitor and not viewer.is_guest


def check_draft(draft: RoomDraft) -> RoomDraft:
    """*draft* with tidied texts; raises Invalid."""
    name = " ".join(draft.name.split())
    if not name or len(name) > ROOM_NAME_CHARACTERS:
        raise invalid("name", f"A room's name has 1 to {ROOM_NAME_CHARACTERS} characters.")
    if has_invisible(name):
        raise invalid("name", "This name has characters that cannot be seen.")
    if draft.kind not in CREATABLE:
        raise invalid("kind", "A room is public or private.")
    for field, text in (("topic", draft.topic), ("bio", draft.bio)):
        if not is_storable(with_unix_newlines(text)):
            raise invalid(field, "There are control characters in this text.")
    if len(draft.topic) > TOPIC_CHARACTERS:
        raise invalid("topic", f"A topic has at most {TOPIC_CHARACTERS} characters.")
    if len(draft.bio) > BIO_CHARACTERS:
        raise invalid("bio", f"At most {BIO_CHARACTERS} characters fit here.")
    return RoomDraft(
        kind=draft.kind,
        name=name,
        slug=_slug_of(draft),
        topic=" ".join(draft.topic.split()),
        bio=with_unix_newlines(draft.bio).strip(),
        history=draft.history,
        post_by=draft.post_by,
    )


def _slug_of(draft: RoomDraft) -> str | None:
    if not draft.slug:
        return None
    if draft.kind not in LISTED:
        # Whether an address is taken tells that a room is there.
        raise invalid("slug", "An address is for public rooms.")
    return check_slug(draft.slug)


def check_slug(slug: str) -> str:
    """*slug*, when it can stand in an address without being taken for an id; raises Invalid."""
    shortest, longest = SLUG_CHARACTERS
    slug = slug.lower()
    well_formed = SLUG.fullmatch(slug) and not slug.replace("-", "").isdigit()
    if not shortest <= len(slug) <= longest or not well_formed:
        raise invalid(
            "slug",
            f"An address has {shortest} to {longest} of the letters a to z, digits and single "
            "hyphens, and at least one letter.",
        )
    if slug in RESERVED_SLUGS:
        raise invalid("slug", "This address is reserved.")
    return slug


def slug_from(name: str) -> str | None:
    """An address made from a room's *name*, or None when nothing of it can stand in one."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[: SLUG_CHARACTERS[1]].strip("-")
    usable = len(slug) >= SLUG_CHARACTERS[0] and not slug.replace("-", "").isdigit()
    return slug if usable and slug not in RESERVED_SLUGS else None
