"""The specifications: valid, whole, and what the server really has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from chatty.api.openapi import path_of, statuses
from chatty.api.views import ROUTES
from chatty.wire.frames.models import FRAMES
from scripts.document import meant
from tests.api.caller import PREFIX

DOCUMENTS = ("openapi.json", "asyncapi.json")
STREAM_AND_HEALTH = {"/ws", "/events", "/events/poll", "/healthz", "/readyz"}


@pytest.fixture
def openapi(client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{PREFIX}/openapi.json").json
    return found


@pytest.fixture
def asyncapi(client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{PREFIX}/asyncapi.json").json
    return found


def references(node: object) -> set[str]:
    """Every `$ref` below *node*."""
    if isinstance(node, list):
        return {found for each in node for found in references(each)}
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return own | {found for each in node.values() for found in references(each)}


def resolve(document: dict[str, Any], reference: str) -> object:
    """What *reference* points at; KeyError when it points at nothing."""
    node: Any = document
    for step in reference.removeprefix("#/").split("/"):
        node = node[step]
    return node


def test_openapi_file_is_valid(openapi):
    assert [str(error) for error in OpenAPIV31SpecValidator(openapi).iter_errors()] == []


def test_every_route_of_the_server_is_in_the_file(app, openapi):
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    served = {
        (re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in rules
        for method in meant(set(rule.methods or ()))
    }
    described = {(path, method) for path, methods in openapi["paths"].items() for method in methods}
    documents = {(f"{PREFIX}/{name}", "get") for name in DOCUMENTS} | {("/api/docs", "get")}
    assert served - documents == {pair for pair in described if pair[0] not in STREAM_AND_HEALTH}
    assert {path for path, _ in described} >= STREAM_AND_HEALTH


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_route_has_a_sentence_and_all_its_statuses(openapi, route):
    operation = openapi["paths"][path_of(route)][route.method.lower()]
    assert operation["summary"].endswith(".")
    assert {int(status) for status in operation["responses"]} == statuses(route)


def test_every_object_of_the_contract_is_closed_and_whole(openapi):
    open_ones = {
        name
        for name, schema in openapi["components"]["schemas"].items()
        if schema["additionalProperties"] is not False
    }
    assert open_ones == set()


def test_resources_always_have_all_their_fields(openapi):
    schemas = openapi["components"]["schemas"]
    for name in ("User", "Me", "Room", "Message", "Member", "Place", "Snapshot", "Problem"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_references_lead_somewhere(client, name):
    document = client.get(f"{PREFIX}/{name}").json
    for reference in references(document):
        assert resolve(document, reference)


@pytest.mark.parametrize("path", [*(f"{PREFIX}/{name}" for name in DOCUMENTS), "/api/docs"])
def test_document_is_sent_once(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_asyncapi_file_has_every_frame(asyncapi):
    assert asyncapi["asyncapi"] == "3.0.0"
    told = asyncapi["channels"]["events"]["messages"]
    assert len(told) == len(FRAMES)
    asked = set(asyncapi["channels"]["websocket"]["messages"]) - set(told)
    assert {name.removeprefix("client.") for name in asked} == {
        "JOIN_ROOM",
        "LEAVE_ROOM",
        "CHAT_MESSAGE",
        "AUTHENTICATE",
        "DELETE_MESSAGE",
        "EDIT_MESSAGE",
        "REACT",
        "VOTE",
        "READ",
        "DELIVERED",
        "TYPING",
        "WATCH_PRESENCE",
        "ACTIVE",
    }


def test_page_of_the_api_loads_only_our_own_files(client):
    page = client.get("/api/docs")
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert b"<script>" not in page.data
    for part in page.text.split('"'):
        if part.startswith("/static/"):
            with client.get(part) as file:
                assert file.status_code == 200
