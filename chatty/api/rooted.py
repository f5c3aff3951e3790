"""What is served at the root and not below the prefix: health and the stream, for OpenAPI."""

from __future__ import annotations

from chatty.core.limits import POLL_WAIT_MAXIMUM_SECONDS
from chatty.wire.base import Json

TEXT: Json = {"schema": {"type": "string"}}
PROBLEM: Json = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
}
STATUS: Json = {
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["status"],
                "properties": {
                    "status": {"type": "string"},
                    "problems": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            }
        }
    }
}
BATCH: Json = {
    "type": "object",
    "required": ["events", "cursor", "reset"],
    "properties": {
        "events": {"type": "array", "items": {"type": "object", "required": ["type"]}},
        "cursor": {"type": "string"},
        "reset": {"type": "boolean"},
    },
}


def _query(name: str, description: str, schema: Json | None = None) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema or {"type": "string"},
    }


LOOKING = [
    _query("cursor", "Where one is in the stream; what follows is told. Absent: from now on."),
    _query("rooms", "Ids of the rooms one looks at, with commas between."),
    _query("watch", "Ids of the people whose presence one watches, with commas between."),
    _query("active", "Whether somebody sits before the screen.", {"enum": ["0", "1"]}),
    _query("ticket", "A stream ticket, where no header can be sent."),
    _query("view", "`html`: message frames carry their HTML too.", {"enum": ["html"]}),
]
WAIT = _query(
    "wait",
    "Seconds to wait for something to tell.",
    {"type": "integer", "minimum": 0, "maximum": int(POLL_WAIT_MAXIMUM_SECONDS), "default": 25},
)

TAB = _query(
    "tab",
    "A word of the window that polls, the same in all its polls, so that it is told news only.",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
)


def _described(description: str, content: Json | None = None) -> Json:
    return {"description": description} | (content or {})


def _stream(name: str, summary: str, answers: Json, parameters: list[Json]) -> Json:
    refused = {
        "400": _described("A parameter cannot be read", PROBLEM),
        "401": _described("Who is asking is not known", PROBLEM),
        "403": _described("The request comes from a page of another origin", PROBLEM),
        "429": _described("Too many streams", PROBLEM),
        "500": _described("An error of ours", PROBLEM),
        "503": _described("This process has all the streams it takes, or is stopping", PROBLEM),
    }
    return {
        "get": {
            "operationId": name,
            "tags": ["stream"],
            "summary": summary,
            "security": [{}, {"bearer": []}],
            "parameters": parameters,
            "responses": answers | refused,
        }
    }


def _health(name: str, summary: str, answers: Json) -> Json:
    return {
        "get": {
            "operationId": name,
            "tags": ["health"],
            "summary": summary,
            "security": [],
            "responses": answers,
        }
    }


ROOTED: Json = {
    "/ws": _stream(
        "stream_websocket",
        "The stream as a WebSocket; frames are in the AsyncAPI file.",
        {"101": _described("Switching Protocols")},
        LOOKING,
    ),
    "/events": _stream(
        "stream_events",
        "The stream as server-sent events.",
        {"200": _described("Events without end", {"content": {"text/event-stream": TEXT}})},
        LOOKING,
    ),
    "/events/poll": _stream(
        "stream_poll",
        "The stream as long polls; the next request's cursor acknowledges the answer.",
        {"200": _described("A batch", {"content": {"application/json": {"schema": BATCH}}})},
        [*LOOKING, WAIT, TAB],
    ),
    "/healthz": _health(
        "health_alive", "Whether the process lives.", {"200": _described("It does", STATUS)}
    ),
    "/readyz": _health(
        "health_ready",
        "Whether the process can do its work.",
        {"200": _described("It can", STATUS), "503": _described("It cannot, and why", STATUS)},
    ),
}
