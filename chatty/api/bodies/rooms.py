"""What is sent about rooms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.api.bodies.base import (
    LONGEST_PASSWORD,
    LONGEST_SLUG,
    SHORTEST_PASSWORD,
    SHORTEST_SLUG,
    Bio,
)
from chatty.core import limits
from chatty.wire.base import Line, WireModel
from chatty.wire.models import Member, Room

Password = Annotated[Line, Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)]
Folder = Annotated[Line, Field(max_length=limits.FOLDER_CHARACTERS)]
Pause = Annotated[int, Field(ge=0, le=limits.SLOW_MODE_LONGEST_SECONDS)]
Days = Annotated[int, Field(ge=1, le=limits.RETENTION_LONGEST_DAYS)]
Kind = Literal["public", "private", "password"]
Givers = Literal["members", "admins"]


class NewRoom(WireModel):
    """A room to open; without ``slug`` its address is made from its name.

    Rooms of the kind ``password`` have one, and no other rooms have.
    """

    kind: Kind
    name: Annotated[Line, Field(min_length=1, max_length=limits.ROOM_NAME_CHARACTERS)]
    slug: Annotated[Line, Field(min_length=SHORTEST_SLUG, max_length=LONGEST_SLUG)] | None = None
    topic: Annotated[Line, Field(max_length=limits.TOPIC_CHARACTERS)] = ""
    bio: Bio = ""
    history: Literal["shared", "from_join"] = "shared"
    post_by: Givers = "members"
    password: Password | None = None


class RoomChange(WireModel):
    """What is not sent stays as it is; null takes the address away, and the end of messages.

    Where more people may come in than before, they see nothing of what was said until then, unless
    ``revealHistory`` says so.
    """

    kind: Kind = "public"
    name: Annotated[Line, Field(max_length=limits.ROOM_NAME_CHARACTERS)] = ""
    slug: Annotated[Line, Field(min_length=SHORTEST_SLUG, max_length=LONGEST_SLUG)] | None = None
    topic: Annotated[Line, Field(max_length=limits.TOPIC_CHARACTERS)] = ""
    bio: Bio = ""
    history: Literal["shared", "from_join"] = "shared"
    post_by: Givers = "members"
    invite_by: Givers = "admins"
    pin_by: Givers = "admins"
    mention_all_by: Givers = "admins"
    slow_mode_seconds: Pause = 0
    retention_days: Days | None = None
    previews: bool = True
    password: Password | None = None
    reveal_history: bool = False
    archived: bool = False


class RoomPassword(WireModel):
    """What people join with from now on; nobody who is in leaves by it."""

    password: Password


class Joining(WireModel):
    """The password, where the room has one; nothing to join a public room."""

    password: Annotated[Line, Field(max_length=LONGEST_PASSWORD)] | None = None


class PlaceChange(WireModel):
    """What is not sent stays as it is; null takes the room out of its folder."""

    notify_level: Literal["everything", "mentions", "nothing"] = "everything"
    favourite: bool = False
    folder: Folder | None = None
    archived: bool = False


class RoomPage(WireModel):
    """Rooms, and where to go on."""

    items: list[Room]
    next_cursor: str | None


class MemberPage(WireModel):
    """Members, owner and admins first, and where to go on."""

    items: list[Member]
    next_cursor: str | None
