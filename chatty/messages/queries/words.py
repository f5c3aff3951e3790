"""All that a message says: its words, the answers of its poll, and how its files are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chatty.attachments.queries import names_of_files
from chatty.messages.models import MessageKind, MessageView
from chatty.messages.queries.polls import option_texts


class Row(Protocol):
    """What is read of a message to know its words."""

    @property
    def id(self) -> int:
        """The message's."""

    @property
    def kind(self) -> str:
        """Whether there is a poll."""

    @property
    def content(self) -> str:
        """What it says itself."""

    @property
    def attachment_count(self) -> int:
        """How many files there are."""


def words_of(view: MessageView) -> str:
    """All that *view* says, each thing in a line."""
    options = view.poll.options if view.poll else ()
    names = (file.name for file in view.attachments)
    return "\n".join([view.content, *(option.text for option in options), *names])


def all_words(rows: Sequence[Row]) -> list[str]:
    """The same of each of *rows*; what none of them has costs no statement."""
    options = option_texts([row.id for row in rows if row.kind == MessageKind.POLL])
    names = names_of_files([row.id for row in rows if row.attachment_count])
    return [
        "\n".join([row.content, *options.get(row.id, ()), *names.get(row.id, ())]) for row in rows
    ]
