"""What one keeps for oneself."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import save, unsave
from chatty.messages.queries import message_for, saved_by
from chatty.web.allowed import place_of, places_of
from chatty.web.answers import LARGEST, go_to, nothing, page, wants_json
from chatty.web.identity import viewer
from chatty.wire.resources import saved_json

SAVED = f"/messages/<int(max={LARGEST}):message_id>/saved"

routes = Blueprint("saved", __name__)


@routes.get("/saved")
def index() -> ResponseReturnValue:
    found = saved_by(viewer(), cursor=request.args.get("cursor"))
    places = places_of([each.message for each in found.items])
    return page(
        "messages/saved.html",
        saved=[
            saved_json(each) | {"place": place}
            for each, place in zip(found.items, places, strict=True)
        ],
        next_cursor=found.next_cursor,
    )


@routes.put(SAVED)
def create(message_id: int) -> ResponseReturnValue:
    with writing():
        saved = save(viewer(), message_id)
    return nothing() if wants_json() else go_to(place_of(saved.message))


@routes.delete(SAVED)
def destroy(message_id: int) -> ResponseReturnValue:
    with writing():
        unsave(viewer(), message_id)
    if wants_json():
        return nothing()
    if request.form.get("back") == "saved":
        return go_to("/saved")
    return go_to(place_of(message_for(viewer(), message_id)))
