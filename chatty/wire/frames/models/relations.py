"""Frames about friendships and invites."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment
from chatty.wire.frames.models.base import Durable
from chatty.wire.models import Invite, Relation, User


class FriendUpdated(Durable):
    """What one is to somebody changed: friends since then, or no more, or blocked by oneself."""

    type: Literal["FRIEND_UPDATED"]
    user: User
    relation: Relation
    since: Moment | None


class InviteUpdated(Durable):
    """An invite from or to one was sent, sent again, or came to its end."""

    type: Literal["INVITE_UPDATED"]
    invite: Invite
