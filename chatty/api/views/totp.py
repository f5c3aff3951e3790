"""Codes by the clock: set up, confirm, end."""

from __future__ import annotations

from flask import Response, current_app

from chatty.accounts import actions
from chatty.accounts.queries import recovery_codes_left, totp_state, user_by_id
from chatty.api.answers import created, done, ok
from chatty.api.bodies.trust import Code, Proof, RecoveryCodes, TotpOn, TotpSecret, TotpState
from chatty.api.credentials import device, viewer
from chatty.api.granting import renewed_json
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.settings import Settings

routes = Routes()


@routes.route("GET", "/me/totp", Contract({200: TotpState}))
def show() -> Response:
    """Whether codes are asked for at sign-in."""
    state = totp_state(viewer().id)
    return ok({"state": state, "recoveryCodesLeft": recovery_codes_left(viewer().id)})


@routes.route("POST", "/me/totp", Contract({201: TotpSecret}, body=Proof, refuses=(403, 409)))
def create(body: Proof) -> Response:
    """Begin: a secret for an authenticator. It counts once a code of it was sent."""
    actions.prove(viewer(), body.current_password)
    settings: Settings = current_app.extensions["chatty_settings"]
    with writing():
        actions.begin_totp(viewer())
        secret = actions.totp_secret(viewer())
        address = actions.totp_address(viewer(), site_name=settings.chatty_site_name)
    return created({"secret": secret, "address": address})


@routes.route("PUT", "/me/totp", Contract({200: TotpOn}, body=Code, refuses=(404,)))
def update(body: Code) -> Response:
    """Ask for codes from now on; every login ends, and this one goes on with new tokens."""
    actions.count_code(viewer().id)
    with writing():
        codes = actions.confirm_totp(viewer(), body.code, device=device())
        answer = renewed_json(user_by_id(viewer().id), viewer())
    return ok(answer | {"recoveryCodes": codes})


@routes.route("DELETE", "/me/totp", Contract({204: None}, body=Proof, refuses=(403,)))
def destroy(body: Proof) -> Response:
    """Ask for codes no more."""
    actions.prove(viewer(), body.current_password)
    with writing():
        actions.end_totp(viewer(), device=device())
    return done()


@routes.route(
    "POST", "/me/recovery-codes", Contract({201: RecoveryCodes}, body=Proof, refuses=(403, 404))
)
def renew(body: Proof) -> Response:
    """New recovery codes; the old ones are good for nothing from now on."""
    actions.prove(viewer(), body.current_password)
    with writing():
        codes = actions.renew_recovery_codes(viewer())
    return created({"recoveryCodes": codes})
