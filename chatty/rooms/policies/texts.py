"""What a room is called and says of itself."""

from __future__ import annotations

import re

from chatty.accounts.policies import has_invisible, has_towers
from chatty.core.errors import invalid
from chatty.core.limits import (
    BIO_CHARACTERS,
    ROOM_NAME_CHARACTERS,
    SLUG_CHARACTERS,
    TOPIC_CHARACTERS,
)
from chatty.core.text import is_storable, with_unix_newlines
from chatty.rooms.models import History, RoomDraft, RoomKind
from chatty.rooms.policies.access import CREATABLE, LISTED, OPEN

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED_SLUGS = frozenset({"explore", "new", "settings", "lobby"})


def check_draft(draft: RoomDraft) -> RoomDraft:
    """*draft* with tidied texts; raises Invalid."""
    if draft.kind not in CREATABLE:
        raise invalid("kind", "A room is public, private, or has a password.")
    if draft.kind in OPEN and draft.history == History.FROM_JOIN:
        raise invalid("history", "Where everybody may read, newcomers may too.")
    if (draft.kind == RoomKind.PASSWORD) != (draft.password_hash is not None):
        raise invalid("password", "A room with a password has one, and no other room has.")
    return RoomDraft(
        kind=draft.kind,
        name=check_name(draft.name),
        slug=_slug_of(draft),
        topic=check_topic(draft.topic),
        bio=check_bio(draft.bio),
        history=draft.history,
        post_by=draft.post_by,
        password_hash=draft.password_hash,
    )


def check_topic(topic: str) -> str:
    """*topic* on one line; raises Invalid."""
    _check_storable("topic", topic)
    if len(topic) > TOPIC_CHARACTERS:
        raise invalid("topic", f"A topic has at most {TOPIC_CHARACTERS} characters.")
    return " ".join(topic.split())


def check_bio(bio: str) -> str:
    """*bio*, tidied; raises Invalid."""
    _check_storable("bio", bio)
    bio = with_unix_newlines(bio).strip()
    if len(bio) > BIO_CHARACTERS:
        raise invalid("bio", f"At most {BIO_CHARACTERS} characters fit here.")
    return bio


def _check_storable(field: str, text: str) -> None:
    if not is_storable(with_unix_newlines(text)):
        raise invalid(field, "There are control characters in this text.")


def check_name(name: str) -> str:
    """*name*, tidied, when a room may bear it; raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > ROOM_NAME_CHARACTERS:
        raise invalid("name", f"A room's name has 1 to {ROOM_NAME_CHARACTERS} characters.")
    if has_invisible(name) or has_towers(name):
        raise invalid("name", "This name has characters that cannot be seen.")
    return name


def _slug_of(draft: RoomDraft) -> str | None:
    if not draft.slug:
        return None
    if draft.kind not in LISTED:
        # Whether an address is taken tells that a room is there.
        raise invalid("slug", "An address is for rooms that are listed.")
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
