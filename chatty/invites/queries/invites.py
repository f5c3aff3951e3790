"""Invites, reached through one of the two people they concern."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from chatty.accounts.models import User, UserKind, Viewer
from chatty.accounts.queries import key_hash
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged
from chatty.friends.queries import blocked_by, blockers_of
from chatty.invites.models import Invite, InviteKind, InviteState
from chatty.rooms.models import Room
from chatty.rooms.queries import known_by_name, known_people

NOBODY = "There is nobody of this name whom you could invite."

# More than a badge shows.
COUNTED = 100

Inviter = aliased(User)
Invitee = aliased(User)


class Direction(StrEnum):
    """From which side somebody looks at an invite."""

    RECEIVED = "received"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class InviteRow:
    """An invite with those whom it concerns."""

    invite: Invite
    inviter: User
    invitee: User | None
    room: Room | None


def invite_for(viewer: Viewer, invite_id: int) -> InviteRow:
    """The invite, if it is from *viewer* or to them; raises NotFound."""
    return _one(_rows().where(Invite.id == invite_id, _concerns(viewer.id)))


def invite_row(invite_id: int) -> InviteRow:
    """The invite with this id; for the frames that tell of it."""
    return _one(_rows().where(Invite.id == invite_id))


def invite_by_token(token: str) -> InviteRow:
    """The invite that was mailed with *token*; raises NotFound."""
    return _one(_rows().where(Invite.token_hash == key_hash(token)))


def invited_address(token: str) -> str | None:
    """The address that a pending invite was mailed to, which its reader has proved by *token*."""
    query = sa.select(Invite.email).where(
        Invite.token_hash == key_hash(token), stands(InviteState.PENDING)
    )
    return db.session.scalars(query).first()


def invites_of(
    viewer: Viewer,
    *,
    direction: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[InviteRow]:
    """The invites from or to *viewer*, newest first, a page of them."""
    size = page_size(limit)
    query = _newest_first(_rows().where(_on_side(viewer.id, direction))).limit(size + 1)
    if state is not None:
        query = query.where(stands(state))
    if cursor:
        last = db.session.get(Invite, decode_id_cursor(cursor))
        if last is None:
            return Page([], None)
        place = sa.tuple_(Invite.created_at, Invite.id)
        there = sa.tuple_(sa.literal(last.created_at, Invite.created_at.type), sa.literal(last.id))
        query = query.where(place < there)
    found = [InviteRow(*row) for row in db.session.execute(query)]
    return paged(found, size, lambda row: encode_cursor(row.invite.id))


def pending_invites(viewer: Viewer, direction: str | None = None) -> Sequence[InviteRow]:
    """All that await an answer, from or to *viewer*, newest first."""
    query = _rows().where(_on_side(viewer.id, direction), stands(InviteState.PENDING))
    return [InviteRow(*row) for row in db.session.execute(_newest_first(query))]


def waiting_ids(viewer: Viewer) -> dict[str, list[str]]:
    """The ids of what awaits an answer: all ``invites``, and the friend ``requests`` of them."""
    query = sa.select(Invite.id, Invite.kind).where(
        Invite.invitee_id == viewer.id, stands(InviteState.PENDING)
    )
    waiting = db.session.execute(query.limit(COUNTED)).all()
    return {
        "invites": [str(row.id) for row in waiting],
        "requests": [str(row.id) for row in waiting if row.kind == InviteKind.FRIEND],
    }


def pending_between(inviter_id: int, invitee_id: int) -> Invite | None:
    """The friend request of the one to the other that awaits its answer."""
    return db.session.scalars(
        sa.select(Invite).where(
            Invite.kind == InviteKind.FRIEND,
            Invite.inviter_id == inviter_id,
            Invite.invitee_id == invitee_id,
            stands(InviteState.PENDING),
        )
    ).first()


def asked_among(user_id: int, others: Collection[int]) -> tuple[set[int], set[int]]:
    """Those of *others* whom the person has asked to be friends, and those who asked the person."""
    if not others:
        return set(), set()
    rows = db.session.execute(
        sa.select(Invite.inviter_id, Invite.invitee_id).where(
            Invite.kind == InviteKind.FRIEND,
            stands(InviteState.PENDING),
            sa.or_(
                sa.and_(Invite.inviter_id == user_id, Invite.invitee_id.in_(others)),
                sa.and_(Invite.invitee_id == user_id, Invite.inviter_id.in_(others)),
            ),
        )
    ).all()
    asked = {int(row.invitee_id) for row in rows if row.inviter_id == user_id}
    return asked, {row.inviter_id for row in rows if row.inviter_id != user_id}


def person_to_invite(
    viewer: Viewer, *, user_id: int | None = None, username: str | None = None
) -> User:
    """Whom *viewer* means, as `somebody_to_invite` finds them; raises NotFound."""
    person = somebody_to_invite(viewer, user_id=user_id, username=username)
    if person is None:
        raise NotFound("no_such_person", NOBODY)
    return person


def somebody_to_invite(
    viewer: Viewer, *, user_id: int | None = None, username: str | None = None
) -> User | None:
    """Somebody *viewer* may know of, who is no guest and has not blocked them.

    Whoever else there may be is like nobody.
    """
    if user_id is not None:
        person = known_people(viewer, [user_id]).get(user_id)
    else:
        person = known_by_name(viewer, (username or "").strip().removeprefix("@"))
    if person is None or person.kind == UserKind.GUEST or blockers_of(viewer.id, [person.id]):
        return None
    return person


def person_to_block(viewer: Viewer, user_id: int) -> User:
    """Whom *viewer* wants to hear nothing of: known, blocked already, or once between them invited.

    Whoever else there may be is like nobody. Raises NotFound.
    """
    person = known_people(viewer, [user_id]).get(user_id)
    if person is None and (blocked_by(viewer.id, [user_id]) or _were_invited(viewer.id, user_id)):
        person = db.session.get(User, user_id)
    if person is None:
        raise NotFound
    return person


def _were_invited(one_id: int, other_id: int) -> bool:
    both = (one_id, other_id)
    query = sa.select(Invite.id).where(Invite.inviter_id.in_(both), Invite.invitee_id.in_(both))
    return db.session.scalars(query.limit(1)).first() is not None


def _one(query: sa.Select[*tuple[Any, ...]]) -> InviteRow:
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound
    return InviteRow(*row)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Invite, Inviter, Invitee, Room)
        .join(Inviter, Inviter.id == Invite.inviter_id)
        .outerjoin(Invitee, Invitee.id == Invite.invitee_id)
        .outerjoin(Room, Room.id == Invite.room_id)
    )


def _newest_first(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return query.order_by(Invite.created_at.desc(), Invite.id.desc())


def _on_side(user_id: int, direction: str | None) -> sa.ColumnElement[bool]:
    match direction:
        case Direction.RECEIVED:
            return Invite.invitee_id == user_id
        case Direction.SENT:
            return Invite.inviter_id == user_id
        case _:
            return _concerns(user_id)


def _concerns(user_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(Invite.inviter_id == user_id, Invite.invitee_id == user_id)


def stands(state: str) -> sa.ColumnElement[bool]:
    """Whether an invite stands at *state* now; one past its time has expired before it is swept."""
    overdue = sa.and_(Invite.state == InviteState.PENDING, Invite.expires_at <= clock.now())
    match state:
        case InviteState.EXPIRED:
            return sa.or_(Invite.state == InviteState.EXPIRED, overdue)
        case InviteState.PENDING:
            return sa.and_(Invite.state == state, Invite.expires_at > clock.now())
        case _:
            return Invite.state == state
