"""Who may invite whom where, and for how long. Pure functions of values."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from chatty.core.errors import invalid
from chatty.core.limits import (
    FRIEND_INVITE_LIVES,
    INVITE_NOTE_CHARACTERS,
    LINK_LIVES_LONGEST,
    LINK_LIVES_SHORTEST,
    LINK_USES,
    MAIL_INVITE_LIVES,
    ROOM_INVITE_LIVES,
)
from chatty.core.text import is_storable, with_unix_newlines
from chatty.invites.models import InviteKind, InviteState, LinkState
from chatty.rooms.policies import RANK, MembershipRules, Right, RoomRules, has_right

CLOCKS_DIFFER = timedelta(minutes=1)
LIVES: dict[str, timedelta] = {
    InviteKind.FRIEND: FRIEND_INVITE_LIVES,
    InviteKind.ROOM: ROOM_INVITE_LIVES,
    InviteKind.EMAIL: MAIL_INVITE_LIVES,
}


def may_invite_to(room: RoomRules, membership: MembershipRules | None) -> bool:
    """Whether a member may invite others.

    Everybody is in the lobby, and who is in a direct room was settled when it began.
    """
    if membership is None or room.archived_at is not None or room.deleted_at is not None:
        return False
    return has_right(Right.INVITE, room, membership.role)


def may_give(role: str, *, own: str) -> bool:
    """Whether somebody with the role *own* may let others in with *role*: never above one's own."""
    return RANK[role] <= RANK[own]


class LinkRules(Protocol):
    """What the rules ask of a link."""

    @property
    def role(self) -> str:
        """What who comes in by it is."""

    @property
    def uses(self) -> int:
        """How many came in by it."""

    @property
    def max_uses(self) -> int | None:
        """How many may."""

    @property
    def expires_at(self) -> datetime:
        """Until when."""

    @property
    def revoked_at(self) -> datetime | None:
        """Since when it was taken back, if it was."""


def link_state(
    link: LinkRules, room: RoomRules, place: MembershipRules | None, *, now: datetime
) -> LinkState:
    """Where a link stands *now*, whose maker has *place* in *room*."""
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if link.expires_at <= now:
        return LinkState.EXPIRED
    if link.max_uses is not None and link.uses >= link.max_uses:
        return LinkState.USED_UP
    return LinkState.OPEN if _stands(link, room, place) else LinkState.WITHDRAWN


def check_link(expires_at: datetime, max_uses: int | None, *, now: datetime) -> None:
    """Raise Invalid unless a link may last so long, and let in so many."""
    # A minute's grace, for clocks that differ.
    lives = expires_at - now
    if not LINK_LIVES_SHORTEST - CLOCKS_DIFFER <= lives <= LINK_LIVES_LONGEST + CLOCKS_DIFFER:
        raise invalid("expiresAt", "A link lasts one hour to thirty days.")
    if max_uses is not None and not 1 <= max_uses <= LINK_USES:
        raise invalid("maxUses", f"A link lets in 1 to {LINK_USES} people.")


def _stands(link: LinkRules, room: RoomRules, place: MembershipRules | None) -> bool:
    if place is None or room.archived_at is not None or room.deleted_at is not None:
        return False
    if not has_right(Right.MANAGE_LINKS, room, place.role):
        return False
    return may_give(link.role, own=place.role)


def check_note(note: str) -> str:
    """*note*, tidied; raises Invalid."""
    note = with_unix_newlines(note).strip()
    if not is_storable(note):
        raise invalid("note", "There are control characters in this text.")
    if len(note) > INVITE_NOTE_CHARACTERS:
        raise invalid("note", f"A note has at most {INVITE_NOTE_CHARACTERS} characters.")
    return note


def state_at(now: datetime, *, state: str, expires_at: datetime) -> InviteState:
    """Where an invite stands *now*: one past its time has expired before it is swept."""
    overdue = state == InviteState.PENDING and expires_at <= now
    return InviteState.EXPIRED if overdue else InviteState(state)
