"""Passkeys, which are asked for and answered by scripts: browsers offer them no other way."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, jsonify, request
from flask.typing import ResponseReturnValue

from chatty.accounts import actions
from chatty.accounts.actions import Answer, RelyingParty
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.core.rates import rates
from chatty.web.answers import nothing, number_sent, safe_next
from chatty.web.identity import address, begin_session, device, sign_in, viewer
from chatty.web.settings import own_origin, site_name

routes = Blueprint("passkeys", __name__)


@routes.post("/sign-in/passkey/options")
def ask() -> ResponseReturnValue:
    rates.hit(limits.RATE_PASSKEY, "passkey", address())
    with writing():
        asked = actions.ask_to_sign_in(_party())
    return jsonify(challengeId=str(asked.id), publicKey=asked.options)


@routes.post("/sign-in/passkey")
def create_session() -> ResponseReturnValue:
    rates.hit(limits.RATE_PASSKEY, "passkey", address())
    with writing():
        user = actions.authenticate_passkey(_party(), _answer())
        key = begin_session(user)
    sign_in(key)
    return jsonify(next=safe_next())


@routes.post("/settings/security/passkeys/options")
def ask_for_new() -> ResponseReturnValue:
    actions.prove(viewer(), request.form.get("currentPassword"))
    with writing():
        asked = actions.ask_to_register(viewer(), _party())
    return jsonify(challengeId=str(asked.id), publicKey=asked.options)


@routes.post("/settings/security/passkeys")
def create() -> ResponseReturnValue:
    with writing():
        actions.register_passkey(
            viewer(), _party(), _answer(), name=request.form.get("name", ""), device=device()
        )
    flash("The passkey is ready. It signs you in without a password.", "success")
    return nothing()


def _party() -> RelyingParty:
    return RelyingParty.at(own_origin(), site_name=site_name())


def _answer() -> Answer:
    return Answer(number_sent("challengeId"), _credential())


def _credential() -> dict[str, Any]:
    """What the browser answered with, as JSON in a field of the form; raises Invalid."""
    try:
        found = json.loads(request.form.get("credential", ""))
    except ValueError as error:
        raise invalid("credential", "This is not a credential.") from error
    if not isinstance(found, dict):
        raise invalid("credential", "This is not a credential.")
    return found
