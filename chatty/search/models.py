"""What messages are found by, and what somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base
from chatty.messages.models import MessageView

STATE_ID = 1


class SearchEntry(Base):
    """A message that can be found: its words, folded, and whose and where they are.

    Which entries have which three characters in a row stands in ``search_index`` on SQLite and in
    the column ``tokens`` on PostgreSQL; only the engines know of it.
    """

    __tablename__ = "search_entries"

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    room_id: Mapped[int]
    sender_id: Mapped[int] = mapped_column(index=True)
    words: Mapped[str]


class SearchState(Base):
    """How far the index follows the messages: every one up to ``indexed_to`` was looked at."""

    __tablename__ = "search_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    indexed_to: Mapped[int] = mapped_column(default=0)


class Operator(StrEnum):
    """What can stand before a colon."""

    FROM = "from"
    IN = "in"
    HAS = "has"
    IS = "is"
    MENTIONS = "mentions"
    BEFORE = "before"
    AFTER = "after"
    ON = "on"


class Trait(StrEnum):
    """What a message can have or be."""

    LINK = "link"
    REACTION = "reaction"
    PIN = "pin"
    PINNED = "pinned"
    EDITED = "edited"
    THREAD = "thread"
    POLL = "poll"
    FILE = "file"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Condition:
    """One ``operator:value``; *negated* with a minus before it."""

    operator: Operator
    value: str
    negated: bool = False

    @property
    def day(self) -> date:
        """The day that is meant, where the operator takes one."""
        return date.fromisoformat(self.value)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a quoted phrase; *negated* with a minus before it."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. *problem* says in words what is wrong with it."""

    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not self.terms and not self.conditions

    def values(self, operator: Operator, *, negated: bool = False) -> list[str]:
        """What stands behind *operator*."""
        return [
            one.value
            for one in self.conditions
            if one.operator == operator and one.negated == negated
        ]


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found, and its words around the hit with ``<mark>`` in them."""

    message: MessageView
    excerpt: str
