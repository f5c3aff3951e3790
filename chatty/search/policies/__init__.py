"""What is looked for, and when a word is the same as another."""

from chatty.search.policies.folding import (
    SPAN_BITS,
    folded,
    folded_character,
    needles_of,
    room_token,
    sender_token,
    span_token,
    tokens_of,
)
from chatty.search.policies.marking import excerpt
from chatty.search.policies.parsing import parse, written

__all__ = [
    "SPAN_BITS",
    "excerpt",
    "folded",
    "folded_character",
    "needles_of",
    "parse",
    "room_token",
    "sender_token",
    "span_token",
    "tokens_of",
    "written",
]
