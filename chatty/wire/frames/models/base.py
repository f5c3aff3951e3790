"""What frames have in common."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from chatty.wire.base import WireModel

Cursor = Annotated[str, Field(pattern=r"^\d+-[0-9a-z]+$", examples=["81234-x7k2"])]


class Durable(WireModel):
    """A row of the stream; ``cursor`` is where it stands."""

    cursor: Cursor


def kind_of(model: type[WireModel]) -> str:
    """The ``type`` that frames, or commands, of *model* bear."""
    (kind,) = get_args(model.model_fields["type"].annotation)
    return str(kind)
