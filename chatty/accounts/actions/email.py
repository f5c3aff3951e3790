"""A person's e-mail address: asked for, confirmed, removed.

Only a confirmed address is unique and signs in. An address that waits for its confirmation says
nothing about whose it is, so asking for one that is taken is answered like any other.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chatty.accounts.actions.admission import admission
from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.notices import notify
from chatty.accounts.actions.one_time import end_tokens, issue_token, spend_token
from chatty.accounts.actions.sessions import Device
from chatty.accounts.events import EmailUpdated
from chatty.accounts.models import OneTimeToken, Purpose, User, Viewer
from chatty.accounts.queries import holder_of, own_account
from chatty.accounts.rendering import moment_in_words
from chatty.core import limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, TooMany
from chatty.core.facts import record
from chatty.core.mail import mail_is_on
from chatty.core.rates import rates
from chatty.mails.actions import queue_mail


def need_mail() -> None:
    """Raise Conflict on a server that sends no mail."""
    if not mail_is_on():
        detail = "This server sends no mail, so it cannot do this."
        raise Conflict("mail_off", detail)


def change_email(viewer: Viewer, email: str, *, device: Device) -> User:
    """Let *email*, which was checked, become the person's once it is confirmed.

    The address until then stays, and is told. Raises Conflict where mail is off, Forbidden for a
    guest, TooMany.
    """
    need_mail()
    if viewer.is_guest:
        raise Forbidden("members_only", "Only members have an e-mail address.")
    admission.check_address(email)
    rates.hit(limits.RATE_CONFIRMATIONS, "confirm-mail", viewer.id)
    user = own_account(viewer)
    if email == user.email:
        user.pending_email = None
        end_tokens(user.id, Purpose.CONFIRM_EMAIL)
    else:
        user.pending_email = email
        ask_to_confirm(user)
        words = "A new e-mail address was set for your account. It counts once it is confirmed."
        notify(user, "Your e-mail address is about to change", words, device=device)
    audit("email_change_asked", actor_id=user.id, address=device.address)
    record(EmailUpdated(user_id=user.id))
    return user


def ask_to_confirm(user: User) -> None:
    """Mail the link that confirms the address which waits; at most five a day to one address."""
    end_tokens(user.id, Purpose.CONFIRM_EMAIL)
    email = user.pending_email
    if email is None or not mail_is_on() or not may_write_to(email):
        return
    token = issue_token(
        user.id, Purpose.CONFIRM_EMAIL, lives=limits.CONFIRMATION_LIVES, email=email
    )
    params = {
        "name": user.display_name,
        "username": user.username,
        "until": moment_in_words(token.expires_at),
    }
    queue_mail("confirm_email", email, params, token=(Purpose.CONFIRM_EMAIL, token.id))


def may_write_to(email: str, *, why: str = "confirmation") -> bool:
    """Whether one more mail may go to who perhaps did not ask for it themselves.

    Each reason has a budget of its own: strangers who sign up with the address of another must not
    use up what brings that person a new password.
    """
    try:
        rates.hit(limits.RATE_MAILS_RECIPIENT, "mail-to", why, email)
    except TooMany:
        return False
    return True


def confirm_email(token: OneTimeToken, *, device: Device) -> User:
    """The address of *token* is the person's from now on, and the one before is told.

    Raises Gone for a spent link, and Conflict when another account has confirmed it meanwhile.
    """
    spend_token(token)
    user = own_account(Viewer(user_id=token.user_id))
    holder_of(token)
    before = user.email
    end_tokens(user.id, Purpose.RESET_PASSWORD)
    user.email = token.email
    user.pending_email = None
    try:
        db.session.flush()
    except IntegrityError as error:
        detail = "Another account has confirmed this address meanwhile."
        raise Conflict("email_taken", detail) from error
    if before is not None:
        words = "The e-mail address of your account was changed. This one is used no more."
        notify(user, "Your e-mail address was changed", words, device=device, email=before)
    audit("email_changed", actor_id=user.id, address=device.address)
    record(EmailUpdated(user_id=user.id))
    return user


def remove_email(viewer: Viewer, *, device: Device) -> User:
    """Forget the person's address, confirmed or not; they sign in by their name."""
    user = own_account(viewer)
    before = user.email
    end_tokens(user.id, Purpose.CONFIRM_EMAIL, Purpose.RESET_PASSWORD)
    db.session.execute(
        sa.update(User).where(User.id == user.id).values(email=None, pending_email=None)
    )
    db.session.refresh(user)
    if before is not None:
        words = "The e-mail address of your account was removed."
        notify(user, "Your e-mail address was removed", words, device=device, email=before)
    audit("email_removed", actor_id=user.id, address=device.address)
    record(EmailUpdated(user_id=user.id))
    return user
