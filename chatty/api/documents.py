"""The specifications as files, and the page to browse them."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from flask import Blueprint, Response, render_template, request
from werkzeug import Response as BaseResponse

from chatty.api.asyncapi import asyncapi
from chatty.api.openapi import openapi
from chatty.api.routing import PREFIX
from chatty.api.views import ROUTES

FILE_CACHE = "no-cache"
# Swagger UI writes style attributes and shows its icons as data: addresses.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def register(blueprint: Blueprint) -> None:
    """Serve the documents from *blueprint*."""
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: _file(_openapi()))
    blueprint.add_url_rule("/asyncapi.json", "asyncapi", lambda: _file(_asyncapi()))
    blueprint.record_once(lambda state: state.app.add_url_rule("/api/docs", "api.docs", docs))


def docs() -> BaseResponse:
    """The page to browse the API and to try it."""
    response = Response(render_template("api/show.html", prefix=PREFIX))
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.add_etag()
    return response.make_conditional(request)


def _file(content: bytes) -> BaseResponse:
    response = Response(content, mimetype="application/json")
    response.headers["Cache-Control"] = FILE_CACHE
    response.set_etag(hashlib.sha256(content).hexdigest())
    return response.make_conditional(request)


@cache
def _openapi() -> bytes:
    return json.dumps(openapi(ROUTES), ensure_ascii=False).encode()


@cache
def _asyncapi() -> bytes:
    return json.dumps(asyncapi(), ensure_ascii=False).encode()
