"""Links that let whoever has them into a room: made, taken back, used.

A link is worth what its maker may do: once they are no longer in the room, or may not look after
its links any more, it leads nowhere. Every use is counted by the statement that allows it, while
the room is held, so that a link for one lets in one.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import Viewer
from chatty.accounts.policies import rate_for
from chatty.accounts.queries import key_hash
from chatty.core import clock, limits
from chatty.core.db import db, new_id
from chatty.core.errors import Conflict, Forbidden, Gone, NotFound, invalid
from chatty.core.rates import rates
from chatty.core.tokens import derived_token
from chatty.invites.actions.answering import accept_mailed
from chatty.invites.models import InviteLink, LinkState
from chatty.invites.policies import check_link, may_give
from chatty.invites.queries import LinkRow, is_link, link_by_token, link_state_of
from chatty.invites.queries.links import PURPOSE, link_by_id
from chatty.rooms.actions import add_member, held_room, hold_room
from chatty.rooms.models import Role, Room
from chatty.rooms.policies import Right, ban_in_words, check_no_raid
from chatty.rooms.queries import ban_of, membership_of


def make_link(
    viewer: Viewer,
    room_id: int,
    *,
    role: str = Role.MEMBER,
    expires_at: datetime | None = None,
    max_uses: int | None = None,
) -> LinkRow:
    """Make a link into the room, for a week if nothing else is said.

    Raises NotFound, Forbidden, Invalid, TooMany, and Conflict in a room that is archived or has
    enough of them.
    """
    now = clock.now()
    room, place = hold_room(viewer, room_id, Right.MANAGE_LINKS)
    if room.archived_at is not None:
        raise Conflict("room_archived", "This room is archived. Open it again first.")
    if role not in {Role.MEMBER, Role.ADMIN}:
        raise invalid("role", "By a link one comes in as a member or an admin.")
    if not may_give(role, own=place.role):
        raise Forbidden("role_too_high", "Nobody gives a role above their own.")
    expires_at = expires_at or now + limits.LINK_LIVES
    check_link(expires_at, max_uses, now=now)
    rates.hit(limits.RATE_INVITES, "invites", viewer.id)
    _check_count(room_id)
    link = InviteLink(id=new_id(), room_id=room_id, created_by_id=viewer.id, role=role)
    link.token_hash = key_hash(derived_token(PURPOSE, link.id))
    link.uses, link.max_uses = 0, max_uses
    link.created_at, link.expires_at = now, expires_at
    db.session.add(link)
    db.session.flush()
    _note("invite_link_made", viewer, link)
    return link_by_id(link.id)


def revoke_link(viewer: Viewer, room_id: int, link_id: int) -> None:
    """Let a link lead nowhere any more; twice changes nothing. Raises NotFound, Forbidden."""
    hold_room(viewer, room_id, Right.MANAGE_LINKS)
    link = db.session.get(InviteLink, link_id, populate_existing=True)
    if link is None or link.room_id != room_id:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        db.session.flush()
        _note("invite_link_revoked", viewer, link)


def use_link(viewer: Viewer, token: str) -> Room:
    """Come into a room by the link with the word *token*; who is in it already stays as they are.

    Raises NotFound, Forbidden for guests, for who is banned, and while the room takes nobody;
    Gone for a link that leads nowhere any more; TooMany.
    """
    _ = viewer.id
    if viewer.is_guest:
        raise Forbidden("members_only", "Become a member first.")
    held_room(link_by_token(token).link.room_id)
    row = link_by_token(token)
    if membership_of(viewer.id, row.room.id) is not None:
        return row.room
    check_usable(viewer, row)
    check_no_raid(row.room.raid_until, now=clock.now())
    rates.hit(rate_for(viewer.created_at, limits.RATE_JOIN, now=clock.now()), "join", viewer.id)
    _count_use(row.link)
    add_member(row.room, viewer.id, role=Role(row.link.role))
    return row.room


def accept_word(viewer: Viewer, word: str) -> None:
    """Accept what the *word* of a mail or of a link is for, by which *viewer* has their account."""
    if is_link(word):
        use_link(viewer, word)
    else:
        accept_mailed(viewer, word)


def check_usable(viewer: Viewer, row: LinkRow) -> None:
    """Raise Forbidden for who is banned from the room, Gone for a link that leads nowhere."""
    ban = None if viewer.user_id is None else ban_of(viewer.user_id, row.room.id)
    if ban is not None:
        raise Forbidden("banned", ban_in_words(ban))
    state = link_state_of(row)
    if state != LinkState.OPEN:
        raise _gone(state)


def revoke_links_of(room_id: int, user_id: int) -> None:
    """Let nothing that the person made lead into the room any more, also when they come back."""
    db.session.execute(
        sa.update(InviteLink)
        .where(
            InviteLink.room_id == room_id,
            InviteLink.created_by_id == user_id,
            InviteLink.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )


def _check_count(room_id: int) -> None:
    standing = sa.select(sa.func.count(InviteLink.id)).where(
        InviteLink.room_id == room_id,
        InviteLink.revoked_at.is_(None),
        InviteLink.expires_at > clock.now(),
    )
    if (db.session.scalar(standing) or 0) >= limits.LINKS_PER_ROOM:
        detail = f"A room has at most {limits.LINKS_PER_ROOM} links. Take one back first."
        raise Conflict("too_many_links", detail)


def _count_use(link: InviteLink) -> None:
    used = db.session.execute(
        sa.update(InviteLink)
        .where(
            InviteLink.id == link.id,
            sa.or_(InviteLink.max_uses.is_(None), InviteLink.uses < InviteLink.max_uses),
        )
        .values(uses=InviteLink.uses + 1)
        .returning(InviteLink.id)
        .execution_options(synchronize_session=False)
    ).first()
    if used is None:
        raise _gone(LinkState.USED_UP)


def _gone(state: LinkState) -> Gone:
    return Gone("link_" + state, "This link leads nowhere any more. Ask for a new one.")


def _note(kind: str, viewer: Viewer, link: InviteLink) -> None:
    audit(
        kind,
        actor_id=viewer.id,
        room_id=link.room_id,
        subject=f"invite_link:{link.id}",
        details={"role": str(link.role), "maxUses": link.max_uses},
    )
