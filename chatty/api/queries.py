"""What may stand behind the question mark."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from chatty.core import limits
from chatty.wire.base import Line, WireId, WireModel
from chatty.wire.models import InviteState

IDS_AT_ONCE = 200
QUERY_CHARACTERS = 100
CURSOR_CHARACTERS = 200
PLACE = re.compile(r"[0-9]{1,18}")
LIMIT = re.compile(r"-?[0-9]{1,18}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z)?")


def _parse_limit(value: object) -> int:
    if not isinstance(value, str) or not LIMIT.fullmatch(value):
        message = "A limit is a number."
        raise ValueError(message)
    return int(value)


def _parse_place(value: object) -> int:
    if not isinstance(value, str) or not PLACE.fullmatch(value):
        message = "A place in a room is a seq: a number, not negative."
        raise ValueError(message)
    return int(value)


def _parse_around(value: object) -> int | datetime:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        return _parse_place(value)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _parse_ids(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


Limit = Annotated[
    int,
    BeforeValidator(_parse_limit),
    WithJsonSchema(
        {"type": "integer", "default": 50, "description": "1 to 100; what lies outside is cut."}
    ),
]
Place = Annotated[
    int,
    BeforeValidator(_parse_place),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 10**18 - 1}),
]
Around = Annotated[
    int | datetime,
    BeforeValidator(_parse_around),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^(?:{PLACE.pattern}|{MOMENT.pattern})$",
            "description": "A seq, or a date or moment in UTC: the first message from then on.",
            "examples": ["120", "2026-11-21", "2026-11-21T07:55:06Z"],
        }
    ),
]
PageCursor = Annotated[Line, Field(max_length=CURSOR_CHARACTERS)]


class Continuing(WireModel):
    """Where to go on."""

    cursor: PageCursor | None = None


class Paging(WireModel):
    """A page of a list."""

    cursor: PageCursor | None = None
    limit: Limit | None = None


class ThreadPlaces(WireModel):
    """A page of a thread, by places there; without any the newest."""

    before: Place | None = None
    after: Place | None = None
    limit: Limit | None = None


class AsDownload(WireModel):
    """To be kept under its name, also where it could be shown."""

    download: Literal["true"] | None = None


class InThread(WireModel):
    """In the thread that hangs on that message, instead of the room itself."""

    thread_id: WireId | None = None


class Searching(Paging):
    """A page of the members with ``query`` in their user name or the name they go by."""

    query: Annotated[Line, Field(max_length=QUERY_CHARACTERS)] = ""


class Exploring(Paging):
    """A page of the listed rooms, of those whose name, topic or address has ``query`` in it."""

    query: Annotated[Line, Field(max_length=QUERY_CHARACTERS)] = ""
    kind: Literal["public", "password", "lobby"] | None = None


class FilesSought(Paging):
    """A page of a room's files, of one kind only, with ``query`` in their names."""

    query: Annotated[Line, Field(max_length=QUERY_CHARACTERS)] = ""
    kind: Literal["image", "audio", "video", "document"] | None = None


class LinksSought(Paging):
    """A page of a room's links, with ``query`` in their addresses or what they are called."""

    query: Annotated[Line, Field(max_length=QUERY_CHARACTERS)] = ""


class MyRooms(WireModel):
    """Of one's rooms only those that one is an owner of."""

    owned: Literal["true", "false"] = "false"


class Inviting(Paging):
    """A page of the invites from or to one, of one side or state only."""

    direction: Literal["received", "sent"] | None = None
    state: InviteState | None = None


class Notified(Paging):
    """A page of what one was told, or of what of it waits for one."""

    unread: Literal["true", "false"] = "false"


class Search(Paging):
    """A page of messages with all of the words, or of people or rooms with ``query`` in the name.

    In messages, ``"a phrase"``, ``-not`` and the operators ``from:`` ``in:`` ``has:`` ``is:``
    ``mentions:me`` ``before:`` ``after:`` and ``on:`` say more.
    """

    query: Annotated[Line, Field(max_length=limits.SEARCH_QUERY_CHARACTERS)] = ""
    what: Annotated[Literal["messages", "people", "rooms"], Field(alias="in")] = "messages"
    room_id: WireId | None = None


class PeopleSearch(Paging):
    """A page of those who let themselves be found, with ``username`` in their user name."""

    username: Annotated[
        Line, Field(min_length=limits.SEARCH_CHARACTERS, max_length=limits.USERNAME_CHARACTERS[1])
    ]


class History(WireModel):
    """At most one of ``before``, ``after`` and ``around``; the newest page without any."""

    before: Place | None = None
    after: Place | None = None
    around: Around | None = None
    limit: Limit | None = None


class People(WireModel):
    """Ids, with commas between."""

    user_ids: Annotated[
        list[WireId], BeforeValidator(_parse_ids), Field(min_length=1, max_length=IDS_AT_ONCE)
    ]
