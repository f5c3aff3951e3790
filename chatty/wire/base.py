"""What every model of the contract stands on.

Field names are camelCase outside and snake_case inside. Inputs are strict (``"5"`` is no integer)
and refuse unknown fields. Ids are decimal strings outside, so that no client rounds them, and
integers inside. Moments are RFC 3339 in UTC with ``Z`` and milliseconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from chatty.core.text import is_storable, with_unix_newlines

Json = dict[str, Any]

# Eighteen digits are above every id there will be and below what a bigint holds.
ID_PATTERN = "[1-9][0-9]{0,17}"
MOMENT_PATTERN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
DAY_PATTERN = r"^\d{4}-\d\d-\d\d$"
STORABLE_PATTERN = r"^[^\u0000-\u0008\u000b-\u001f]*$"
_ID = re.compile(ID_PATTERN)


class WireModel(BaseModel):
    """Base of all models of the contract."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, extra="forbid", strict=True, frozen=True
    )


class Described:
    """Words for the specification about what a validator checks."""

    def __init__(self, **words: object) -> None:
        self._words = words

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return self._words | handler(schema)


def moment(at: datetime) -> str:
    """*at*, an aware moment, as it stands in JSON: ``2026-11-21T07:55:06.123Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def moment_or_none(at: datetime | None) -> str | None:
    """*at* as it stands in JSON; None stays null."""
    return None if at is None else moment(at)


def compact(body: Mapping[str, object]) -> str:
    """*body* as JSON without a byte too many."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _parse_id(value: object) -> int:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        message = "An id is a decimal number in quotes."
        raise ValueError(message)
    return int(value)


def _check_storable(text: str) -> str:
    if not is_storable(text):
        message = "There are control characters in it that cannot be kept."
        raise ValueError(message)
    return text


WireId = Annotated[
    int,
    BeforeValidator(_parse_id),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$", "examples": ["7"]}),
]

# What people send. Lines come with CR LF from some; passwords and names have none.
AttachmentKey = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{20,64}$")]
Line = Annotated[str, AfterValidator(_check_storable), Described(pattern=STORABLE_PATTERN)]
Lines = Annotated[
    str,
    AfterValidator(with_unix_newlines),
    AfterValidator(_check_storable),
    Described(pattern=STORABLE_PATTERN),
]

Day = Annotated[
    str,
    StringConstraints(pattern=DAY_PATTERN),
    WithJsonSchema({"type": "string", "format": "date"}),
]

Moment = Annotated[
    str,
    StringConstraints(pattern=MOMENT_PATTERN),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
