"""Devices that get push; a browser subscribes by script, and is taken off the list without one."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.rendering import device_name
from chatty.core.db import writing
from chatty.core.webpush import Keys
from chatty.notifications import actions
from chatty.web.answers import LARGEST, go_to, nothing
from chatty.web.identity import viewer

SETTINGS = "/settings/notifications"
DEVICES = f"{SETTINGS}/devices"

routes = Blueprint("push_subscriptions", __name__)


@routes.put(DEVICES)
def update() -> ResponseReturnValue:
    """Tell this browser from now on; its own words say where and how."""
    sent = {name: request.form.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    keys = Keys(sent["p256dh"], sent["auth"])
    with writing():
        name = device_name(request.user_agent.string)
        actions.subscribe(viewer(), sent["endpoint"], keys, device=name)
    return nothing()


@routes.delete(f"{DEVICES}/<int(max={LARGEST}):subscription_id>")
def destroy(subscription_id: int) -> ResponseReturnValue:
    with writing():
        actions.unsubscribe(viewer(), subscription_id)
    flash("This device is told nothing more while chatty is closed.", "success")
    return go_to(SETTINGS)


@routes.get("/service-worker.js")
def service_worker() -> ResponseReturnValue:
    """The script that receives push; at the root, as it may act for no page above its own place."""
    response = current_app.send_static_file("js/service_worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response
