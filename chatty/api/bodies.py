"""What is sent to the API, and the answers that are more than one resource."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.accounts.policies import USERNAME
from chatty.core import limits
from chatty.wire.base import Line, Lines, WireId, WireModel
from chatty.wire.frames.models import Cursor
from chatty.wire.models import Me, Member, Message, PresenceState, Room, User

SHORTEST_NAME, LONGEST_NAME = limits.USERNAME_CHARACTERS
SHORTEST_PASSWORD, LONGEST_PASSWORD = limits.PASSWORD_CHARACTERS
SHORTEST_SLUG, LONGEST_SLUG = limits.SLUG_CHARACTERS

Seq = Annotated[int, Field(ge=0, lt=2**63)]
DisplayName = Annotated[Line, Field(max_length=limits.DISPLAY_NAME_CHARACTERS)]
Bio = Annotated[Lines, Field(max_length=limits.BIO_CHARACTERS)]


class Registration(WireModel):
    """A new account; an e-mail address signs in once it is confirmed."""

    username: Annotated[
        str,
        Field(min_length=SHORTEST_NAME, max_length=LONGEST_NAME, pattern=f"^{USERNAME.pattern}$"),
    ]
    password: Annotated[Line, Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)]
    email: Annotated[Line, Field(max_length=limits.EMAIL_CHARACTERS)] | None = None
    display_name: DisplayName | None = None


class Login(WireModel):
    """``login`` is a user name or a confirmed e-mail address."""

    login: Annotated[Line, Field(max_length=limits.EMAIL_CHARACTERS)]
    password: Annotated[Line, Field(max_length=LONGEST_PASSWORD)]


class ProfileChange(WireModel):
    """What is not sent stays as it is."""

    display_name: DisplayName = ""
    bio: Bio = ""


class SettingsChange(WireModel):
    """What is not sent stays as it is."""

    theme: Literal["light", "dark", "system"] = "system"


class NewRoom(WireModel):
    """A room to open; without ``slug`` its address is made from its name."""

    kind: Literal["public", "private"]
    name: Annotated[Line, Field(min_length=1, max_length=limits.ROOM_NAME_CHARACTERS)]
    slug: Annotated[Line, Field(min_length=SHORTEST_SLUG, max_length=LONGEST_SLUG)] | None = None
    topic: Annotated[Line, Field(max_length=limits.TOPIC_CHARACTERS)] = ""
    bio: Bio = ""
    history: Literal["shared", "from_join"] = "shared"
    post_by: Literal["members", "admins"] = "members"


class Joining(WireModel):
    """Nothing needs to be said to join a public room."""


class NewMessage(WireModel):
    """The same ``clientId`` again is answered with the message that it made."""

    content: Annotated[Lines, Field(min_length=1, max_length=limits.MESSAGE_CHARACTERS)]
    client_id: Annotated[
        str,
        Field(min_length=1, max_length=limits.CLIENT_ID_CHARACTERS, pattern=r"^[A-Za-z0-9._:-]+$"),
    ]


class Marker(WireModel):
    """A place in a room, by ``seq``; it only moves forward, at most to the newest message."""

    seq: Seq


class SignedIn(WireModel):
    """An account with the tokens of a new login: 15 minutes, and 30 days to get the next."""

    user: User
    access_token: str
    refresh_token: str


class Tokens(WireModel):
    """The next pair; the refresh token that was sent is used up."""

    access_token: str
    refresh_token: str


class Ticket(WireModel):
    """A word that opens one stream within thirty seconds."""

    ticket: str


class RoomPage(WireModel):
    """Rooms, and where to go on."""

    items: list[Room]
    next_cursor: str | None


class MemberPage(WireModel):
    """Members, owner and admins first, and where to go on."""

    items: list[Member]
    next_cursor: str | None


class MessagePage(WireModel):
    """Messages, oldest first, and the seqs to go on with: null at an end."""

    items: list[Message]
    before: int | None
    after: int | None


class PeopleInRoom(WireModel):
    """Who looks at a room now: the first hundred, and how many."""

    members: list[WireId]
    count: int


class PersonPresence(WireModel):
    """Whether somebody is there."""

    user_id: WireId
    state: PresenceState
    last_seen_at: None


class PresenceList(WireModel):
    """Those asked for whom one may know of."""

    items: list[PersonPresence]


class PeopleOnline(WireModel):
    """How many people are connected to this server."""

    count: int


class Snapshot(WireModel):
    """Everything a client needs to start, or to start over: apply frames after ``cursor`` to it."""

    cursor: Cursor
    me: Me
    rooms: list[Room]
    friends: Annotated[list[User], Field(max_length=0)]
    invites: Annotated[list[WireId], Field(max_length=0)]
    notifications: Annotated[list[WireId], Field(max_length=0)]
    presence: list[PersonPresence]
