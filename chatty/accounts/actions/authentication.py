"""Prove who one is by name and password."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import sqlalchemy as sa

from chatty.accounts.actions.admission import admission
from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.devices import known_device
from chatty.accounts.actions.email import ask_to_confirm
from chatty.accounts.models import User
from chatty.accounts.queries import user_by_login
from chatty.core import limits
from chatty.core.db import db, release, writing
from chatty.core.errors import Forbidden, TooMany, Unauthenticated
from chatty.core.passwords import hash_password, needs_rehash, verify_password
from chatty.core.rates import rates


def authenticate(*, login: str, password: str, address: str, known: Collection[str] = ()) -> User:
    """The account that *login* and *password* belong to, outside of any write transaction.

    *known* are the words by which a device says that somebody signed in on it before. Raises
    Unauthenticated, in the same time and words whether or not there is such an account, Forbidden
    for who has to confirm an address first, and TooMany after five failures for one account in
    half an hour or twenty an hour from one address.
    """
    user = user_by_login(login)
    key = _counted_as(login, user, known)
    # Counted before the password is looked at: a hundred guesses at once are a hundred guesses.
    rates.hit(limits.RATE_SIGN_IN_FAILURES_USER, *key)
    is_open = _is_open(key, user)
    release()
    stored = user.password_hash if user else None
    right = verify_password(stored, password, admitted=partial(_admit, address))
    if not right or not is_open or user is None:
        rates.hit(limits.RATE_SIGN_IN_FAILURES_ADDRESS, "sign-in-from", address)
        _note_failure(user, address)
        raise Unauthenticated("bad_credentials", "This name and password do not go together.")
    _forget(user, key)
    if admission.must_confirm(user):
        raise _unconfirmed(user)
    return user


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


def forget_failures(user: User, *keys: tuple[str, str]) -> None:
    """Let the person try again at once: they have proved who they are."""
    for key in (*keys, _of_account(user), sign_in_key(user.username)):
        rates.clear(limits.RATE_SIGN_IN_FAILURES_USER, *key)


def _forget(user: User, key: tuple[str, str]) -> None:
    """After a sign-in: a device that is known frees nobody but itself."""
    if key[0] == "sign-in":
        forget_failures(user, key)
    else:
        rates.clear(limits.RATE_SIGN_IN_FAILURES_USER, *key)


def sign_in_key(login: str) -> tuple[str, str]:
    """What failures are counted under: what was typed, whether or not that is somebody."""
    return "sign-in", login.strip().casefold()


def _counted_as(login: str, user: User | None, known: Collection[str]) -> tuple[str, str]:
    """Whose failures these are: those under this login, or of a device that the account knows."""
    word = known_device(user.id, known) if user else None
    return ("sign-in-known", word) if word else sign_in_key(login)


def _is_open(key: tuple[str, str], user: User | None) -> bool:
    """Whether the account may be entered: guesses under its name and its address add up.

    When they are used up the right password is answered like a wrong one. To say that it is too
    much would tell whose address it is.
    """
    if user is None or key[0] != "sign-in":
        return True
    try:
        rates.hit(limits.RATE_SIGN_IN_FAILURES_USER, *_of_account(user))
    except TooMany:
        return False
    return True


def _of_account(user: User) -> tuple[str, str]:
    return "sign-in-account", str(user.id)


def _admit(address: str) -> None:
    """Asked when it is the guess's turn, so that a burst from one address is bounded too."""
    rates.check(limits.RATE_SIGN_IN_FAILURES_ADDRESS, "sign-in-from", address)


def _note_failure(user: User | None, address: str) -> None:
    # In a transaction of its own: the door's is never begun, and a refusal leaves nothing else.
    with writing():
        audit("sign_in_failed", target_id=user.id if user else None, address=address)


def _unconfirmed(user: User) -> Forbidden:
    """The refusal of who has the password right; the mail may have got lost, so it goes again."""
    with writing():
        ask_to_confirm(user)
    detail = "Please confirm your e-mail address first. We have sent you a link."
    return Forbidden("email_unconfirmed", detail)
