"""The AsyncAPI 3.0 file of the stream, made from the models of its frames and commands."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import get_args

from pydantic.json_schema import models_json_schema

from chatty import __version__
from chatty.wire.base import Json, WireModel
from chatty.wire.frames.commands import Command
from chatty.wire.frames.models import FRAMES, kind_of

REF = "#/components/schemas/{model}"
COMMANDS: tuple[type[WireModel], ...] = get_args(Command)
CHANNELS = {
    "websocket": ("/ws", "One JSON object in each text frame, both ways."),
    "events": ("/events", "Server-sent events: type, cursor as id, JSON as data."),
    "poll": ("/events/poll", 'Long polls: {"events": [...], "cursor": "...", "reset": false}.'),
}


def asyncapi() -> Json:
    """The whole file."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "chatty stream", "version": __version__},
        "defaultContentType": "application/json",
        "channels": {name: _channel(name) for name in CHANNELS},
        "operations": dict(_operations()),
        "components": {
            "messages": _messages("server", FRAMES) | _messages("client", COMMANDS),
            "schemas": _schemas(),
        },
    }


def _channel(name: str) -> Json:
    address, description = CHANNELS[name]
    keys = [_key("server", model) for model in FRAMES]
    if name == "websocket":
        keys += [_key("client", model) for model in COMMANDS]
    messages = {key: {"$ref": f"#/components/messages/{key}"} for key in keys}
    return {"address": address, "description": description, "messages": messages}


def _operations() -> Iterable[tuple[str, Json]]:
    for name in CHANNELS:
        yield f"{name}.told", _operation(name, "send", "server", FRAMES)
    yield "websocket.asked", _operation("websocket", "receive", "client", COMMANDS)


def _operation(channel: str, action: str, side: str, models: Sequence[type[WireModel]]) -> Json:
    place = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": place},
        "messages": [{"$ref": f"{place}/messages/{_key(side, model)}"} for model in models],
    }


def _messages(side: str, models: Sequence[type[WireModel]]) -> Json:
    return {
        _key(side, model): {
            "name": kind_of(model),
            "summary": (inspect.getdoc(model) or "").partition("\n")[0],
            "payload": {"$ref": REF.format(model=model.__name__)},
        }
        for model in models
    }


def _key(side: str, model: type[WireModel]) -> str:
    return f"{side}.{kind_of(model)}"


def _schemas() -> Json:
    models = [(model, "validation") for model in (*FRAMES, *COMMANDS)]
    _, schema = models_json_schema(models, ref_template=REF)  # type: ignore[arg-type]  # "validation" is the literal it asks for
    definitions: Json = schema["$defs"]
    return definitions
