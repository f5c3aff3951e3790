"""What a view answers with."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response

from chatty.wire.base import compact


def ok(body: Mapping[str, object]) -> Response:
    """200 with *body*."""
    return _json(body, 200)


def created(body: Mapping[str, object], location: str | None = None) -> Response:
    """201 with *body*, which is found at *location* from now on."""
    response = _json(body, 201)
    if location is not None:
        response.headers["Location"] = location
    return response


def accepted(body: Mapping[str, object]) -> Response:
    """202 with *body*: what is going to be done."""
    return _json(body, 202)


def done() -> Response:
    """204."""
    return Response(status=204)


def _json(body: Mapping[str, object], status: int) -> Response:
    return Response(compact(body), status=status, mimetype="application/json")
