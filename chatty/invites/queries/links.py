"""Links into rooms, reached through the room by who looks after them, else through their word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.accounts.queries import key_hash
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.tokens import derived_token
from chatty.invites.models import InviteLink, LinkState
from chatty.invites.policies import link_state
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import Right
from chatty.rooms.queries import room_with_right

# What the word of a link is derived for.
PURPOSE = "invite-link"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link with its room, who made it, and their place there now."""

    link: InviteLink
    room: Room
    maker: User
    place: Membership | None

    @property
    def token(self) -> str:
        """The word of the link, which no table holds."""
        return derived_token(PURPOSE, self.link.id)


def link_by_token(token: str) -> LinkRow:
    """The link with this word, whether or not it still leads in; raises NotFound."""
    return _one(InviteLink.token_hash == key_hash(token))


def link_with(token: str) -> LinkRow | None:
    """The link with this word, if there is one, whether or not it still leads in."""
    return _found(InviteLink.token_hash == key_hash(token))


def link_by_id(link_id: int) -> LinkRow:
    """The link with this id; raises NotFound."""
    return _one(InviteLink.id == link_id)


def links_for(viewer: Viewer, room_id: int) -> Sequence[LinkRow]:
    """The links into the room that were not taken back and have not expired, newest first.

    For who looks after them; raises NotFound, Forbidden.
    """
    room_with_right(viewer, room_id, Right.MANAGE_LINKS)
    query = _rows().where(
        InviteLink.room_id == room_id,
        InviteLink.revoked_at.is_(None),
        InviteLink.expires_at > clock.now(),
    )
    newest_first = query.order_by(InviteLink.created_at.desc(), InviteLink.id.desc())
    return [LinkRow(*row) for row in db.session.execute(newest_first)]


def link_state_of(row: LinkRow) -> LinkState:
    """Where the link stands now."""
    if row.maker.deactivated_at is not None:
        return LinkState.WITHDRAWN
    return link_state(row.link, row.room, row.place, now=clock.now())


def is_link(token: str) -> bool:
    """Whether the word is of a link, wherever it leads."""
    return link_with(token) is not None


def leads_in(token: str) -> bool:
    """Whether the word is of a link by which somebody comes in now."""
    found = link_with(token)
    if found is None or link_state_of(found) != LinkState.OPEN:
        return False
    return found.room.raid_until is None or found.room.raid_until <= clock.now()


def _one(which: sa.ColumnElement[bool]) -> LinkRow:
    found = _found(which)
    if found is None:
        raise NotFound
    return found


def _found(which: sa.ColumnElement[bool]) -> LinkRow | None:
    # Read anew: who uses a link holds its room first, and all else may be another since.
    query = _rows().where(which).execution_options(populate_existing=True)
    row = db.session.execute(query).first()
    return None if row is None else LinkRow(*row)


def _rows() -> sa.Select[InviteLink, Room, User, Membership | None]:
    place = sa.and_(
        Membership.room_id == InviteLink.room_id, Membership.user_id == InviteLink.created_by_id
    )
    return (
        sa.select(InviteLink, Room, User, Membership)
        .join(Room, Room.id == InviteLink.room_id)
        .join(User, User.id == InviteLink.created_by_id)
        .outerjoin(Membership, place)
    )
