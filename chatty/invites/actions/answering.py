"""Accept, reject, revoke: an invite leaves ``pending`` exactly once, whoever is first."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import ChattyError, Conflict, Forbidden, Gone, invalid
from chatty.core.facts import record
from chatty.friends.actions import befriend, hold_pair
from chatty.friends.queries import is_cut_off
from chatty.invites.events import InviteChanged
from chatty.invites.models import Invite, InviteKind, InviteState
from chatty.invites.policies import may_give, may_invite_to, state_at
from chatty.invites.queries import InviteRow, invite_by_token, invite_for
from chatty.mails.actions import forget_mails
from chatty.rooms.actions import add_member
from chatty.rooms.models import Role, Room
from chatty.rooms.queries import membership_of
from chatty.stream.actions import overwrite

# What the word of a mailed invite is derived for.
PURPOSE = "invite"


def accept(viewer: Viewer, invite_id: int) -> Invite:
    """Accept what one was invited to; twice changes nothing.

    Raises NotFound, Forbidden for who sent it, Conflict once it was rejected, Gone once it has
    expired, was revoked, or is worth nothing any more.
    """
    return accept_row(viewer, _received(viewer, invite_id))


def accept_row(viewer: Viewer, row: InviteRow) -> Invite:
    """Accept an invite that is known to be for *viewer*."""
    invite = row.invite
    hold_pair(invite.inviter_id, viewer.id)
    if not _leave_pending(invite, InviteState.ACCEPTED, invitee_id=viewer.id):
        return _as_it_is(invite, InviteState.ACCEPTED, viewer)
    if row.inviter.deactivated_at is not None or is_cut_off(invite.inviter_id, viewer.id):
        raise _gone("invite_withdrawn")
    if invite.kind != InviteKind.ROOM:
        befriend(invite.inviter_id, viewer.id)
    if row.room is not None:
        _enter(viewer, invite, row.room)
    return invite


def accept_mailed(viewer: Viewer, token: str) -> Invite:
    """Accept the invite that came by mail with *token*: who has it can read that mailbox."""
    row = invite_by_token(token)
    if viewer.is_guest:
        raise Forbidden("members_only", "Become a member first.")
    if row.invite.inviter_id == viewer.id:
        raise invalid("token", "You sent this invite yourself.", "yourself")
    return accept_row(viewer, row)


def reject(viewer: Viewer, invite_id: int) -> Invite:
    """Decline what one was invited to; twice changes nothing. Raises as `accept` does."""
    invite = _received(viewer, invite_id).invite
    if not _leave_pending(invite, InviteState.REJECTED):
        return _as_it_is(invite, InviteState.REJECTED, viewer)
    return invite


def revoke(viewer: Viewer, invite_id: int) -> None:
    """Take back an invite one has sent; twice changes nothing. Raises as `accept` does."""
    invite = invite_for(viewer, invite_id).invite
    if invite.inviter_id != viewer.id:
        raise Forbidden("not_yours", "Only who sent an invite takes it back.")
    if not _leave_pending(invite, InviteState.REVOKED):
        _as_it_is(invite, InviteState.REVOKED, viewer)
    forget_mails(PURPOSE, [invite_id])


def settle(which: sa.ColumnElement[bool], state: InviteState) -> int:
    """Let all pending invites of *which* end as *state*; answers how many they were."""
    ended = db.session.scalars(
        sa.update(Invite)
        .where(Invite.state == InviteState.PENDING, which)
        .values(state=state, resolved_at=clock.now())
        .returning(Invite.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    if ended and state == InviteState.REVOKED:
        forget_mails(PURPOSE, ended)
    for invite_id in ended:
        record(InviteChanged(invite_id=invite_id))
    return len(ended)


def empty_invites(user_id: int) -> None:
    """Take out of all invites from or to somebody who is gone what was written in them."""
    theirs = sa.or_(Invite.inviter_id == user_id, Invite.invitee_id == user_id)
    ids = db.session.scalars(sa.select(Invite.id).where(theirs)).all()
    forget_mails(PURPOSE, ids)
    db.session.execute(
        sa.update(Invite)
        .where(theirs)
        .values(email=None, note=sa.case((Invite.inviter_id == user_id, ""), else_=Invite.note))
        .execution_options(synchronize_session="fetch")
    )
    for side, values in (("inviter", {"note": "", "email": None}), ("invitee", {"email": None})):
        overwrite(db.session(), ("INVITE_UPDATED",), f"{side}.id", user_id, values)


def _received(viewer: Viewer, invite_id: int) -> InviteRow:
    row = invite_for(viewer, invite_id)
    if row.invite.invitee_id != viewer.id:
        raise Forbidden("not_yours", "Only who was invited answers an invite.")
    return row


def _leave_pending(invite: Invite, state: InviteState, *, invitee_id: int | None = None) -> bool:
    """Whether this call is the one that ends the invite."""
    values = {"state": state, "resolved_at": clock.now()}
    won = db.session.execute(
        sa.update(Invite)
        .where(
            Invite.id == invite.id,
            Invite.state == InviteState.PENDING,
            Invite.expires_at > clock.now(),
        )
        .values(values if invitee_id is None else values | {"invitee_id": invitee_id})
        .returning(Invite.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    db.session.refresh(invite)
    if won is not None:
        record(InviteChanged(invite_id=invite.id))
    return won is not None


def _as_it_is(invite: Invite, wanted: InviteState, viewer: Viewer) -> Invite:
    """The invite that had ended before; raises unless it ended as *wanted*."""
    state = state_at(clock.now(), state=invite.state, expires_at=invite.expires_at)
    theirs = viewer.id in {invite.invitee_id, invite.inviter_id}
    if state == wanted and theirs:
        return invite
    raise _refusal(state)


def _refusal(state: InviteState) -> ChattyError:
    match state:
        case InviteState.ACCEPTED:
            return Conflict("invite_accepted", "This invite was accepted already.")
        case InviteState.REJECTED:
            return Conflict("invite_rejected", "This invite was declined.")
        case InviteState.REVOKED:
            return _gone("invite_revoked")
        case _:
            return _gone("invite_expired")


def _gone(code: str) -> Gone:
    return Gone(code, "This invite is not valid any more. Ask for a new one.")


def _enter(viewer: Viewer, invite: Invite, room: Room) -> None:
    """Into the room, if who invited may still do so; their leaving takes their invites along."""
    place = membership_of(invite.inviter_id, room.id)
    if place is None or not may_invite_to(room, place) or not may_give(invite.role, own=place.role):
        raise _gone("invite_withdrawn")
    add_member(room, viewer.id, role=Role(invite.role))
