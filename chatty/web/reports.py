"""What one has reported, and what came of it; and the one appeal of who is banned from a room."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.moderation.queries import my_reports
from chatty.rooms.actions import appeal
from chatty.rooms.models import Room
from chatty.rooms.queries import overview_for, own_ban
from chatty.web.answers import ROOM, go_to, page
from chatty.web.forms.moderation import AppealForm
from chatty.web.identity import viewer
from chatty.wire.resources.moderation import own_ban_json, report_json

routes = Blueprint("reports", __name__)


@routes.get("/reports")
def index() -> ResponseReturnValue:
    found = my_reports(viewer(), cursor=request.args.get("cursor") or None)
    return page(
        "home/reports.html",
        reports=[report_json(row, named=True) for row in found.items],
        next_cursor=found.next_cursor,
    )


@routes.put(f"{ROOM}/appeal")
def create_appeal(room_id: int) -> ResponseReturnValue:
    form = AppealForm()
    text = form.content.data or ""

    def write() -> bool:
        with writing():
            appeal(viewer(), room_id, text)
        return True

    if form.attempt(write) is None:
        return banned_page(room_id, form)
    flash("Your appeal was sent. You will read here what came of it.", "success")
    return go_to(f"/rooms/{room_id}")


def banned_page(room_id: int, form: AppealForm | None = None) -> ResponseReturnValue:
    """Why and until when one is kept out of the room, and the one appeal or what came of it."""
    room = overview_for(viewer(), Room.id == room_id).room
    return page(
        "rooms/banned.html",
        form.status if form else 403,
        name=room.name,
        ban=own_ban_json(own_ban(viewer(), room_id)),
        form=form or AppealForm(None),
        problem=form.problem if form else "",
    )
