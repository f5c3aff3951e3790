"""What went wrong, as a body of ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from chatty.core.errors import BadRequest, ChattyError, FieldError, Invalid
from chatty.wire.base import Json, WireModel

MEDIA_TYPE = "application/problem+json"
WORDS = {"extra_forbidden": "There is no such field.", "missing": "This field is needed."}


class FieldProblem(WireModel):
    """One thing wrong with one field of what was sent."""

    field: str
    message: str


class Problem(WireModel):
    """What went wrong; ``code`` is stable and for programs, ``detail`` is for people."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem]


def problem_json(error: ChattyError) -> Json:
    """The problem body of *error*."""
    return problem(
        title=error.title,
        status=error.status,
        code=error.code,
        detail=error.detail,
        errors=error.errors,
    )


def problem(
    *, title: str, status: int, code: str, detail: str, errors: Iterable[FieldError] = ()
) -> Json:
    """A problem body."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [{"field": each.field, "message": each.message} for each in errors],
    }


def refusal(error: ValidationError, *, below: int = 0) -> ChattyError:
    """What *error*, from reading JSON into a model, is: BadRequest for no JSON, else Invalid.

    The first *below* steps to a field (the branch of a union) are not told.
    """
    found = error.errors(include_url=False, include_input=False, include_context=False)
    if found[0]["type"] == "json_invalid":
        return BadRequest("bad_json", "This is not JSON that can be read.")
    fields = [FieldError(_path(each["loc"][below:]), _words(each)) for each in found]
    detail = "Some of what was sent is not acceptable; see errors."
    return Invalid("invalid", detail, errors=fields)


def _path(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place)


def _words(found: ErrorDetails) -> str:
    return WORDS.get(found["type"]) or found["msg"].removeprefix("Value error, ")
