"""When two spellings are the same word, and what an index keeps of words.

Case counts for nothing, nor do accents and other marks on Latin, Greek and Cyrillic letters, the
vowel signs of Arabic and Hebrew, wide and narrow forms, and how an emoji shall be drawn. Both
databases get the same folded words, so neither's own idea of a language matters.

An index keeps every three characters in a row, and the last two and the last one of each word. So
a word of one or two characters is the beginning of something that is kept.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LENGTH = 3
MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\ufe0e\ufe0f]"
)
# Characters that engines read as signs of their own stand for themselves as private ones.
SIGNS = {number: 0xE000 + number for number in range(128) if not chr(number).isalnum()}
ROOM, SENDER, SPAN = "\ue100", "\ue101", "\ue102"
# So many messages in a row have a token in common: PostgreSQL's index knows no order, and would
# else answer with all that was ever said.
SPAN_BITS = 14


def folded(text: str) -> str:
    """*text* as it is compared: every white space as one space."""
    joined = "".join(map(folded_character, unicodedata.normalize("NFC", text)))
    return " ".join(joined.split())


@lru_cache(maxsize=8192)
def folded_character(character: str) -> str:
    """One character as it is compared; nothing for a mark, several for a ligature."""
    apart = unicodedata.normalize("NFKD", character).casefold()
    bare = MARKS.sub("", apart)
    return bare if bare != apart else unicodedata.normalize("NFKC", apart)


def tokens_of(words: str, *, message_id: int, room_id: int, sender_id: int) -> str:
    """What an index keeps of folded *words*, with spaces between: where and whose they are, too."""
    found = {room_token(room_id), sender_token(sender_id), span_token(message_id >> SPAN_BITS)}
    for run in words.translate(SIGNS | {32: 32}).split(" "):
        found.update(run[at : at + LENGTH] for at in range(len(run)))
    return " ".join(sorted(found - {""}))


def needles_of(words: str) -> tuple[list[str], list[str]]:
    """What is kept of every text with folded *words* in it: whole tokens, and beginnings."""
    whole: list[str] = []
    beginnings: list[str] = []
    for run in words.translate(SIGNS | {32: 32}).split(" "):
        if len(run) < LENGTH:
            beginnings.append(run)
        else:
            whole.extend(run[at : at + LENGTH] for at in range(len(run) - LENGTH + 1))
    return list(dict.fromkeys(whole)), list(dict.fromkeys(beginnings))


def room_token(room_id: int) -> str:
    """What an index keeps of every message of the room."""
    return f"{ROOM}{room_id}"


def sender_token(sender_id: int) -> str:
    """What an index keeps of every message of the person."""
    return f"{SENDER}{sender_id}"


def span_token(span: int) -> str:
    """What an index keeps of every message of a span of ids."""
    return f"{SPAN}{span}"
