"""What becomes of invites when what they ask for happens, or cannot happen any more."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.events import UserErased
from chatty.core import clock
from chatty.core.db import db
from chatty.core.facts import listens_to, record
from chatty.friends.events import Befriended, Blocked
from chatty.invites.actions import empty_invites, revoke_links_of, settle
from chatty.invites.events import InviteChanged
from chatty.invites.models import Invite, InviteKind, InviteState
from chatty.rooms.events import (
    Banned,
    MemberAdded,
    MemberRemoved,
    MemberUpdated,
    RoomDeleted,
    RoomUpdated,
)
from chatty.rooms.models import Room
from chatty.rooms.policies import Right, has_right
from chatty.rooms.queries import membership_of

# Of more than so many that wait, the older show the room as it was until they are loaded again.
INVITES_TOLD = 100


@listens_to(Befriended)
def answer_requests(fact: Befriended) -> None:
    """Who became friends another way has answered the request by it."""
    both = (fact.one_id, fact.other_id)
    settle(
        sa.and_(
            Invite.kind == InviteKind.FRIEND,
            Invite.inviter_id.in_(both),
            Invite.invitee_id.in_(both),
        ),
        InviteState.ACCEPTED,
    )


@listens_to(Blocked)
def end_invites_between(fact: Blocked) -> None:
    """A block declines what was received and takes back what was sent; it is not told apart."""
    settle(_from_to(fact.blocked_id, fact.blocker_id), InviteState.REJECTED)
    settle(_from_to(fact.blocker_id, fact.blocked_id), InviteState.REVOKED)


@listens_to(MemberAdded)
def answer_room_invites(fact: MemberAdded) -> None:
    """Who came in another way needs the invite no more."""
    settle(
        sa.and_(
            Invite.kind == InviteKind.ROOM,
            Invite.room_id == fact.room_id,
            Invite.invitee_id == fact.user_id,
        ),
        InviteState.ACCEPTED,
    )


@listens_to(Banned)
def end_invites_of_the_banned(fact: Banned) -> None:
    """Who is banned is not invited any more, whoever wished it."""
    settle(
        sa.and_(
            Invite.kind == InviteKind.ROOM,
            Invite.room_id == fact.room_id,
            Invite.invitee_id == fact.user_id,
        ),
        InviteState.REVOKED,
    )


@listens_to(MemberRemoved)
def end_links_of_who_is_gone(fact: MemberRemoved) -> None:
    """What somebody gave goes with them."""
    revoke_links_of(fact.room_id, fact.user_id)


@listens_to(MemberUpdated)
def end_links_of_who_is_lowered(fact: MemberUpdated) -> None:
    """Who looks after the links no more has none, also when they are raised again."""
    room, place = db.session.get(Room, fact.room_id), membership_of(fact.user_id, fact.room_id)
    if room is None or place is None or not has_right(Right.MANAGE_LINKS, room, place.role):
        revoke_links_of(fact.room_id, fact.user_id)


@listens_to(RoomUpdated)
def tell_the_invited(fact: RoomUpdated) -> None:
    """An invite shows the room as it is now."""
    mine = sa.select(Invite.id).where(
        Invite.room_id == fact.room_id,
        Invite.state == InviteState.PENDING,
        Invite.expires_at > clock.now(),
    )
    for invite_id in db.session.scalars(mine.order_by(Invite.id.desc()).limit(INVITES_TOLD)).all():
        record(InviteChanged(invite_id=invite_id))


@listens_to(RoomDeleted)
def end_invites_of_the_room(fact: RoomDeleted) -> None:
    """Nobody is invited to what is not there; an invite by mail still leads to this server."""
    settle(
        sa.and_(Invite.kind == InviteKind.ROOM, Invite.room_id == fact.room_id),
        InviteState.REVOKED,
    )


@listens_to(UserErased)
def end_invites_of_the_account(fact: UserErased) -> None:
    """Who is gone invites nobody any more, and answers nothing."""
    settle(Invite.inviter_id == fact.user_id, InviteState.REVOKED)
    settle(Invite.invitee_id == fact.user_id, InviteState.REJECTED)
    empty_invites(fact.user_id)


def _from_to(inviter_id: int, invitee_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(Invite.inviter_id == inviter_id, Invite.invitee_id == invitee_id)
