"""Read what was sent: strictly, and never more than is taken."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from chatty.core.errors import TooLarge, UnsupportedMedia, invalid
from chatty.core.limits import JSON_BODY_BYTES
from chatty.wire.base import WireModel
from chatty.wire.problems import refusal

Model = TypeVar("Model", bound=WireModel)


def read_body(model: type[Model], *, may_be_absent: bool = False) -> Model:
    """The body as a *model*; raises TooLarge, UnsupportedMedia, BadRequest or Invalid."""
    raw = _bytes()
    if not raw and may_be_absent:
        return model()
    if request.mimetype != "application/json":
        raise UnsupportedMedia("not_json", "Send a body of the type application/json.")
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise refusal(error) from error


def read_query(model: type[Model]) -> Model:
    """The query string as a *model*; raises Invalid, also for a parameter given twice."""
    for name, values in request.args.lists():
        if len(values) > 1:
            raise invalid(name, "This parameter is given more than once.")
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise refusal(error) from error


def _bytes() -> bytes:
    request.max_content_length = JSON_BODY_BYTES
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        detail = f"A body has at most {JSON_BODY_BYTES // 1024} KiB."
        raise TooLarge("too_large", detail) from error
