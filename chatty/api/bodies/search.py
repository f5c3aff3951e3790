"""What was found."""

from __future__ import annotations

from chatty.wire.base import WireModel
from chatty.wire.models import Message, Room, User


class SearchPage(WireModel):
    """What was found, the newest messages first, and where to go on.

    ``excerpts`` has for each message, by its id, the words around the hit as HTML: escaped text in
    which nothing but ``<mark>`` is an element.
    """

    items: list[Message] | list[User] | list[Room]
    excerpts: dict[str, str]
    next_cursor: str | None
