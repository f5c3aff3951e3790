"""What is sent about direct rooms."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chatty.core import limits
from chatty.wire.base import Line, WireId, WireModel


class NewGroup(WireModel):
    """Friends to talk with in one direct room; without a name it bears theirs."""

    user_ids: Annotated[list[WireId], Field(min_length=2, max_length=limits.DIRECT_PEOPLE - 1)]
    name: Annotated[Line, Field(max_length=limits.ROOM_NAME_CHARACTERS)] = ""
