"""The OpenAPI 3.1 file, made from the contracts of the routes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus

from pydantic.json_schema import models_json_schema

from chatty import __version__
from chatty.api.credentials import Credential
from chatty.api.rooted import ROOTED
from chatty.api.routing import (
    EMOJI_PATTERN,
    NAME_PATTERN,
    PREFIX,
    SIZE_PATTERN,
    WORD_PATTERN,
    Answer,
    Contract,
    Route,
)
from chatty.core.uploads import FORM
from chatty.wire.base import ID_PATTERN, Json, WireModel
from chatty.wire.problems import MEDIA_TYPE, Problem

REF = "#/components/schemas/{model}"
PLACEHOLDER = re.compile(r"<(id|word|name|size|emoji):(\w+)>")
PATTERNS = {
    "id": ID_PATTERN,
    "word": WORD_PATTERN,
    "name": NAME_PATTERN,
    "size": SIZE_PATTERN,
    "emoji": EMOJI_PATTERN,
}
DESCRIPTION = (
    "Ids and cursors are strings, `seq` and counts are numbers, moments are RFC 3339 in UTC. "
    "Unknown fields are refused. Every problem is `application/problem+json` (RFC 9457) with a "
    "stable `code`. The stream's frames are in `/api/v1/asyncapi.json`."
)
BYTES = {"type": "string", "format": "binary"}
FRACTION = {"type": "number", "minimum": 0, "maximum": 1}
# What any route may answer: too many requests, an error of ours, a database that is away.
ALWAYS = (429, 500, 503)
RETRY_AFTER = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
}


def openapi(routes: Sequence[Route]) -> Json:
    """The whole file."""
    paths: Json = {}
    for route in routes:
        paths.setdefault(path_of(route), {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "chatty", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths | ROOTED,
        "components": {
            "schemas": _schemas(routes),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def path_of(route: Route) -> str:
    """The route's path as OpenAPI writes it: ``/api/v1/rooms/{room_id}``."""
    return PREFIX + PLACEHOLDER.sub(r"{\2}", route.path)


def statuses(route: Route) -> set[int]:
    """Every status that the route may answer."""
    return {*route.contract.answers, *_problems(route)}


def _operation(route: Route) -> Json:
    contract = route.contract
    operation: Json = {
        "operationId": route.name,
        "tags": [route.noun],
        "summary": (inspect.getdoc(route.view) or "").partition("\n")[0],
        "security": _security(contract.needs),
        "parameters": [*_places(route), *_parameters(contract.query)],
        "responses": _responses(route),
    }
    if contract.upload:
        operation["requestBody"] = _upload(contract.beside)
    if contract.body is not None:
        operation["requestBody"] = {
            "required": not contract.body_optional,
            "content": {"application/json": {"schema": _ref(contract.body)}},
        }
    return operation


def _upload(beside: Sequence[str]) -> Json:
    form = {
        "type": "object",
        "properties": {"file": BYTES} | dict.fromkeys(beside, FRACTION),
        "required": ["file"],
    }
    return {"required": True, "content": {FORM: {"schema": form}}}


def _security(needs: Credential) -> list[Json]:
    match needs:
        case Credential.NOTHING:
            return []
        case Credential.ACCESS_IF_SENT | Credential.FILE:
            return [{}, {"bearer": []}]
        case Credential.ACCESS | Credential.REFRESH:
            return [{"bearer": []}]


def _places(route: Route) -> Iterable[Json]:
    for kind, name in PLACEHOLDER.findall(route.path):
        schema = {"type": "string", "pattern": f"^{PATTERNS[kind]}$"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _parameters(query: type[WireModel] | None) -> Iterable[Json]:
    if query is None:
        return
    schema = query.model_json_schema()
    for name, described in schema["properties"].items():
        parameter = {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": _without_null(described),
        }
        yield parameter | ({"explode": False} if described.get("type") == "array" else {})


def _without_null(described: Json) -> Json:
    """A parameter is absent, it is never null."""
    if "anyOf" not in described:
        return described
    (kept,) = (each for each in described["anyOf"] if each != {"type": "null"})
    return dict(kept)


def _responses(route: Route) -> Json:
    answers = {
        str(status): _answer(status, model, route.contract.file)
        for status, model in route.contract.answers.items()
    }
    return answers | {str(status): _problem(status) for status in _problems(route)}


def _answer(status: int, model: Answer | None, file: str) -> Json:
    phrase = HTTPStatus(status).phrase
    if file:
        return {"description": phrase, "content": {file: {"schema": BYTES}}}
    if model is None:
        return {"description": phrase}
    return {
        "description": phrase,
        "content": {"application/json": {"schema": _one_of(model)}},
    }


def _one_of(model: Answer) -> Json:
    if isinstance(model, tuple):
        return {"oneOf": [_ref(each) for each in model]}
    return _ref(model)


def _problem(status: int) -> Json:
    described: Json = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": _ref(Problem)}},
    }
    return described | ({"headers": RETRY_AFTER} if status in {429, 503} else {})


def _problems(route: Route) -> list[int]:
    contract = route.contract
    found = {*ALWAYS, *contract.refuses, *_of_credentials(contract, route)}
    if PLACEHOLDER.search(route.path):
        found.add(404)
    if contract.body is not None:
        found |= {400, 413, 415, 422}
    if contract.upload:
        found |= {400, 408, 413, 415, 422}
    if contract.query is not None:
        found |= {400, 422}
    return sorted(found)


def _of_credentials(contract: Contract, route: Route) -> set[int]:
    # A wrong password is 401 as well as a wrong token.
    needs_none = contract.needs is Credential.NOTHING and not route.path.endswith("/login")
    found = set() if needs_none else {401}
    is_for_all = route.open_to_guests and not contract.administrators
    return found if is_for_all else found | {403}


def _schemas(routes: Sequence[Route]) -> Json:
    models: dict[type[WireModel], None] = {Problem: None}
    for route in routes:
        for found in (route.contract.body, *route.contract.answers.values()):
            several = found if isinstance(found, tuple) else (found,)
            models |= {model: None for model in several if model is not None}
    _, schema = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    definitions: Json = schema["$defs"]
    return definitions


def _ref(model: type[WireModel]) -> Json:
    return {"$ref": REF.format(model=model.__name__)}
