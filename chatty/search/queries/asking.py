"""What the two engines have in common: what they answer, and how they are asked.

An engine answers candidates; whether one has the words and may be seen is asked of the tables
afterwards, by the same statement on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from typing import Protocol, TypeVar

import sqlalchemy as sa

from chatty.core.db import BigId
from chatty.core.errors import Unavailable
from chatty.search.policies import needles_of, room_token, sender_token
from chatty.search.queries.looking import Sought

TOKENS_ASKED_FOR = 8
RETRY_AFTER_SECONDS = 5
# Given when a statement is run.
BEFORE = sa.bindparam("before", 0, type_=BigId)
FLOOR = sa.bindparam("floor", 0, type_=BigId)
SIZE = sa.bindparam("size", 0, type_=sa.Integer)
Answer = TypeVar("Answer")
Statements = Mapping[str, sa.Select[int]]


class Run(Protocol):
    """Runs one of the statements by its name."""

    def __call__(self, name: str, **values: object) -> list[int]:
        """The ids that it finds."""


class Engine(Protocol):
    """What the two have to say for themselves."""

    def candidates(self, sought: Sought) -> sa.Select[int]:
        """The newest ``size`` entries ``before`` an id, and from ``floor`` on, with all tokens."""

    def spans(self, sought: Sought, floor: int, before: int) -> Iterator[Mapping[str, object]]:
        """The values to ask for candidates with, the newest first."""

    def has(self, word: str) -> sa.ColumnElement[bool]:
        """Whether the entry has folded *word* in it."""

    def among(self) -> sa.ColumnElement[bool]:
        """Whether the entry is one of ``ids``, as `list_of` writes them."""

    def list_of(self, ids: Sequence[int]) -> object:
        """*ids* as one value."""

    def within_time(self, statements: Statements, look: Callable[[Run], Answer]) -> Answer:
        """What *look* answers; raises Unavailable when it takes too long."""


def expression(sought: Sought, both: str, either: str, whole: str, beginning: str) -> str:
    """What the index is asked, in the words of an engine."""
    parts: list[str] = []
    for word in sought.words:
        kept, beginnings = needles_of(word)
        # Of a long word some tell as much as all.
        some = kept[:: ceil(len(kept) / TOKENS_ASKED_FOR) or 1]
        parts += [whole.format(token) for token in some]
        parts += [beginning.format(token) for token in beginnings]
    senders = [whole.format(sender_token(one)) for one in sought.sender_ids]
    rooms = [whole.format(room_token(one)) for one in sought.room_ids]
    parts += [f"({either.join(any_of)})" for any_of in (senders, rooms) if any_of]
    return both.join(parts)


def too_slow() -> Unavailable:
    detail = "This search took too long. Look for more letters, or in one room."
    return Unavailable("search_too_slow", detail, retry_after=RETRY_AFTER_SECONDS)
