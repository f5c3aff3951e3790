"""Devices that get push."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.notifications import (
    NewPushSubscription,
    PushSubscription,
    PushSubscriptionList,
)
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.webpush import Keys, sender
from chatty.notifications import actions
from chatty.notifications.queries import devices_of
from chatty.wire.resources.notifications import push_subscription_json

routes = Routes()
PATH = "/me/push-subscriptions"


@routes.route("GET", PATH, Contract({200: PushSubscriptionList}))
def index() -> Response:
    """The devices of one's own that get push, and the key to subscribe with."""
    items = [push_subscription_json(each) for each in devices_of(viewer())]
    return ok({"items": items, "publicKey": sender.public_key})


@routes.route("PUT", PATH, Contract({200: PushSubscription}, body=NewPushSubscription))
def subscribe(body: NewPushSubscription) -> Response:
    """Get push on a device from now on; twice changes nothing."""
    with writing():
        keys = Keys(body.keys.p256dh, body.keys.auth)
        device = actions.subscribe(viewer(), body.endpoint, keys, device=body.device)
    return ok(push_subscription_json(device))


@routes.route("DELETE", f"{PATH}/<id:subscription_id>", Contract({204: None}))
def destroy(subscription_id: int) -> Response:
    """Get no more push on a device; twice changes nothing."""
    with writing():
        actions.unsubscribe(viewer(), subscription_id)
    return done()
