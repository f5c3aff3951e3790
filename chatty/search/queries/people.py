"""People, found by a part of their user name."""

from __future__ import annotations

from chatty.accounts.models import User, Viewer
from chatty.core.errors import invalid
from chatty.core.limits import SEARCH_CHARACTERS
from chatty.core.paging import Page
from chatty.core.text import is_storable
from chatty.rooms.policies import check_may_find_people
from chatty.rooms.queries import found_people


def find_people(
    viewer: Viewer, part: str, *, cursor: str | None = None, limit: int | None = None
) -> Page[User]:
    """Whom *viewer* knows, and who lets others find them, with *part* in the user name.

    Raises Forbidden for who is no member, and Invalid for less than three characters.
    """
    check_may_find_people(viewer)
    part = part.strip().removeprefix("@")
    if len(part) < SEARCH_CHARACTERS:
        detail = f"Type at least {SEARCH_CHARACTERS} characters of a user name."
        raise invalid("query", detail)
    if not is_storable(part):
        return Page([], None)
    return found_people(viewer, part, known=True, cursor=cursor, limit=limit)
