"""Messages to be sent later: the list of them, and each to be changed or taken back."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import cancel, reschedule
from chatty.messages.models import ScheduledMessage
from chatty.messages.queries import scheduled_for, scheduled_of
from chatty.rooms.queries import my_rooms
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.forms.scheduled import ScheduledForm, in_own_zone, own_zone
from chatty.web.identity import viewer
from chatty.wire.resources.unsent import scheduled_json
from chatty.wire.rooms import rooms_in_brief

SCHEDULED = f"/scheduled/<int(max={LARGEST}):scheduled_id>"

routes = Blueprint("scheduled", __name__)


@routes.get("/scheduled")
def index() -> ResponseReturnValue:
    rooms = rooms_in_brief(viewer(), my_rooms(viewer()))
    return page(
        "messages/scheduled.html",
        scheduled=[scheduled_json(each) for each in scheduled_of(viewer().id)],
        rooms={room["id"]: room for room in rooms},
        rail_rooms=rooms,
    )


@routes.get(SCHEDULED)
def edit(scheduled_id: int) -> ResponseReturnValue:
    message = scheduled_for(viewer(), scheduled_id)
    values = {"content": message.content, "send_at": in_own_zone(message.send_at)}
    return _form(message, ScheduledForm(None, data=values))


@routes.put(SCHEDULED)
def update(scheduled_id: int) -> ResponseReturnValue:
    form = ScheduledForm()
    if form.attempt(lambda: _change(scheduled_id, form)) is None:
        return _form(scheduled_for(viewer(), scheduled_id), form)
    flash("Changed.", "success")
    return go_to("/scheduled")


@routes.delete(SCHEDULED)
def destroy(scheduled_id: int) -> ResponseReturnValue:
    with writing():
        cancel(viewer(), scheduled_id)
    flash("It is not sent.", "success")
    return go_to("/scheduled")


def _change(scheduled_id: int, form: ScheduledForm) -> ScheduledMessage:
    send_at = form.moment
    with writing():
        return reschedule(viewer(), scheduled_id, content=form.content.data or "", send_at=send_at)


def _form(message: ScheduledMessage, form: ScheduledForm) -> ResponseReturnValue:
    told = scheduled_json(message)
    return page("messages/reschedule.html", form.status, scheduled=told, form=form, zone=own_zone())
