"""What is sent about oneself, and what a sign-in answers."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from chatty.accounts.policies import USERNAME
from chatty.api.bodies.base import (
    LONGEST_NAME,
    LONGEST_PASSWORD,
    SHORTEST_NAME,
    SHORTEST_PASSWORD,
    Bio,
    DisplayName,
)
from chatty.core import limits
from chatty.wire.base import DAY_PATTERN, Line, WireModel
from chatty.wire.models import User

LOCALE_CHARACTERS = 16
TIME_ZONE_CHARACTERS = 64
StatusLasting = Literal["30m", "1h", "today", "week", "never"]


def _parse_day(value: object) -> date:
    if not isinstance(value, str) or not re.fullmatch(DAY_PATTERN, value):
        message = "A day is written like 1999-12-31."
        raise ValueError(message)
    return date.fromisoformat(value)


BirthDate = Annotated[
    date, BeforeValidator(_parse_day), WithJsonSchema({"type": "string", "format": "date"})
]


class Registration(WireModel):
    """A new account; an e-mail address signs in once it is confirmed.

    ``inviteToken`` is the word of a mail that invited the person, whose address is proved by it,
    or of a link into a room; the person is where it leads then.
    """

    username: Annotated[
        str,
        Field(min_length=SHORTEST_NAME, max_length=LONGEST_NAME, pattern=f"^{USERNAME.pattern}$"),
    ]
    password: Annotated[Line, Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)]
    email: Annotated[Line, Field(max_length=limits.EMAIL_CHARACTERS)] | None = None
    display_name: DisplayName | None = None
    invite_token: Annotated[Line, Field(max_length=limits.CLIENT_ID_CHARACTERS)] | None = None


class NewGuest(WireModel):
    """Somebody who comes in with a name; all see that it is a guest's."""

    display_name: Annotated[DisplayName, Field(min_length=1)]


class Login(WireModel):
    """``login`` is a user name or a confirmed e-mail address, ``otp`` the second factor's code.

    ``deviceToken`` is what an earlier login answered: with it, strangers who guess at the password
    keep nobody out.
    """

    login: Annotated[Line, Field(max_length=limits.EMAIL_CHARACTERS)]
    password: Annotated[Line, Field(max_length=LONGEST_PASSWORD)]
    otp: Annotated[Line, Field(max_length=limits.OTP_CHARACTERS)] | None = None
    device_token: Annotated[Line, Field(max_length=limits.DEVICE_TOKEN_CHARACTERS)] | None = None


class ProfileChange(WireModel):
    """What is not sent stays as it is."""

    display_name: DisplayName = ""
    bio: Bio = ""
    phone: Annotated[Line, Field(max_length=limits.PHONE_CHARACTERS)] | None = None
    birth_date: BirthDate | None = None


class NewStatus(WireModel):
    """An emoji, some words, or both; ``lasts`` until the end of the day or week where one lives."""

    emoji: Annotated[Line, Field(max_length=limits.EMOJI_CHARACTERS)] = ""
    text: Annotated[Line, Field(max_length=limits.STATUS_CHARACTERS)] = ""
    lasts: StatusLasting = "never"


class SettingsChange(WireModel):
    """What is not sent stays as it is; null takes a language or time zone away."""

    theme: Literal["light", "dark", "system"] = "system"
    locale: Annotated[Line, Field(max_length=LOCALE_CHARACTERS)] | None = None
    time_zone: Annotated[Line, Field(max_length=TIME_ZONE_CHARACTERS)] | None = None
    discoverable: bool = False
    show_typing: bool = True
    show_receipts: bool = True
    show_previews: bool = True
    last_seen: Literal["nobody", "friends", "everyone"] = "friends"
    share_birth_date: bool = False
    message_requests: bool = False


class SignedIn(WireModel):
    """An account with the tokens of a new login: 15 minutes, and 30 days to get the next.

    ``deviceToken`` is kept for the next login and is worth nothing without the password.
    """

    user: User
    access_token: str
    refresh_token: str
    device_token: str


class Tokens(WireModel):
    """The next pair; the refresh token that was sent is used up."""

    access_token: str
    refresh_token: str


class Ticket(WireModel):
    """A word that opens one stream within thirty seconds."""

    ticket: str
