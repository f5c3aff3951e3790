"""What administrators do about accounts; each act is written down.

Who acts has proved the password where it is dangerous. The rows of all administrators are held, in
the order of their ids, while one is made or unmade: of two who unmake each other at once the second
finds that they are one no more, so that one is always left.
"""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.one_time import end_tokens, issue_token
from chatty.accounts.actions.passwords import mail_reset
from chatty.accounts.actions.registration import deactivate
from chatty.accounts.actions.sessions import end_every_session
from chatty.accounts.events import AdministratorNamed, UserReactivated
from chatty.accounts.models import Purpose, User, UserKind, Viewer
from chatty.accounts.policies import check_administrator
from chatty.accounts.queries import held_account
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, NotFound
from chatty.core.facts import record
from chatty.core.mail import mail_is_on
from chatty.core.tokens import derived_token


def hold_administrators() -> None:
    """Of two who change who administers the server, the second sees what the first has done."""
    query = sa.select(User.id).where(User.is_admin).order_by(User.id)
    db.session.execute(query.with_for_update(key_share=True))


def deactivate_person(viewer: Viewer, user_id: int) -> None:
    """Shut somebody's account: all their ways in and their streams end at once.

    Raises Conflict for an administrator, who has to be one no more first: so the last one stays.
    """
    user = _person(viewer, user_id)
    if user.is_admin:
        detail = "This is an administrator. Take that away first, then the account can be shut."
        raise Conflict("is_administrator", detail)
    if user.deactivated_at is None:
        end_tokens(user.id, *Purpose)
        deactivate(user.id, by_id=viewer.id)


def reactivate_person(viewer: Viewer, user_id: int) -> None:
    """Open an account again that was shut; the person has to sign in anew."""
    user = _person(viewer, user_id)
    if user.deactivated_at is not None:
        user.deactivated_at = None
        user.updated_at = clock.now()
        record(UserReactivated(user_id=user.id))
        audit("reactivated", actor_id=viewer.id, target_id=user.id)


def name_administrator(viewer: Viewer, user_id: int) -> None:
    """Let somebody administer this server too. Raises Conflict for who is no active member."""
    user = _person(viewer, user_id)
    if user.kind != UserKind.MEMBER or user.deactivated_at is not None:
        detail = "Only members whose account is open can be administrators."
        raise Conflict("no_active_member", detail)
    if not user.is_admin:
        user.is_admin = True
        _changed(viewer, user, "administrator_named")


def dismiss_administrator(viewer: Viewer, user_id: int) -> None:
    """Let somebody, perhaps oneself, administer this server no more.

    Raises Conflict for the last administrator.
    """
    user = _person(viewer, user_id)
    if not user.is_admin:
        return
    if _is_last(user.id):
        detail = "This is the last administrator. Name another one first."
        raise Conflict("last_admin", detail)
    user.is_admin = False
    _changed(viewer, user, "administrator_dismissed")


def end_sessions_of(viewer: Viewer, user_id: int) -> None:
    """Sign somebody out everywhere; their streams end."""
    user = _person(viewer, user_id)
    end_every_session(user.id)
    audit("sessions_ended", actor_id=viewer.id, target_id=user.id)


def send_reset(viewer: Viewer, user_id: int) -> str | None:
    """Mail somebody a link for a new password; answers its word where no mail reaches them.

    Raises Conflict for who is no active member.
    """
    user = _person(viewer, user_id)
    if user.kind != UserKind.MEMBER or user.deactivated_at is not None:
        detail = "Only members whose account is open have a password."
        raise Conflict("no_active_member", detail)
    is_mailed = mail_is_on() and user.email is not None
    details = {"sent": "by mail" if is_mailed else "as a link"}
    audit("reset_sent", actor_id=viewer.id, target_id=user.id, details=details)
    if is_mailed:
        mail_reset(user)
        return None
    token = issue_token(user.id, Purpose.RESET_PASSWORD, lives=limits.RESET_LIVES, email=user.email)
    return derived_token(Purpose.RESET_PASSWORD, token.id)


def _person(viewer: Viewer, user_id: int) -> User:
    """The account, held, for *viewer* who still is an administrator then.

    Raises Forbidden, and NotFound for an account that is not or was erased.
    """
    hold_administrators()
    me = held_account(viewer.id)
    if me is None or me.deactivated_at is not None:
        raise NotFound
    check_administrator(me)
    user = held_account(user_id)
    if user is None or user.erased_at is not None:
        raise NotFound
    return user


def _is_last(user_id: int) -> bool:
    others = sa.select(User.id).where(
        User.is_admin, User.id != user_id, User.deactivated_at.is_(None)
    )
    return db.session.scalars(others.limit(1)).first() is None


def _changed(viewer: Viewer, user: User, kind: str) -> None:
    user.updated_at = clock.now()
    db.session.flush()
    audit(kind, actor_id=viewer.id, target_id=user.id)
    record(AdministratorNamed(user_id=user.id))
