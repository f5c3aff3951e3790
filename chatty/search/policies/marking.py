"""The words around a hit, with the hit marked.

Everything is escaped before the marks are put in, and it is the text that is marked, not HTML: what
a message says can neither end a mark nor begin one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from chatty.search.policies.folding import folded_character

BEFORE_HIT = 60
LONGEST = 240
Span = tuple[int, int]


def excerpt(content: str, words: Sequence[str]) -> str:
    """The beginning of *content* from its first hit on, as HTML; *words* are folded."""
    text = " ".join(unicodedata.normalize("NFC", content).split())
    spans = _spans(text, [word for word in words if word])
    start = max(0, spans[0][0] - BEFORE_HIT) if spans and len(text) > LONGEST else 0
    end = min(len(text), start + LONGEST)
    marked, at = [], start
    for first, last in spans:
        if at <= first and last <= end:
            marked += [escape(text[at:first]), f"<mark>{escape(text[first:last])}</mark>"]
            at = last
    marked.append(escape(text[at:end]))
    return f"{'…' * (start > 0)}{''.join(marked)}{'…' * (end < len(text))}"


def _spans(text: str, words: Sequence[str]) -> list[Span]:
    """Where *words* are in *text*, in order; those that overlap as one."""
    parts = [folded_character(character) for character in text]
    places = [place for place, part in enumerate(parts) for _ in part]
    whole = "".join(parts)
    found: list[Span] = []
    for word in words:
        at = whole.find(word)
        while at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1))
            at = whole.find(word, at + len(word))
    return _merged(sorted(found))


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for first, last in spans:
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
