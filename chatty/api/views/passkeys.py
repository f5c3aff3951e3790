"""Passkeys: sign in with one, add one, remove one."""

from __future__ import annotations

from flask import Response, current_app, request

from chatty.accounts import actions, models
from chatty.accounts.actions import Answer, RelyingParty
from chatty.accounts.queries import passkeys_of
from chatty.api.answers import created, done, ok
from chatty.api.bodies import SignedIn
from chatty.api.bodies.trust import (
    NewPasskey,
    Passkey,
    PasskeyAnswer,
    PasskeyList,
    PasskeyOptions,
    Proof,
)
from chatty.api.credentials import Credential, address, device, viewer
from chatty.api.granting import signed_in_json
from chatty.api.routing import Contract, Routes
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.rates import rates
from chatty.core.settings import Settings
from chatty.wire.base import Json, moment, moment_or_none

routes = Routes()


@routes.route(
    "POST",
    "/auth/passkeys/options",
    Contract({200: PasskeyOptions}, needs=Credential.NOTHING),
)
def ask() -> Response:
    """A challenge to sign in with; the device knows which account it is for."""
    rates.hit(limits.RATE_PASSKEY, "passkey", address())
    with writing():
        asked = actions.ask_to_sign_in(_party())
    return ok({"challengeId": str(asked.id), "publicKey": asked.options})


@routes.route(
    "POST",
    "/auth/passkeys",
    Contract({200: SignedIn}, body=PasskeyAnswer, needs=Credential.NOTHING, refuses=(401,)),
)
def sign_in(body: PasskeyAnswer) -> Response:
    """Sign in with a passkey, which needs no password and no further code."""
    rates.hit(limits.RATE_PASSKEY, "passkey", address())
    with writing():
        user = actions.authenticate_passkey(_party(), _answer(body))
        grant = actions.open_family(user.id, device())
    return ok(signed_in_json(user, grant))


@routes.route("GET", "/me/passkeys", Contract({200: PasskeyList}))
def index() -> Response:
    """One's passkeys."""
    return ok({"items": [_json(one) for one in passkeys_of(viewer().id)], "nextCursor": None})


@routes.route(
    "POST", "/me/passkeys/options", Contract({200: PasskeyOptions}, body=Proof, refuses=(403, 409))
)
def ask_for_new(body: Proof) -> Response:
    """A challenge to make a passkey with."""
    actions.prove(viewer(), body.current_password)
    with writing():
        asked = actions.ask_to_register(viewer(), _party())
    return ok({"challengeId": str(asked.id), "publicKey": asked.options})


@routes.route("POST", "/me/passkeys", Contract({201: Passkey}, body=NewPasskey, refuses=(409,)))
def create(body: NewPasskey) -> Response:
    """Keep a passkey that a device has made."""
    with writing():
        passkey = actions.register_passkey(
            viewer(), _party(), _answer(body), name=body.name, device=device()
        )
    return created(_json(passkey))


@routes.route(
    "DELETE",
    "/me/passkeys/<id:passkey_id>",
    Contract({204: None}, body=Proof, refuses=(403, 409)),
)
def destroy(passkey_id: int, body: Proof) -> Response:
    """Forget a passkey."""
    actions.prove(viewer(), body.current_password)
    with writing():
        actions.remove_passkey(viewer(), passkey_id)
    return done()


def _answer(body: PasskeyAnswer) -> Answer:
    return Answer(body.challenge_id, body.credential)


def _party() -> RelyingParty:
    settings: Settings = current_app.extensions["chatty_settings"]
    origin = settings.public_url or request.host_url.rstrip("/")
    return RelyingParty.at(origin, site_name=settings.chatty_site_name)


def _json(passkey: models.Passkey) -> Json:
    return {
        "id": str(passkey.id),
        "name": passkey.name,
        "createdAt": moment(passkey.created_at),
        "lastUsedAt": moment_or_none(passkey.last_used_at),
    }
