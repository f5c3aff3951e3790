"""What is chosen in polls."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chatty.core import limits
from chatty.wire.base import WireId, WireModel
from chatty.wire.models import Person


class Choice(WireModel):
    """All the answers of a poll that one chooses, instead of those that one chose before."""

    option_ids: Annotated[list[WireId], Field(min_length=1, max_length=limits.POLL_OPTIONS[1])]


class Vote(WireModel):
    """What somebody chose."""

    user: Person
    option_ids: list[WireId]


class VotePage(WireModel):
    """Who chose what."""

    items: list[Vote]
    next_cursor: str | None
