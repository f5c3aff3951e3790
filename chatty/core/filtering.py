"""A list of words that may not be said, or are said otherwise, found in a text.

One line is one word or several, whole and in any case; ``*`` at its beginning or end stands for any
letters. Alone it refuses the text; ``word => other`` puts the other in its place, and ``word =>``
with nothing behind it as many asterisks as it has characters. How a letter is written does not
matter (NFKD and casefold, without what is not seen or is laid over letters), as that is how lists
are got round.

A text is gone through once, and what was put into it is not looked at again: a list in which each
word becomes many of the next would fill the memory with a handful of lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LETTER = r"[\w\u0300-\u036f]"
# Fillers, blanks, selectors of a form, and what is drawn across or around a letter.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\ufe00-\ufe0f\U000e0000-\U000e0fff"
    "\u0334-\u0338\u20d0-\u20f0]"
)
ARROW = "=>"
LISTS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Filter:
    """What was made of a list: what refuses, what is replaced, and which line that is, by group."""

    refused: re.Pattern[str] | None
    replaced: re.Pattern[str] | None
    which: re.Pattern[str] | None
    others: tuple[str, ...]

    def refuses(self, text: str) -> str | None:
        """The first of what may not be said, as it stands in *text*; None where nothing is."""
        if self.refused is None:
            return None
        folded, places = _folded(text)
        found = self.refused.search(folded)
        return None if found is None else text[_span(found, places)]

    def cleaned(self, text: str) -> str:
        """*text* with everything replaced that is to be."""
        if self.replaced is None:
            return text
        folded, places = _folded(text)
        others: dict[str, str] = {}
        pieces: list[str] = []
        end = 0
        for found in self.replaced.finditer(folded):
            span = _span(found, places)
            # One character may be written out as several words.
            if span.start >= end:
                other = others.get(found[0])
                if other is None:
                    other = others[found[0]] = self._other(folded, found)
                stars = "*" * (span.stop - span.start)
                pieces += (text[end : span.start], other or stars)
                end = span.stop
        return "".join((*pieces, text[end:]))

    def _other(self, folded: str, found: re.Match[str]) -> str:
        """What stands for what was *found*: to find without groups is many times faster."""
        line = self.which and self.which.match(folded, found.start())
        return self.others[(line.lastindex or 1) - 1] if line else ""


@lru_cache(maxsize=LISTS_KEPT)
def filter_of(lines: str) -> Filter:
    """The filter of the list *lines*; what says nothing in it is passed over."""
    refused: list[str] = []
    replaced: list[str] = []
    others: list[str] = []
    for line in lines.splitlines():
        word, arrow, other = (part.strip() for part in line.partition(ARROW))
        expression = _expression(word)
        if expression and arrow:
            replaced.append(expression)
            others.append(other)
        elif expression:
            refused.append(expression)
    which = _any_of([f"({expression})" for expression in replaced])
    return Filter(_any_of(refused), _any_of(replaced), which, tuple(others))


def says_something(line: str) -> bool:
    """Whether *line* of a list means any word at all."""
    return bool(_expression(line.partition(ARROW)[0].strip()))


def _any_of(expressions: Sequence[str]) -> re.Pattern[str] | None:
    """What finds the first of *expressions* that stands whole; None for none at all."""
    if not expressions:
        return None
    return re.compile(rf"(?=\S)(?<!{LETTER})(?:{'|'.join(expressions)})(?!{LETTER})")


def _expression(word: str) -> str:
    """*word* as an expression, its parts with any space between."""
    return r"\s+".join(_part(part) for part in word.split() if part.strip("*"))


def _part(part: str) -> str:
    plain = re.escape(_folded(part.strip("*"))[0])
    begins_open, ends_open = part.startswith("*"), part.endswith("*")
    if not begins_open:
        return f"{plain}{LETTER}*+" if ends_open else plain
    end = "" if ends_open else f"(?!{LETTER})"
    return f"(?={LETTER}*{plain}{end}){LETTER}++"


def _folded(text: str) -> tuple[str, list[int]]:
    """*text* as it is compared, and for each of its characters where in *text* it comes from."""
    pieces = [(piece, place) for place, piece in _pieces(text)]
    return "".join(piece for piece, _ in pieces), [place for _, place in pieces]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue
        for piece in unicodedata.normalize("NFKD", character.casefold()).casefold():
            if not UNSEEN.match(piece):
                yield place, piece


def _span(found: re.Match[str], places: list[int]) -> slice:
    """Where in the text it stands that was *found* in what was made of it."""
    return slice(places[found.start()], places[found.end() - 1] + 1)
