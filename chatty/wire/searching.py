"""What was found, as both doors answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chatty.accounts.models import Viewer
from chatty.core import limits
from chatty.core.rates import rates
from chatty.search.queries import find_messages, find_people, find_rooms
from chatty.wire.base import Json
from chatty.wire.resources import message_json
from chatty.wire.rooms import rooms_json
from chatty.wire.showing import users_json


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; ``excerpts`` are HTML, by message id.

    ``places`` are the places in their rooms from which on the messages can be read in context.
    """

    items: Sequence[Json] = ()
    next_cursor: str | None = None
    excerpts: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)


def look(  # noqa: PLR0913  # what may be asked for is the contract of the API
    viewer: Viewer,
    what: str,
    text: str,
    *,
    address: str,
    room_id: int | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Found:
    """*text* in what is asked for: ``messages``, ``people`` or ``rooms``; counted for its rate."""
    whose = address if viewer.is_visitor else viewer.id
    match what:
        case "people":
            rates.hit(limits.RATE_PEOPLE_SEARCH, "people-search", whose)
            people = find_people(viewer, text, cursor=cursor, limit=limit)
            return Found(users_json(viewer, people.items), people.next_cursor)
        case "rooms":
            rates.hit(limits.RATE_SEARCH, "search", whose)
            rooms = find_rooms(viewer, text, cursor=cursor, limit=limit)
            return Found(rooms_json(viewer, rooms.items), rooms.next_cursor)
        case _:
            rates.hit(limits.RATE_SEARCH, "search", whose)
            hits = find_messages(viewer, text, room_id=room_id, cursor=cursor, limit=limit)
            items = [message_json(hit.message) for hit in hits.items]
            excerpts = {str(hit.message.id): hit.excerpt for hit in hits.items}
            places = {str(hit.message.id): hit.message.seq for hit in hits.items}
            return Found(items, hits.next_cursor, excerpts, places)
