"""Make accounts and shut them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chatty.accounts.actions.admission import admission
from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.email import ask_to_confirm
from chatty.accounts.events import UserDeactivated, UserRegistered
from chatty.accounts.models import RefreshFamily, User, UserKind, WebSession
from chatty.accounts.policies import check_display_name, check_username, username_key
from chatty.accounts.queries import nobody_yet, user_by_email, user_by_id, username_taken
from chatty.core import clock
from chatty.core.db import db, on_sqlite
from chatty.core.errors import Conflict, FieldError
from chatty.core.facts import record


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; the password was checked and hashed before.

    Who comes from an account elsewhere has none. ``email`` waits for its confirmation, while
    ``confirmed_email`` was proved already, by the link of an invite or by an account elsewhere.
    ``invited`` is whether somebody here asked the person in.
    """

    username: str
    password_hash: str | None
    email: str | None = None
    display_name: str | None = None
    confirmed_email: str | None = None
    invited: bool = False


def register(account: NewAccount) -> User:
    """Make the account; the first one is the administrator.

    Raises Invalid, Conflict for a name or confirmed address that is taken, and Forbidden where the
    policy of this installation does not admit it.
    """
    username = check_username(account.username)
    _alone_while_empty()
    first = nobody_yet()
    if not first:
        admission.check(invited=account.invited, email=account.confirmed_email or account.email)
    check_free(username, account.confirmed_email)
    now = clock.now()
    user = User(
        username=username,
        username_key=username_key(username),
        display_name=check_display_name(account.display_name or username),
        email=account.confirmed_email,
        pending_email=account.email if account.confirmed_email is None else None,
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
        raise name_taken() from error
    audit("registered", actor_id=user.id)
    record(UserRegistered(user_id=user.id, first=first))
    ask_to_confirm(user)
    return user


def deactivate(user_id: int, *, by_id: int | None = None) -> None:
    """Shut an account: every session and login ends at once. *by_id* is who decided it."""
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
    audit("deactivated", actor_id=by_id, target_id=user_id)


def _alone_while_empty() -> None:
    """Two people who sign up first at the same time must not both become administrator."""
    if not on_sqlite() and nobody_yet():
        db.session.execute(sa.text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))


def check_free(username: str, confirmed_email: str | None) -> None:
    """Raise Conflict when the name, or the address, belongs to an account already."""
    if username_taken(username):
        raise name_taken()
    if confirmed_email is not None and user_by_email(confirmed_email) is not None:
        raise Conflict("email_taken", "This e-mail address belongs to an account already.")


def name_taken() -> Conflict:
    """The refusal of a user name that somebody bears, or one that looks like it."""
    message = "This user name is taken."
    return Conflict("username_taken", message, errors=[FieldError("username", message)])
