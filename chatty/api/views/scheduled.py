"""Messages to be sent later."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.unsent import ScheduledChange, ScheduledList
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.messages.actions import cancel, reschedule
from chatty.messages.queries import scheduled_for, scheduled_of
from chatty.wire.models.unsent import ScheduledMessage
from chatty.wire.resources.unsent import scheduled_json

SCHEDULED = "/scheduled/<id:scheduled_id>"

routes = Routes()


@routes.route("GET", "/scheduled", Contract({200: ScheduledList}))
def index() -> Response:
    """All that waits to be sent, or could not be; the next one first."""
    return ok({"items": [scheduled_json(each) for each in scheduled_of(viewer().id)]})


@routes.route("GET", SCHEDULED, Contract({200: ScheduledMessage}))
def show(scheduled_id: int) -> Response:
    """One message to be sent later."""
    return ok(scheduled_json(scheduled_for(viewer(), scheduled_id)))


@routes.route(
    "PATCH",
    SCHEDULED,
    Contract({200: ScheduledMessage}, guests=True, body=ScheduledChange, refuses=(409,)),
)
def update(scheduled_id: int, body: ScheduledChange) -> Response:
    """Send something else, or at another time; what could not be sent is tried again then."""
    with writing():
        message = reschedule(viewer(), scheduled_id, content=body.content, send_at=body.send_at)
        return ok(scheduled_json(message))


@routes.route("DELETE", SCHEDULED, Contract({204: None}, guests=True))
def destroy(scheduled_id: int) -> Response:
    """Do not send it."""
    with writing():
        cancel(viewer(), scheduled_id)
    return done()
