"""What people are told at once, and what is taken back when it is not true or theirs any more."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from chatty.accounts.events import Audited, SessionRevoked, UserErased
from chatty.core.db import db
from chatty.core.facts import listens_to
from chatty.friends.events import Blocked
from chatty.friends.queries import blocked_by
from chatty.invites.events import InviteChanged
from chatty.invites.models import Invite, InviteKind, InviteState
from chatty.messages.events import MessageDeleted, MessagesRemoved, ThreadFollowChanged
from chatty.messages.models import Message, ThreadFollow
from chatty.moderation.events import ReportAnswered
from chatty.moderation.models import Report
from chatty.notifications.actions import (
    About,
    Told,
    forget,
    forget_pushes,
    note_read,
    read_in_room,
    tell,
)
from chatty.notifications.jobs import quiet_now
from chatty.notifications.models import (
    Kind,
    Notification,
    NotificationSettings,
    PushDelivery,
    PushSubscription,
)
from chatty.notifications.policies import OFFICIAL, Situation, heard
from chatty.notifications.queries import settings_of
from chatty.presence.models import State
from chatty.presence.queries import state_of
from chatty.rooms.events import (
    Banned,
    DirectHidden,
    MemberRemoved,
    ReadMarkerMoved,
    RoomDeleted,
)

# What the log of security events says that concerns whom it was done to.
TOLD = {
    "role_changed": Kind.ROLE,
    "administrator_named": Kind.ROLE,
    "member_kicked": Kind.MODERATION,
    "member_unbanned": Kind.MODERATION,
    "member_muted": Kind.MODERATION,
    "member_unmuted": Kind.MODERATION,
    "appeal_accepted": Kind.MODERATION,
    "appeal_rejected": Kind.MODERATION,
    "message_deleted": Kind.MODERATION,
}
KEY_BYTES = 8


@listens_to(InviteChanged)
def tell_of_invite(fact: InviteChanged) -> None:
    """Who is invited hears of it while it waits; who asked to be friends, that they are."""
    invite = db.session.get_one(Invite, fact.invite_id)
    if invite.invitee_id is None:
        return
    if invite.state == InviteState.PENDING:
        about = About(
            kind=Kind.INVITE,
            key=f"invite:{invite.id}",
            room_id=invite.room_id,
            actor_id=invite.inviter_id,
            invite_id=invite.id,
            detail=invite.kind,
        )
        _tell_one(invite.invitee_id, about)
        return
    forget(Notification.invite_id == invite.id, Notification.kind == Kind.INVITE)
    forget_pushes(PushDelivery.tag == f"invite:{invite.id}")
    if invite.state == InviteState.ACCEPTED and invite.kind != InviteKind.ROOM:
        about = About(
            kind=Kind.FRIEND,
            key=f"friend:{invite.id}",
            actor_id=invite.invitee_id,
            invite_id=invite.id,
        )
        _tell_one(invite.inviter_id, about)


@listens_to(Audited)
def tell_of_decision(fact: Audited) -> None:
    """Who runs a room or the server decided something about somebody else."""
    kind = TOLD.get(fact.kind)
    if kind is None or fact.target_id is None or fact.target_id == fact.actor_id:
        return
    if fact.kind == "member_unbanned" and not _heard_of_ban(fact.target_id, fact.room_id):
        return
    about = About(
        kind=kind,
        key=f"{fact.kind}:{secrets.token_hex(KEY_BYTES)}",
        room_id=fact.room_id,
        detail=fact.detail if fact.kind == "role_changed" else fact.kind,
    )
    _tell_one(fact.target_id, about)


@listens_to(Banned)
def tell_of_ban(fact: Banned) -> None:
    """Who was in the room hears that they are out; it is no letter to whom one never met."""
    if fact.was_in:
        about = About(
            kind=Kind.MODERATION,
            key=f"member_banned:{secrets.token_hex(KEY_BYTES)}",
            room_id=fact.room_id,
            detail="member_banned",
        )
        _tell_one(fact.user_id, about)


@listens_to(ReportAnswered)
def tell_of_outcome(fact: ReportAnswered) -> None:
    """Who reported something hears what came of it."""
    report = db.session.get_one(Report, fact.report_id)
    about = About(kind=Kind.REPORT, key=f"report:{report.id}", detail=str(report.state))
    _tell_one(report.reporter_id, about)


@listens_to(ReadMarkerMoved)
def follow_marker(fact: ReadMarkerMoved) -> None:
    """What was read in the room was seen."""
    read_in_room(fact.user_id, fact.room_id, fact.seq)


@listens_to(ThreadFollowChanged)
def follow_thread_marker(fact: ThreadFollowChanged) -> None:
    """What was read in a thread was seen."""
    place = db.session.get(ThreadFollow, (fact.thread_id, fact.user_id), populate_existing=True)
    if place is not None:
        read = sa.select(Message.id).where(
            Message.thread_id == fact.thread_id, Message.thread_seq <= place.read_seq
        )
        note_read(Notification.user_id == fact.user_id, Notification.message_id.in_(read))


@listens_to(MessageDeleted)
def forget_message(fact: MessageDeleted) -> None:
    """Of what is deleted nobody is told; those in the room hear of the deletion itself."""
    forget(Notification.message_id == fact.message_id, told=False)
    forget_pushes(PushDelivery.message_id == fact.message_id)


@listens_to(MessagesRemoved)
def forget_cut_messages(fact: MessagesRemoved) -> None:
    """What is kept no more calls nobody; no frame names each of them."""
    forget(Notification.message_id.in_(fact.message_ids))
    forget_pushes(PushDelivery.message_id.in_(fact.message_ids))


@listens_to(MemberRemoved)
def forget_left_room(fact: MemberRemoved) -> None:
    """Who is out of a room sees nothing of it any more, not by the list either."""
    _forget_room(fact.user_id, fact.room_id)


@listens_to(DirectHidden)
def forget_hidden_room(fact: DirectHidden) -> None:
    """What one put out of sight calls one no more."""
    _forget_room(fact.user_id, fact.room_id)


@listens_to(RoomDeleted)
def forget_deleted_room(fact: RoomDeleted) -> None:
    """Of a room that is gone nothing is left to lead to; members hear of its end itself."""
    of_room = Notification.room_id == fact.room_id
    heard_of_it = Notification.user_id.in_(fact.member_ids)
    forget(of_room, heard_of_it, Notification.kind != Kind.MODERATION, told=False)
    forget(of_room)
    forget_pushes(PushDelivery.room_id == fact.room_id)


@listens_to(Blocked)
def forget_blocked(fact: Blocked) -> None:
    """Nothing from whom one wants to hear nothing of, what came before included."""
    forget(
        Notification.user_id == fact.blocker_id,
        Notification.actor_id == fact.blocked_id,
        Notification.kind.not_in(OFFICIAL),
        told=False,
    )
    forget_pushes(PushDelivery.actor_id == fact.blocked_id, _device_of(fact.blocker_id))


@listens_to(SessionRevoked)
def forget_device(fact: SessionRevoked) -> None:
    """A device that is signed out is told nothing more."""
    if fact.session_id is not None:
        which = PushSubscription.session_id == fact.session_id
    else:
        which = PushSubscription.family_id == fact.family_id
    gone = sa.delete(PushSubscription).where(PushSubscription.user_id == fact.user_id, which)
    db.session.execute(gone.execution_options(synchronize_session=False))


@listens_to(UserErased)
def forget_account(fact: UserErased) -> None:
    """Who is gone is told nothing, and nobody is told anything of them."""
    for table in (PushSubscription, NotificationSettings):
        gone = sa.delete(table).where(table.user_id == fact.user_id)
        db.session.execute(gone.execution_options(synchronize_session=False))
    forget(Notification.user_id == fact.user_id, told=False)
    forget(Notification.actor_id == fact.user_id)
    forget_pushes(PushDelivery.actor_id == fact.user_id)


def _tell_one(user_id: int, about: About) -> None:
    settings, time_zone = settings_of(user_id)
    situation = Situation(
        kind=about.kind,
        is_blocked=about.actor_id is not None and bool(blocked_by(user_id, [about.actor_id])),
        is_quiet=quiet_now(settings, time_zone),
        is_active=state_of(user_id) is State.ONLINE,
    )
    # What it points at may have been made just now.
    db.session.flush()
    tell([Told(user_id, about, heard(situation))])


def _heard_of_ban(user_id: int, room_id: int | None) -> bool:
    heard_of_it = sa.exists().where(
        Notification.user_id == user_id,
        Notification.room_id == room_id,
        Notification.detail == "member_banned",
    )
    return bool(db.session.scalar(sa.select(heard_of_it)))


def _forget_room(user_id: int, room_id: int) -> None:
    forget(
        Notification.user_id == user_id,
        Notification.room_id == room_id,
        # What was decided there about one stays: it says why one is out.
        Notification.kind != Kind.MODERATION,
        told=False,
    )
    forget_pushes(PushDelivery.room_id == room_id, _device_of(user_id))


def _device_of(user_id: int) -> sa.ColumnElement[bool]:
    devices = sa.select(PushSubscription.id).where(PushSubscription.user_id == user_id)
    return PushDelivery.subscription_id.in_(devices)
