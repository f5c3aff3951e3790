"""Where one is signed in, and one device more."""

from __future__ import annotations

from flask import Response

from chatty.accounts import actions
from chatty.accounts.models import Purpose
from chatty.accounts.queries import holder_of, sign_ins_of
from chatty.api.answers import created, done, ok
from chatty.api.bodies import SignedIn
from chatty.api.bodies.trusted import DeviceLink, DeviceLinkOwner, SignInList
from chatty.api.credentials import Credential, address, device, viewer
from chatty.api.granting import signed_in_json
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.mail import outgoing
from chatty.wire.base import moment
from chatty.wire.resources import person_json
from chatty.wire.resources.signins import sign_in_json

routes = Routes()


@routes.route("GET", "/me/sessions", Contract({200: SignInList}))
def index() -> Response:
    """Every browser and app in which one is signed in."""
    items = [sign_in_json(viewer(), each) for each in sign_ins_of(viewer().id)]
    return ok({"items": items, "nextCursor": None})


@routes.route("DELETE", "/me/sessions", Contract({204: None}, guests=True))
def clear() -> Response:
    """End every sign-in but this one; their streams close."""
    with writing():
        actions.end_other_sessions(viewer())
    return done()


@routes.route("DELETE", "/me/sessions/<id:session_id>", Contract({204: None}, guests=True))
def destroy(session_id: int) -> Response:
    """End one sign-in; its streams close."""
    with writing():
        actions.end_sign_in(viewer(), session_id)
    return done()


@routes.route("POST", "/auth/device-links", Contract({201: DeviceLink}, refuses=(403,)))
def link() -> Response:
    """A word that signs one other device in; the one before ends."""
    with writing():
        word, token = actions.link_device(viewer(), device=device())
    url = f"{outgoing.base_url}/link/{word}"
    return created({"token": word, "url": url, "expiresAt": moment(token.expires_at)})


@routes.route(
    "GET",
    "/auth/device-links/<word:token>",
    Contract({200: DeviceLinkOwner}, needs=Credential.NOTHING, refuses=(410,)),
)
def show_link(token: str) -> Response:
    """Into whose account the word leads; it is not used up by this."""
    found = actions.find_token(Purpose.LINK_DEVICE, token, address=address())
    user = person_json(holder_of(found))
    return ok({"user": user, "expiresAt": moment(found.expires_at)})


@routes.route(
    "PUT",
    "/auth/device-links/<word:token>",
    Contract({200: SignedIn}, needs=Credential.NOTHING, refuses=(410,)),
)
def accept_link(token: str) -> Response:
    """Sign in on this device with a word that was made on another."""
    found = actions.find_token(Purpose.LINK_DEVICE, token, address=address())
    with writing():
        user = actions.accept_device(found, device=device())
        grant = actions.open_family(user.id, device(), by_link=True)
    return ok(signed_in_json(user, grant))
