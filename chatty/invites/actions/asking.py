"""Send invites: to be friends, into a room, to this server by mail."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chatty.accounts.models import User, Viewer
from chatty.accounts.policies import check_email, rate_for
from chatty.accounts.queries import key_hash
from chatty.core import clock, limits
from chatty.core.db import db, new_id
from chatty.core.errors import Conflict, Forbidden, NotFound, TooMany, invalid
from chatty.core.facts import record
from chatty.core.mail import mail_is_on
from chatty.core.rates import rates
from chatty.core.tokens import derived_token
from chatty.friends.actions import hold_pair
from chatty.friends.queries import are_friends, blocked_by, is_cut_off
from chatty.invites.actions.answering import PURPOSE, accept_row, settle
from chatty.invites.events import InviteChanged
from chatty.invites.models import Invite, InviteKind, InviteState
from chatty.invites.policies import LIVES, check_note, may_give, may_invite_to, state_at
from chatty.invites.queries import NOBODY, InviteRow, invite_for, pending_between
from chatty.mails.actions import nothing_to_send, queue_mail
from chatty.rooms.models import Role, Room
from chatty.rooms.queries import membership_of


def ask_friend(viewer: Viewer, person: User, *, note: str = "") -> Invite:
    """Ask *person* to be friends; who was asked by them before accepts by this.

    Raises Invalid for oneself and for a friend, Conflict for who was asked already or is blocked
    by *viewer*, Forbidden for guests, TooMany.
    """
    _check(viewer, person)
    note = check_note(note)
    _count(viewer)
    _hold(viewer, person)
    if are_friends(viewer.id, person.id):
        raise invalid("userId", "You are friends already.", "already_friends")
    theirs = pending_between(person.id, viewer.id)
    if theirs is not None:
        return accept_row(viewer, InviteRow(theirs, person, None, None))
    return _insert(viewer, Invite(kind=InviteKind.FRIEND, invitee_id=person.id, note=note))


def invite_to_room(
    viewer: Viewer, room: Room, person: User, *, role: str = Role.MEMBER, note: str = ""
) -> Invite:
    """Invite *person* into *room*.

    Raises as `ask_friend` does; Invalid for who is in it, Forbidden where *viewer* may not invite.
    """
    _check(viewer, person)
    note = check_note(note)
    _check_room(viewer, room, role)
    if membership_of(person.id, room.id) is not None:
        raise invalid("userId", "They are in this room already.", "already_member")
    _count(viewer)
    _hold(viewer, person)
    return _insert(
        viewer,
        Invite(kind=InviteKind.ROOM, invitee_id=person.id, room_id=room.id, role=role, note=note),
    )


def invite_by_mail(
    viewer: Viewer, email: str, *, room: Room | None = None, note: str = ""
) -> Invite:
    """Invite whoever reads *email* to this server, to be friends, and into *room*.

    Whether somebody here has that address is not looked up, so nothing can tell it. Raises Invalid,
    Conflict for who was asked already or where no mail is sent, Forbidden, TooMany.
    """
    _check_viewer(viewer)
    email, note = check_email(email), check_note(note)
    if not mail_is_on():
        raise Conflict("mail_off", "This server sends no mail.")
    if room is not None:
        _check_room(viewer, room, Role.MEMBER)
    _count_mail(viewer)
    same = sa.and_(
        Invite.inviter_id == viewer.id,
        Invite.email == email,
        Invite.room_id.is_(None) if room is None else Invite.room_id == room.id,
    )
    settle(sa.and_(same, Invite.expires_at <= clock.now()), InviteState.EXPIRED)
    if db.session.scalars(sa.select(Invite.id).where(same, _pending())).first() is not None:
        raise _asked_already()
    invite = Invite(
        id=new_id(), kind=InviteKind.EMAIL, email=email, room_id=room and room.id, note=note
    )
    invite.token_hash = key_hash(derived_token(PURPOSE, invite.id))
    _insert(viewer, invite)
    _mail(viewer, invite, room)
    return invite


def deliver_again(viewer: Viewer, invite_id: int) -> Invite:
    """Bring an invite one has sent to mind once more; its time begins anew.

    At most three times a day. Raises NotFound, Forbidden, Conflict once it has ended, TooMany.
    """
    row = invite_for(viewer, invite_id)
    invite = row.invite
    if invite.inviter_id != viewer.id:
        raise Forbidden("not_yours", "Only who sent an invite sends it again.")
    now = clock.now()
    if state_at(now, state=invite.state, expires_at=invite.expires_at) != InviteState.PENDING:
        raise Conflict("invite_ended", "This invite has ended. Send a new one.")
    rates.hit(limits.RATE_INVITE_DELIVERY, "invite-delivery", invite.id)
    if invite.kind == InviteKind.EMAIL:
        _count_mail(viewer)
        _mail(viewer, invite, row.room)
    invite.sent_at = now
    invite.expires_at = now + LIVES[invite.kind]
    record(InviteChanged(invite_id=invite.id))
    return invite


def _check(viewer: Viewer, person: User) -> None:
    _check_viewer(viewer)
    if person.id == viewer.id:
        raise invalid("userId", "You cannot invite yourself.", "yourself")
    if blocked_by(viewer.id, [person.id]):
        raise _blocked()


def _hold(viewer: Viewer, person: User) -> None:
    """Let nothing change between the two, and look once more: a block may have come in between."""
    hold_pair(viewer.id, person.id)
    if blocked_by(viewer.id, [person.id]):
        raise _blocked()
    db.session.refresh(person, ["deactivated_at"])
    if person.deactivated_at is not None or is_cut_off(viewer.id, person.id):
        raise NotFound("no_such_person", NOBODY)


def _blocked() -> Conflict:
    return Conflict("blocked", "You have blocked them. Unblock them first.")


def _check_viewer(viewer: Viewer) -> None:
    _ = viewer.id
    if viewer.is_guest:
        raise Forbidden("members_only", "Only members invite others.")


def _check_room(viewer: Viewer, room: Room, role: str) -> None:
    place = membership_of(viewer.id, room.id)
    if place is None or not may_invite_to(room, place):
        raise Forbidden("may_not_invite", "You may not invite others into this room.")
    if not may_give(role, own=place.role):
        raise Forbidden("role_too_high", "Nobody gives a role above their own.")


def _insert(viewer: Viewer, invite: Invite) -> Invite:
    now = clock.now()
    invite.inviter_id, invite.created_at, invite.sent_at = viewer.id, now, now
    invite.expires_at = now + LIVES[invite.kind]
    if invite.invitee_id is not None:
        settle(sa.and_(_same(invite), Invite.expires_at <= now), InviteState.EXPIRED)
    try:
        with db.session.begin_nested():
            db.session.add(invite)
    except IntegrityError as error:
        raise _asked_already() from error
    record(InviteChanged(invite_id=invite.id))
    return invite


def _same(invite: Invite) -> sa.ColumnElement[bool]:
    """Earlier invites of the same person to the same thing."""
    thing = (
        Invite.inviter_id == invite.inviter_id
        if invite.kind == InviteKind.FRIEND
        else Invite.room_id == invite.room_id
    )
    return sa.and_(Invite.kind == invite.kind, Invite.invitee_id == invite.invitee_id, thing)


def _pending() -> sa.ColumnElement[bool]:
    return Invite.state == InviteState.PENDING


def _asked_already() -> Conflict:
    return Conflict("already_invited", "They were invited already, and have not answered yet.")


def _count(viewer: Viewer) -> None:
    rate = rate_for(viewer.created_at, limits.RATE_INVITES, now=clock.now())
    rates.hit(rate, "invites", viewer.id)


def _count_mail(viewer: Viewer) -> None:
    rate = rate_for(viewer.created_at, limits.RATE_MAIL_INVITES, now=clock.now())
    rates.hit(rate, "mail-invites", viewer.id)


def _mail(viewer: Viewer, invite: Invite, room: Room | None) -> None:
    """Unless the address was written to enough today: then the invite is there, and no more."""
    try:
        rates.hit(limits.RATE_MAIL_INVITES_RECIPIENT, "mail-invites-to", invite.email)
    except TooMany:
        nothing_to_send()
        return
    params: dict[str, str | int] = {
        "inviter": viewer.display_name,
        "room": room.name if room else "",
        "note": invite.note,
    }
    queue_mail("invite", invite.email or "", params, token=(PURPOSE, invite.id))
