"""What one was told: the list, and the way from each to what it is about."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.notifications import actions
from chatty.notifications.jobs import quiet_now
from chatty.notifications.models import NotificationView
from chatty.notifications.queries import (
    notification_for,
    notifications_of,
    settings_of,
    unread_count,
)
from chatty.notifications.rendering import in_words, place_of
from chatty.web.answers import LARGEST, go_to, number_sent, page, wants_json
from chatty.web.identity import viewer
from chatty.wire.resources import notification_json

LIST = "/notifications"

routes = Blueprint("notifications", __name__)


@routes.get(LIST)
def index() -> ResponseReturnValue:
    """The list; to a script only how much waits, and whether one is not to be disturbed now."""
    if wants_json():
        quiet = quiet_now(*settings_of(viewer().id))
        return jsonify(unreadCount=unread_count(viewer()), quiet=quiet)
    unread = request.args.get("show") == "unread"
    found = notifications_of(viewer(), unread=unread, cursor=request.args.get("cursor") or None)
    return page(
        "notifications/index.html",
        items=[_shown(view) for view in found.items],
        next_cursor=found.next_cursor,
        unread=unread,
        newest=found.items[0].row.id if found.items else 0,
    )


@routes.put(f"{LIST}/read")
def update_all() -> ResponseReturnValue:
    """What was on the page has been seen; what came since has not."""
    upto = number_sent("upto")
    with writing():
        actions.read_all(viewer(), upto=upto)
    return go_to(LIST)


@routes.put(f"{LIST}/<int(max={LARGEST}):notification_id>/read")
def update(notification_id: int) -> ResponseReturnValue:
    """It was seen: on to what it is about, or back to the list."""
    with writing():
        view = notification_for(viewer(), notification_id)
        actions.read_one(viewer(), notification_id)
    return go_to(LIST if "stay" in request.form else place_of(view))


def _shown(view: NotificationView) -> dict[str, object]:
    return notification_json(view) | {"words": in_words(view), "excerpt": view.excerpt}
