"""What is sent about friends and invites."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.core import limits
from chatty.wire.base import Line, Lines, WireId, WireModel
from chatty.wire.models import Friend, Invite, User


class FriendPage(WireModel):
    """Friends by user name, and where to go on."""

    items: list[Friend]
    next_cursor: str | None


class UserPage(WireModel):
    """People by user name, and where to go on."""

    items: list[User]
    next_cursor: str | None


class NewInvite(WireModel):
    """Whom one invites to what.

    A friend is named by ``userId`` or ``username``; into a room somebody is invited by ``roomId``
    and one of the two; ``email`` invites whoever reads it, and into ``roomId`` if there is one.
    Several people are several requests: each is answered for itself.
    """

    kind: Literal["friend", "room", "email"]
    user_id: WireId | None = None
    username: Annotated[Line, Field(max_length=limits.DISPLAY_NAME_CHARACTERS)] | None = None
    room_id: WireId | None = None
    email: Annotated[Line, Field(max_length=limits.EMAIL_CHARACTERS)] | None = None
    role: Literal["admin", "member"] = "member"
    note: Annotated[Lines, Field(max_length=limits.INVITE_NOTE_CHARACTERS)] = ""


class InvitePage(WireModel):
    """Invites, newest first, and where to go on."""

    items: list[Invite]
    next_cursor: str | None
