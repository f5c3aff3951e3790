"""Make accounts, prove passwords, shut accounts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chatty.accounts.actions.auditing import audit
from chatty.accounts.events import UserDeactivated, UserRegistered
from chatty.accounts.models import RefreshFamily, User, UserKind, WebSession
from chatty.accounts.policies import check_display_name, check_username, username_key
from chatty.accounts.queries import user_by_id, user_by_login, username_taken
from chatty.core import clock, limits
from chatty.core.db import db, on_sqlite, release
from chatty.core.errors import Conflict, FieldError, Unauthenticated
from chatty.core.facts import record
from chatty.core.passwords import hash_password, needs_rehash, verify_password
from chatty.core.rates import rates


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; the password was checked and hashed before."""

    username: str
    password_hash: str
    email: str | None = None
    display_name: str | None = None


def register(account: NewAccount) -> User:
    """Make the account; the first one is the administrator. Raises Invalid or Conflict."""
    username = check_username(account.username)
    _alone_while_empty()
    first = db.session.scalars(sa.select(User.id).limit(1)).first() is None
    if username_taken(username):
        raise _taken()
    now = clock.now()
    user = User(
        username=username,
        username_key=username_key(username),
        display_name=check_display_name(account.display_name or username),
        pending_email=account.email,
        password_hash=account.password_hash,
        kind=UserKind.MEMBER,
        is_admin=first,
        created_at=now,
        updated_at=now,
    )
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise _taken() from error
    record(UserRegistered(user_id=user.id, first=first))
    return user


def authenticate(*, login: str, password: str, address: str) -> User:
    """The account that *login* and *password* belong to, outside of any write transaction.

    Raises Unauthenticated, in the same time and words whether or not there is such an account, and
    TooMany after five failures for one account in half an hour or twenty an hour from one address.
    """
    account = username_key(login.strip())
    # Counted before the password is looked at: a hundred guesses at once are a hundred guesses.
    rates.hit(limits.RATE_SIGN_IN_FAILURES_USER, "sign-in", account)
    user = user_by_login(login)
    release()
    stored = user.password_hash if user else None
    if not verify_password(stored, password, admitted=partial(_admit, address)) or user is None:
        rates.hit(limits.RATE_SIGN_IN_FAILURES_ADDRESS, "sign-in-from", address)
        raise Unauthenticated("bad_credentials", "This name and password do not go together.")
    rates.clear(limits.RATE_SIGN_IN_FAILURES_USER, "sign-in", account)
    return user


def _admit(address: str) -> None:
    """Asked when it is the guess's turn, so that a burst from one address is bounded too."""
    rates.check(limits.RATE_SIGN_IN_FAILURES_ADDRESS, "sign-in-from", address)


def upgraded_hash(user: User, password: str) -> str | None:
    """A stronger hash for a password just proved right, when the stored one has aged."""
    if user.password_hash and needs_rehash(user.password_hash):
        return hash_password(password)
    return None


def store_hash(user_id: int, password_hash: str) -> None:
    """Replace the stored hash of the same password."""
    db.session.execute(
        sa.update(User).where(User.id == user_id).values(password_hash=password_hash)
    )


def deactivate(user_id: int) -> None:
    """Shut an account: every session and login ends at once."""
    now = clock.now()
    user = user_by_id(user_id)
    user.deactivated_at = now
    for table in (WebSession, RefreshFamily):
        db.session.execute(
            sa.update(table)
            .where(table.user_id == user_id, table.revoked_at.is_(None))
            .values(revoked_at=now)
        )
    record(UserDeactivated(user_id=user_id))
    audit("deactivated", target_id=user_id)


def _alone_while_empty() -> None:
    """Two people who sign up first at the same time must not both become administrator."""
    if not on_sqlite() and db.session.scalars(sa.select(User.id).limit(1)).first() is None:
        db.session.execute(sa.text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))


def _taken() -> Conflict:
    message = "This user name is taken."
    return Conflict("username_taken", message, errors=[FieldError("username", message)])
