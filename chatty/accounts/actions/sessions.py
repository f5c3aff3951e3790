"""Open and end sessions; tickets for streams."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from chatty.accounts.actions.auditing import audit
from chatty.accounts.events import SessionRevoked
from chatty.accounts.models import RefreshFamily, StreamTicket, Viewer, WebSession
from chatty.accounts.queries import key_hash, viewer_for_credential
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


def open_session(user_id: int, device: Device) -> str:
    """Sign a browser in; answers the key for its cookie, which is kept only as a hash."""
    key = secrets.token_urlsafe(KEY_BYTES)
    now = clock.now()
    db.session.add(
        WebSession(
            user_id=user_id,
            key_hash=key_hash(key),
            user_agent=device.user_agent[:USER_AGENT_CHARACTERS],
            address=device.address,
            created_at=now,
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


def _revoke(table: type[WebSession | RefreshFamily], row_id: int) -> None:
    db.session.execute(
        sa.update(table)
        .where(table.id == row_id, table.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
