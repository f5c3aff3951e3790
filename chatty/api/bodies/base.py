"""Fields that several bodies share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chatty.core import limits
from chatty.wire.base import Line, Lines

SHORTEST_NAME, LONGEST_NAME = limits.USERNAME_CHARACTERS
SHORTEST_PASSWORD, LONGEST_PASSWORD = limits.PASSWORD_CHARACTERS
SHORTEST_SLUG, LONGEST_SLUG = limits.SLUG_CHARACTERS

Seq = Annotated[int, Field(ge=0, lt=2**63)]
ClientId = Annotated[
    str, Field(min_length=1, max_length=limits.CLIENT_ID_CHARACTERS, pattern=r"^[A-Za-z0-9._:-]+$")
]
DisplayName = Annotated[Line, Field(max_length=limits.DISPLAY_NAME_CHARACTERS)]
Bio = Annotated[Lines, Field(max_length=limits.BIO_CHARACTERS)]
