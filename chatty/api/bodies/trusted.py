"""What is sent and answered about sign-ins, addresses and passwords."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.api.bodies.base import LONGEST_PASSWORD, SHORTEST_PASSWORD
from chatty.api.bodies.trust import Proof
from chatty.core import limits
from chatty.wire.base import Line, Moment, WireId, WireModel
from chatty.wire.models import Person

Password = Annotated[Line, Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)]
Email = Annotated[Line, Field(max_length=limits.EMAIL_CHARACTERS)]


class EmailChange(Proof):
    """Another e-mail address, which counts once it is confirmed."""

    email: Email


class PasswordChange(Proof):
    """Another password; every other sign-in ends."""

    new_password: Password


class ResetWish(WireModel):
    """Whose password was forgotten: a user name or a confirmed e-mail address."""

    login: Email


class NewPassword(WireModel):
    """The password to be used from now on."""

    password: Password


class Erasure(Proof):
    """The end of the account.

    ``messages`` is what becomes of its words: ``keep`` leaves them under "Deleted user", ``erase``
    hides them from everybody who joins a room later. ``successor`` is the user name of the next
    administrator, needed from the last one.
    """

    messages: Literal["keep", "erase"] = "keep"
    successor: Annotated[Line, Field(max_length=limits.USERNAME_CHARACTERS[1])] | None = None


class SignIn(WireModel):
    """One browser (``web``) or app in which one is signed in; ``device`` is it in words."""

    id: WireId
    kind: Literal["web", "app"]
    device: str
    user_agent: str
    address: str
    created_at: Moment
    last_used_at: Moment
    current: bool


class SignInList(WireModel):
    """All of one's sign-ins, the last used first: fifty at most."""

    items: list[SignIn]
    next_cursor: None


class DeviceLink(WireModel):
    """What signs one other device in, once and within ten minutes; it is shown this once."""

    token: str
    url: str
    expires_at: Moment


class DeviceLinkOwner(WireModel):
    """Into whose account a link leads."""

    user: Person
    expires_at: Moment
