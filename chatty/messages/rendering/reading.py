"""A text that was read: what it calls, and how it is written as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from markdown_it.token import Token

from chatty.messages.rendering.parsing import Entangled, parse
from chatty.messages.rendering.writing import plain, written


@dataclass(frozen=True, slots=True)
class Known:
    """Whom and what a text can call where it is said: people by folded name, addresses of rooms."""

    people: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    rooms: frozenset[str] = frozenset()


NOTHING = Known()


@dataclass(frozen=True)
class Text:
    """What somebody typed; *tokens* are None where it is too entangled to be more than that."""

    content: str
    tokens: Sequence[Token] | None

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that it calls, whoever may bear them, in small letters."""
        return frozenset(name.lower() for name in self._called("call_person"))

    @cached_property
    def slugs(self) -> frozenset[str]:
        """The addresses of rooms that it calls, whether there are such rooms or not."""
        return frozenset(self._called("call_room"))

    @cached_property
    def calls_everybody(self) -> bool:
        """Whether it calls the whole room."""
        return any(self._called("call_everybody"))

    @cached_property
    def calls_those_here(self) -> bool:
        """Whether it calls those of the room who are there."""
        return any(self._called("call_here"))

    def html(self, known: Known = NOTHING) -> str:
        """It as HTML, with what of its calls is *known*."""
        if self.tokens is None:
            return plain(self.content)
        return written(self.content, self.tokens, people=known.people, rooms=known.rooms)

    def _called(self, kind: str) -> Iterator[str]:
        for block in self.tokens or ():
            for token in block.children or ():
                if token.type == kind:
                    yield str(token.meta["name"])


def read(content: str) -> Text:
    """*content*, understood as far as that is possible."""
    try:
        return Text(content, parse(content))
    except Entangled:
        return Text(content, None)
