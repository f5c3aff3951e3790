"""Change a password, and choose a new one with a link from a mail.

Passwords were checked and hashed before; every other sign-in of the person ends.
"""

from __future__ import annotations

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.authentication import forget_failures, sign_in_key
from chatty.accounts.actions.email import may_write_to
from chatty.accounts.actions.notices import notify
from chatty.accounts.actions.one_time import end_tokens, issue_token, spend_token
from chatty.accounts.actions.sessions import Device, end_other_sessions
from chatty.accounts.events import EmailUpdated
from chatty.accounts.models import OneTimeToken, Purpose, User, UserKind, Viewer
from chatty.accounts.policies import username_key
from chatty.accounts.queries import holder_of, user_by_id
from chatty.accounts.rendering import moment_in_words
from chatty.core import limits
from chatty.core.db import db
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.mails.actions import nothing_to_send, queue_mail


def change_password(viewer: Viewer, password_hash: str, *, device: Device) -> User:
    """Replace the password of *viewer*, who has proved the one before."""
    user = user_by_id(viewer.id)
    user.password_hash = password_hash
    _end_all_but(viewer)
    words = "The password of your account was changed. Every other sign-in has ended."
    notify(user, "Your password was changed", words, device=device)
    audit("password_changed", actor_id=user.id, address=device.address)
    return user


def count_reset(login: str, *, address: str) -> None:
    """Count the wish for a new password, whoever is meant; raises TooMany."""
    rates.hit(limits.RATE_LINK_GUESSES, "ask-reset", address)
    for rate in (limits.RATE_RESETS_HOUR, limits.RATE_RESETS_DAY):
        rates.hit(rate, "reset", username_key(login.strip()))


def ask_reset(user: User | None, *, device: Device) -> None:
    """Mail a link to *user*, if there is one with a confirmed address.

    Nobody is told whether there was: what is written for nobody takes as long (the row of a mail
    that goes nowhere), and the answer is the same.
    """
    target = (
        user if user is not None and user.email and may_write_to(user.email, why="reset") else None
    )
    if target is None:
        end_tokens(0, Purpose.RESET_PASSWORD)
        nothing_to_send()
    else:
        mail_reset(target)
    audit("reset_asked", target_id=target.id if target else None, address=device.address)


def reset_password(token: OneTimeToken, password_hash: str, *, device: Device) -> User:
    """Set the password by the link of *token*: all sign-ins end. Raises Gone."""
    spend_token(token)
    user = holder_of(token)
    user.password_hash = password_hash
    forget_failures(user, sign_in_key(token.email or ""))
    _end_all_but(Viewer(user_id=user.id))
    words = "A new password was chosen with a link from a mail. Every sign-in has ended."
    notify(user, "Your password was changed", words, device=device)
    audit("password_reset", actor_id=user.id, address=device.address)
    return user


def _end_all_but(viewer: Viewer) -> None:
    end_tokens(viewer.id, Purpose.RESET_PASSWORD, Purpose.LINK_DEVICE, Purpose.CONFIRM_EMAIL)
    user = user_by_id(viewer.id)
    if user.pending_email is not None:
        user.pending_email = None
        record(EmailUpdated(user_id=user.id))
    db.session.flush()
    end_other_sessions(viewer)


def mail_reset(user: User) -> None:
    """Mail *user*, a member with a confirmed address, a link for a new password."""
    if user.kind != UserKind.MEMBER or user.email is None:
        return
    token = issue_token(user.id, Purpose.RESET_PASSWORD, lives=limits.RESET_LIVES, email=user.email)
    params = {
        "name": user.display_name,
        "username": user.username,
        "until": moment_in_words(token.expires_at),
    }
    queue_mail("reset_password", user.email, params, token=(Purpose.RESET_PASSWORD, token.id))
