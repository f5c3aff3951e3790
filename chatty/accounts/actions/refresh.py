"""Refresh tokens: rotation with reuse detection (RFC 9700, section 4.14.2)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.sessions import USER_AGENT_CHARACTERS, Device, make_room
from chatty.accounts.events import SessionRevoked
from chatty.accounts.models import RefreshFamily, RefreshToken
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Unauthenticated
from chatty.core.facts import record

JTI_BYTES = 16


@dataclass(frozen=True, slots=True)
class RefreshGrant:
    """What a refresh token says; the door signs it, the same values giving the same token."""

    user_id: int
    family_id: int
    jti: str
    issued_at: datetime
    expires_at: datetime


def open_family(user_id: int, device: Device, *, by_link: bool = False) -> RefreshGrant:
    """Sign an app in: a family with its first refresh token."""
    make_room(user_id)
    now = clock.now()
    family = RefreshFamily(
        user_id=user_id,
        user_agent=device.user_agent[:USER_AGENT_CHARACTERS],
        address=device.address,
        created_at=now,
        authenticated_at=None if by_link else now,
        last_used_at=now,
        expires_at=now + limits.REFRESH_FAMILY_LIVES,
    )
    db.session.add(family)
    db.session.flush()
    audit("signed_in", actor_id=user_id, address=device.address)
    return _grant(family, _add_token(family))


def rotate(jti: str, *, address: str) -> RefreshGrant | None:
    """The successor of the refresh token *jti*.

    The same token used again within ten seconds (an answer was lost, or ten calls ran at once) is
    answered with the same successor. Used later it was stolen or leaked: the family is revoked, and
    None is answered, so that the door commits the revocation before it refuses. Raises
    Unauthenticated when the token is unknown, expired or revoked.
    """
    family, token = _locked(jti)
    if token.replaced_by_id is None:
        successor = _add_token(family)
        family.last_used_at = successor.issued_at
        token.replaced_by_id = successor.id
        token.replaced_at = clock.now()
        return _grant(family, successor)
    if token.replaced_at and clock.now() - token.replaced_at <= limits.REFRESH_GRACE:
        return _grant(family, db.session.get_one(RefreshToken, token.replaced_by_id))
    _revoke_reused(family, address)
    return None


def _locked(jti: str) -> tuple[RefreshFamily, RefreshToken]:
    """The family of the token *jti*, locked so that parallel calls see one another's successor."""
    family = db.session.scalars(
        sa.select(RefreshFamily)
        .join(RefreshToken, RefreshToken.family_id == RefreshFamily.id)
        .where(RefreshToken.jti == jti)
        .with_for_update(of=RefreshFamily)
        .execution_options(populate_existing=True)
    ).first()
    if family is None or family.revoked_at is not None or family.expires_at <= clock.now():
        raise Unauthenticated("token_revoked", "This sign-in has ended. Please sign in again.")
    token = db.session.scalars(
        sa.select(RefreshToken)
        .where(RefreshToken.jti == jti)
        .execution_options(populate_existing=True)
    ).one()
    return family, token


def _add_token(family: RefreshFamily) -> RefreshToken:
    # Whole seconds: they become claims, and the token must be the same when it is signed again.
    now = clock.now().replace(microsecond=0)
    token = RefreshToken(
        family_id=family.id,
        jti=secrets.token_hex(JTI_BYTES),
        issued_at=now,
        expires_at=min(now + limits.REFRESH_TOKEN_LIVES, family.expires_at),
    )
    db.session.add(token)
    db.session.flush()
    return token


def _grant(family: RefreshFamily, token: RefreshToken) -> RefreshGrant:
    return RefreshGrant(
        user_id=family.user_id,
        family_id=family.id,
        jti=token.jti,
        issued_at=token.issued_at,
        expires_at=token.expires_at,
    )


def _revoke_reused(family: RefreshFamily, address: str) -> None:
    family.revoked_at = clock.now()
    family.revoked_because = "refresh_reuse"
    record(SessionRevoked(user_id=family.user_id, family_id=family.id))
    audit("refresh_reuse", target_id=family.user_id, address=address)
