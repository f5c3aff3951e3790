"""What a password and an address must be like. Pure functions of values."""

from __future__ import annotations

from functools import cache

from email_validator import EmailNotValidError, validate_email
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from chatty.core.errors import FieldError, Invalid, invalid
from chatty.core.limits import PASSKEY_NAME_CHARACTERS, PASSWORD_CHARACTERS


def check_password(password: str, *, username: str, site_name: str, field: str = "password") -> str:
    """*password*, when it is good enough (NIST SP 800-63B); raises Invalid on *field*."""
    shortest, longest = PASSWORD_CHARACTERS
    folded = password.casefold()
    if not shortest <= len(password) <= longest:
        raise invalid(field, f"A password has {shortest} to {longest} characters.")
    if folded in _common_passwords():
        raise invalid(field, "This password is among those tried first. Please take another.")
    if _is_mostly(folded, username.casefold()) or _is_mostly(folded, site_name.casefold()):
        raise invalid(field, "A password must not be the user name or the name of this site.")
    return password


def check_email(email: str) -> str:
    """*email* in its normal form; raises Invalid. That it arrives anywhere is proved by a mail."""
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        message = "This does not look like an e-mail address."
        raise Invalid("invalid", message, errors=[FieldError("email", message)]) from error


def check_passkey_name(name: str) -> str:
    """*name* without outer spaces, when a passkey may bear it; raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > PASSKEY_NAME_CHARACTERS or not name.isprintable():
        raise invalid("name", f"A name has 1 to {PASSKEY_NAME_CHARACTERS} characters.")
    return name


def _is_mostly(password: str, word: str) -> bool:
    """Whether *password* is *word*, perhaps repeated."""
    return bool(word) and not password.replace(word, "")


@cache
def _common_passwords() -> frozenset[str]:
    # Sorted by how often they are found in leaks; all of the list that is long enough is refused.
    return frozenset(FREQUENCY_LISTS["passwords"])
