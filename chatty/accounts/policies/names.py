"""What a name must be like, and which names a person could take for one another.

After UTS 39 and RFC 8265/8266 (PRECIS), cut to what can happen here: user names are ASCII, display
names are anything that a person could read out.
"""

from __future__ import annotations

import re
import unicodedata

from chatty.core.errors import invalid
from chatty.core.limits import DISPLAY_NAME_CHARACTERS, USERNAME_CHARACTERS

# Letters, digits and three separators of ASCII; other scripts belong into the display name. What
# still looks alike in ASCII is folded by the key.
USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
SEPARATORS = re.compile(r"[._-]+")
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
# How the server itself calls guests, and those who are gone.
MADE_HERE = ("guest-", "deleted-")
GUESTS_END_IN = "(guest)"
# Names under which somebody could speak for the house or pass for who is gone; "me" and "room" are
# only addresses.
RESERVED_DISPLAY_NAMES = (RESERVED_USERNAMES - {"me", "room"}) | {"deleted user"}
# I and l, 1 and l, 0 and O: a name keeps its capitals, so they meet. And two letters that make one.
ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l"})
ALIKE_PAIRS = (("rn", "m"), ("vv", "w"))
# Letters of other scripts that nobody can tell from these. Only for reserved names: that a whole
# word is Cyrillic is no offence.
TWINS = str.maketrans("аеорсухіјѕԁһԛԝкмтнвαοριντ", "aeopcyxijsdhqwkmthbaopivt")

# Joiners between visible characters: several scripts and most emoji of people need them.
JOINED = re.compile(r"(?<=\S)[\u200c\u200d](?=\S)")
# Letters and signs that show nothing, whatever their category says.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Scripts whose letters never need a joiner between them.
JOINERLESS = frozenset({"LATIN", "CYRILLIC", "GREEK", "DIGIT"})
# More than this on one letter is a tower, and no language builds one.
MARKS_ON_A_LETTER = 4
# Scripts that are written together in one word.
TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
NO_SCRIPT = frozenset({"MODIFIER", "KATAKANA-HIRAGANA", "FEMININE", "MASCULINE"})


def username_key(username: str) -> str:
    """The form under which a user name is unique: what a person could mistake has the same.

    Case and width are folded, 0 is o, 1 and i are l, rn is m, vv is w, and any run of separators
    is one dot. It is not for showing, and not enough to find somebody by.
    """
    key = SEPARATORS.sub(".", folded(username).translate(ALIKE))
    for pair, one in ALIKE_PAIRS:
        key = key.replace(pair, one)
    return key


def folded(name: str) -> str:
    """*name* without regard to case and width."""
    return unicodedata.normalize("NFKC", name).casefold()


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
    if _looks_reserved(username, RESERVED_USERNAMES) or username.lower().startswith(MADE_HERE):
        raise invalid("username", "This user name is reserved.")
    return username


def check_display_name(name: str) -> str:
    """*name* as people are shown it, NFKC and without outer spaces; raises Invalid."""
    # Before the folding too: it drops some of what cannot be seen.
    hidden = has_invisible(name)
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name or len(name) > DISPLAY_NAME_CHARACTERS:
        raise invalid("displayName", f"A name has 1 to {DISPLAY_NAME_CHARACTERS} characters.")
    if hidden or has_invisible(name) or has_towers(name):
        raise invalid("displayName", "This name has characters that cannot be seen.")
    if mixes_scripts(name):
        raise invalid("displayName", "A word of this name mixes letters of different scripts.")
    if name.casefold().endswith(GUESTS_END_IN):
        raise invalid("displayName", "Only the names of guests end like this.")
    if _looks_reserved(name.casefold().translate(TWINS), RESERVED_DISPLAY_NAMES):
        raise invalid("displayName", "This name is reserved for who runs this server.")
    return name


def has_invisible(text: str) -> bool:
    """Whether *text* has control, direction or blank characters: one name would look like another.

    Joiners are let through where a script or an emoji needs them.
    """
    rest = JOINED.sub(_needless, text)
    return any(
        character in BLANK or unicodedata.category(character) in HIDDEN_CATEGORIES
        for character in rest
    )


def has_towers(text: str) -> bool:
    """Whether marks are piled on a letter, or stand on none."""
    height = MARKS_ON_A_LETTER + 1
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.category(character) in {"Mn", "Me"}:
            height += 1
        else:
            height = 0
        if height > MARKS_ON_A_LETTER:
            return True
    return False


def mixes_scripts(name: str) -> bool:
    """Whether a word of *name* has letters of scripts that are not written together."""
    for word in name.split():
        scripts = {script for script in map(_script, word) if script}
        if len(scripts) > 1 and not any(scripts <= allowed for allowed in TOGETHER):
            return True
    return False


def _needless(joiner: re.Match[str]) -> str:
    before = joiner.string[joiner.start() - 1]
    return joiner[0] if before.isdigit() or _script(before) in JOINERLESS else ""


def _script(character: str) -> str | None:
    """The script of a letter, as its Unicode name begins; None for what belongs to all."""
    if not unicodedata.category(character).startswith("L"):
        return None
    script = unicodedata.name(character, "").partition(" ")[0]
    return None if script in NO_SCRIPT else script


def _looks_reserved(name: str, reserved: frozenset[str]) -> bool:
    return username_key(name) in {username_key(each) for each in reserved}
