"""What is sent about roles, and about links into rooms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.core import limits
from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models import InviteLink


class RoleChange(WireModel):
    """What a member is from now on."""

    role: Literal["owner", "admin", "member"]


class NewOwner(WireModel):
    """Whose the room is from now on."""

    user_id: WireId


class NewInviteLink(WireModel):
    """A link to make; it lasts an hour to thirty days, a week without ``expiresAt``.

    Without ``maxUses`` it lets in as many as wish.
    """

    role: Literal["admin", "member"] = "member"
    expires_at: Moment | None = None
    max_uses: Annotated[int, Field(ge=1, le=limits.LINK_USES)] | None = None


class LinkWord(WireModel):
    """The word of a link into a room, for who is not in it yet."""

    link: Annotated[str, Field(max_length=limits.LINK_WORD_CHARACTERS)] = ""


class InviteLinkList(WireModel):
    """The links of a room that were not taken back and have not expired, newest first."""

    items: list[InviteLink]
    next_cursor: str | None
