"""Accounts elsewhere (OpenID Connect) that sign in here.

An account elsewhere is linked only by its own person: signed in here already, or by a mail address
that the other side has verified and that is confirmed here. An address that is merely claimed
links nothing and signs nobody in.
"""

from __future__ import annotations

from dataclasses import dataclass

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.notices import notify
from chatty.accounts.actions.sessions import Device
from chatty.accounts.actions.ways_in import keep_a_way_in
from chatty.accounts.models import Identity, User, Viewer
from chatty.accounts.policies import check_email
from chatty.accounts.queries import identity_by_subject, user_by_email, user_by_id
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the other side says about a person, in claims whose signature was found good."""

    issuer: str
    subject: str
    email: str | None = None
    email_verified: bool = False
    name: str = ""
    preferred_username: str = ""


def user_claimed(claimed: Claimed, *, device: Device) -> User | None:
    """The account that *claimed* signs in, linked now if its verified address is confirmed here.

    None means that there is none yet, and one may be made. Raises Forbidden for an account that is
    shut, and where the other side has not verified the address.
    """
    identity = identity_by_subject(claimed.issuer, claimed.subject)
    if identity is not None:
        identity.last_used_at = clock.now()
        return _active(identity.user_id)
    email = verified_email(claimed)
    user = user_by_email(email)
    if user is not None:
        _link(user.id, claimed, email)
        _tell(user, claimed, device)
    return user


def verified_email(claimed: Claimed) -> str:
    """The address that the other side vouches for; raises Forbidden."""
    if not claimed.email or not claimed.email_verified:
        detail = "Your address is not verified there, so it opens no account here."
        raise Forbidden("email_not_verified", detail)
    try:
        return check_email(claimed.email)
    except Invalid as error:
        detail = "The address that came from there cannot be used."
        raise Forbidden("email_not_verified", detail) from error


def link_identity(viewer: Viewer, claimed: Claimed, *, device: Device) -> None:
    """Let *claimed* sign in to the account of *viewer*, who asked for it. Raises Conflict."""
    identity = identity_by_subject(claimed.issuer, claimed.subject)
    if identity is None:
        _link(viewer.id, claimed, claimed.email if claimed.email_verified else None)
        _tell(user_by_id(viewer.id), claimed, device)
    elif identity.user_id != viewer.id:
        raise Conflict("identity_taken", "That account already signs somebody else in here.")


def link_new_account(user: User, claimed: Claimed) -> None:
    """Let *claimed* sign in to the account just made for it."""
    _link(user.id, claimed, verified_email(claimed))


def unlink_identity(viewer: Viewer, identity_id: int) -> None:
    """Let it sign in no more. Raises NotFound, or Conflict when no other way in would be left."""
    identity = db.session.get(Identity, identity_id)
    if identity is None or identity.user_id != viewer.id:
        raise NotFound
    db.session.delete(identity)
    keep_a_way_in(viewer.id)
    audit("identity_unlinked", actor_id=viewer.id)


def _link(user_id: int, claimed: Claimed, email: str | None) -> None:
    now = clock.now()
    db.session.add(
        Identity(
            user_id=user_id,
            issuer=claimed.issuer,
            subject=claimed.subject,
            email=email,
            created_at=now,
            last_used_at=now,
        )
    )
    db.session.flush()
    audit("identity_linked", actor_id=user_id)


def _tell(user: User, claimed: Claimed, device: Device) -> None:
    words = f"An account at {claimed.issuer} signs you in from now on."
    notify(user, "An account elsewhere was connected", words, device=device)


def _active(user_id: int) -> User:
    try:
        return user_by_id(user_id)
    except NotFound as error:
        raise Forbidden("account_shut", "This account is shut.") from error
