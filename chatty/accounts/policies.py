"""What a name, a password and an address must be like. Pure functions of values."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from email_validator import EmailNotValidError, validate_email
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from chatty.core.errors import FieldError, Invalid, invalid
from chatty.core.limits import (
    BIO_CHARACTERS,
    DISPLAY_NAME_CHARACTERS,
    PASSWORD_CHARACTERS,
    USERNAME_CHARACTERS,
)
from chatty.core.text import is_storable, with_unix_newlines

# Letters, digits and three separators of ASCII: no two of these names look alike but by case, which
# the key folds. Other scripts belong into the display name.
USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
# Joiners between visible characters: several scripts and most emoji of people need them.
JOINED = re.compile(r"(?<=\S)[\u200c\u200d](?=\S)")
RESERVED_USERNAMES = frozenset(
    {
        "admin",
        "administrator",
        "chatty",
        "everyone",
        "here",
        "me",
        "room",
        "root",
        "support",
        "system",
    }
)


def username_key(username: str) -> str:
    """The folded form under which a user name is unique."""
    return unicodedata.normalize("NFKC", username).casefold()


def check_username(username: str) -> str:
    """*username*, when an account may bear it; raises Invalid."""
    shortest, longest = USERNAME_CHARACTERS
    if not shortest <= len(username) <= longest:
        raise invalid("username", f"A user name has {shortest} to {longest} characters.")
    if not USERNAME.fullmatch(username):
        raise invalid(
            "username",
            "A user name is made of the letters a to z, digits, and . _ - between them.",
        )
    if username_key(username) in RESERVED_USERNAMES:
        raise invalid("username", "This user name is reserved.")
    return username


def check_password(password: str, *, username: str, site_name: str) -> str:
    """*password*, when it is good enough (NIST SP 800-63B); raises Invalid."""
    shortest, longest = PASSWORD_CHARACTERS
    folded = password.casefold()
    if not shortest <= len(password) <= longest:
        raise invalid("password", f"A password has {shortest} to {longest} characters.")
    if folded in _common_passwords():
        raise invalid("password", "This password is among those tried first. Please take another.")
    if _is_mostly(folded, username.casefold()) or _is_mostly(folded, site_name.casefold()):
        raise invalid("password", "A password must not be the user name or the name of this site.")
    return password


def check_display_name(name: str) -> str:
    """*name* without outer spaces, when people may be shown under it; raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > DISPLAY_NAME_CHARACTERS:
        raise invalid("displayName", f"A name has 1 to {DISPLAY_NAME_CHARACTERS} characters.")
    if has_invisible(name):
        raise invalid("displayName", "This name has characters that cannot be seen.")
    return name


def check_bio(bio: str) -> str:
    """*bio*, when it is short enough; raises Invalid."""
    # A browser's form sends CR LF.
    bio = with_unix_newlines(bio)
    if not is_storable(bio):
        raise invalid("bio", "There are control characters in this text.")
    if len(bio) > BIO_CHARACTERS:
        raise invalid("bio", f"At most {BIO_CHARACTERS} characters fit here.")
    return bio.strip()


def check_email(email: str) -> str:
    """*email* in its normal form; raises Invalid. That it arrives anywhere is proved by a mail."""
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        message = "This does not look like an e-mail address."
        raise Invalid("invalid", message, errors=[FieldError("email", message)]) from error


def has_invisible(text: str) -> bool:
    """Whether *text* has control or direction characters, which make one name look like another."""
    joined = JOINED.sub("", text)
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} for character in joined)


def _is_mostly(password: str, word: str) -> bool:
    """Whether *password* is *word*, perhaps repeated."""
    return bool(word) and not password.replace(word, "")


@cache
def _common_passwords() -> frozenset[str]:
    # Sorted by how often they are found in leaks; all of the list that is long enough is refused.
    return frozenset(FREQUENCY_LISTS["passwords"])
