"""Lists in pages: opaque cursors and bounded sizes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from chatty.core.errors import BadRequest
from chatty.core.limits import PAGE_DEFAULT, PAGE_MAXIMUM
from chatty.core.text import is_storable

# A 64-bit number has at most 19 digits; 18 always fit.
LONGEST_NUMBER = 18
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of a list, and where to go on; ``next_cursor`` is None on the last page."""

    items: Sequence[Item]
    next_cursor: str | None


def page_size(asked: int | None) -> int:
    """The number of items to answer with: *asked* within 1 to 100, 50 when nothing was asked."""
    return PAGE_DEFAULT if asked is None else max(1, min(asked, PAGE_MAXIMUM))


def encode_cursor(*parts: int | str) -> str:
    """*parts* as one opaque word for a URL."""
    text = "\x1f".join(str(part) for part in parts)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *, parts: int) -> list[str]:
    """The *parts* that ``encode_cursor`` was given; BadRequest when it was not one of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("\x1f")
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise BadRequest("bad_cursor", "This cursor was not made here.") from error
    # PostgreSQL would answer a NUL with an error of its own.
    if len(found) != parts or not all(is_storable(part) for part in found):
        raise BadRequest("bad_cursor", "This cursor was not made here.")
    return found


def decode_id_cursor(cursor: str) -> int:
    """A cursor of one whole number."""
    (text,) = decode_cursor(cursor, parts=1)
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise BadRequest("bad_cursor", "This cursor was not made here.")
    return int(text)


def paged(found: Sequence[Item], limit: int, key: Callable[[Item], str]) -> Page[Item]:
    """A page of at most *limit* of *found*, which was read with one item more than *limit*."""
    items = found[:limit]
    return Page(items, key(items[-1]) if len(found) > limit else None)
