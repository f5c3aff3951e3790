"""Open and end sessions; tickets for streams."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.one_time import end_tokens
from chatty.accounts.events import SessionRevoked
from chatty.accounts.models import Purpose, RefreshFamily, SignIn, StreamTicket, Viewer, WebSession
from chatty.accounts.queries import key_hash, sign_ins_of, viewer_for_credential
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.facts import record
from chatty.core.rates import rates

KEY_BYTES = 32
TICKET_BYTES = 32
USER_AGENT_CHARACTERS = 300
TOUCHED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody signs in."""

    user_agent: str = ""
    address: str = ""


def open_session(user_id: int, device: Device, *, by_link: bool = False) -> str:
    """Sign a browser in; answers the key for its cookie, which is kept only as a hash.

    *by_link* is whether another device vouches for it, and nobody has proved who they are.
    """
    key = secrets.token_urlsafe(KEY_BYTES)
    now = clock.now()
    make_room(user_id)
    db.session.add(
        WebSession(
            user_id=user_id,
            key_hash=key_hash(key),
            user_agent=device.user_agent[:USER_AGENT_CHARACTERS],
            address=device.address,
            created_at=now,
            authenticated_at=None if by_link else now,
            last_used_at=now,
            expires_at=now + limits.SESSION_LIVES,
        )
    )
    audit("signed_in", actor_id=user_id, address=device.address)
    return key


def touch_session(session_id: int) -> None:
    """Note that the session is in use, at most every five minutes."""
    now = clock.now()
    db.session.execute(
        sa.update(WebSession)
        .where(WebSession.id == session_id, WebSession.last_used_at < now - TOUCHED_EVERY)
        .values(last_used_at=now)
    )


def close_session(viewer: Viewer) -> None:
    """Sign out: this session or login ends, its streams too."""
    if viewer.session_id is not None:
        _revoke(WebSession, viewer.session_id)
        record(SessionRevoked(user_id=viewer.id, session_id=viewer.session_id))
    elif viewer.family_id is not None:
        _revoke(RefreshFamily, viewer.family_id)
        record(SessionRevoked(user_id=viewer.id, family_id=viewer.family_id))
    audit("signed_out", actor_id=viewer.id)


def make_room(user_id: int) -> None:
    """End the oldest sign-ins of the person, so that with one more they are fifty at most."""
    opened = sorted(sign_ins_of(user_id), key=lambda each: each.created_at)
    surplus = len(opened) + 1 - limits.SESSIONS_PER_USER
    for each in opened[: max(0, surplus)]:
        _end(user_id, each)


def end_sign_in(viewer: Viewer, sign_in_id: int) -> None:
    """End one sign-in of the person, and its streams; ending it twice changes nothing."""
    for each in sign_ins_of(viewer.id):
        if each.id == sign_in_id:
            _end(viewer.id, each)
            audit("session_ended", actor_id=viewer.id)


def renew_key(viewer: Viewer) -> str | None:
    """Another key for the session that *viewer* asks with; the one before opens nothing."""
    if viewer.session_id is None:
        return None
    key = secrets.token_urlsafe(KEY_BYTES)
    db.session.execute(
        sa.update(WebSession)
        .where(WebSession.id == viewer.session_id)
        .values(key_hash=key_hash(key))
        .execution_options(synchronize_session=False)
    )
    return key


def end_other_sessions(viewer: Viewer) -> None:
    """End every sign-in of the person but the one they ask with, and the streams on it."""
    _end_all_but(viewer)
    audit("other_sessions_ended", actor_id=viewer.id)


def end_every_session(user_id: int) -> None:
    """End all sign-ins of the person, and the streams on them."""
    _end_all_but(Viewer(user_id=user_id))


def _end_all_but(viewer: Viewer) -> None:
    end_tokens(viewer.id, Purpose.LINK_DEVICE)
    now = clock.now()
    for table, mine, word in (
        (WebSession, viewer.session_id, "session_id"),
        (RefreshFamily, viewer.family_id, "family_id"),
    ):
        others = [] if mine is None else [table.id != mine]
        ended = db.session.scalars(
            sa.update(table)
            .where(table.user_id == viewer.id, table.revoked_at.is_(None), *others)
            .values(revoked_at=now)
            .returning(table.id)
        )
        for row_id in ended.all():
            record(SessionRevoked(user_id=viewer.id, **{word: row_id}))


def mint_ticket(viewer: Viewer) -> str:
    """A word that opens one stream within thirty seconds, for where no header can be sent."""
    rates.hit(limits.RATE_TICKET, "ticket", viewer.id)
    token = secrets.token_urlsafe(TICKET_BYTES)
    now = clock.now()
    db.session.execute(sa.delete(StreamTicket).where(StreamTicket.expires_at < now))
    db.session.add(
        StreamTicket(
            token_hash=key_hash(token),
            user_id=viewer.id,
            session_id=viewer.session_id,
            family_id=viewer.family_id,
            expires_at=now + limits.TICKET_LIVES,
        )
    )
    return token


def redeem_ticket(token: str) -> Viewer | None:
    """Who the ticket was minted for; it is spent by this, also when it has expired."""
    row = db.session.execute(
        sa.delete(StreamTicket)
        .where(StreamTicket.token_hash == key_hash(token))
        .returning(
            StreamTicket.user_id,
            StreamTicket.session_id,
            StreamTicket.family_id,
            StreamTicket.expires_at,
        )
    ).first()
    if row is None or row.expires_at < clock.now():
        return None
    return viewer_for_credential(row.user_id, session_id=row.session_id, family_id=row.family_id)


def _end(user_id: int, each: SignIn) -> None:
    if each.kind == "web":
        _revoke(WebSession, each.id)
        record(SessionRevoked(user_id=user_id, session_id=each.id))
    else:
        _revoke(RefreshFamily, each.id)
        record(SessionRevoked(user_id=user_id, family_id=each.id))


def _revoke(table: type[WebSession | RefreshFamily], row_id: int) -> None:
    db.session.execute(
        sa.update(table)
        .where(table.id == row_id, table.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
