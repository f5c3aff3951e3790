"""Other people, as lists."""

from __future__ import annotations

from chatty.wire.base import WireModel
from chatty.wire.models import User


class PeoplePage(WireModel):
    """People found, and where to go on."""

    items: list[User]
    next_cursor: str | None


class Suggestion(WireModel):
    """Somebody one may know, and why."""

    user: User
    shared_rooms: int
    mutual_friends: int


class SuggestionList(WireModel):
    """People one may know, those with the most reasons first."""

    items: list[Suggestion]
    next_cursor: None
