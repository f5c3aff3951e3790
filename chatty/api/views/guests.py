"""Guests: in by a name, and a member once they choose a user name and a password."""

from __future__ import annotations

from dataclasses import replace

from flask import Response

from chatty.accounts import actions
from chatty.accounts.models import Viewer
from chatty.api.answers import created, ok
from chatty.api.bodies import NewGuest, Registration, SignedIn
from chatty.api.credentials import Credential, address, device, viewer
from chatty.api.granting import renewed_json, signed_in_json
from chatty.api.registering import checked_account
from chatty.api.routing import Contract, Routes
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.rates import rates
from chatty.invites.actions import accept_word

routes = Routes()


@routes.route(
    "POST",
    "/auth/guest",
    Contract({201: SignedIn}, body=NewGuest, needs=Credential.NOTHING, refuses=(403,)),
)
def create(body: NewGuest) -> Response:
    """Come in with nothing but a name."""
    rates.hit(limits.RATE_SIGN_UP, "sign-up", address())
    with writing():
        user = actions.enter_as_guest(body.display_name)
        grant = actions.open_family(user.id, device())
    return created(signed_in_json(user, grant))


@routes.route(
    "PUT",
    "/me/membership",
    Contract({200: SignedIn, 202: None}, body=Registration, guests=True, refuses=(403, 409)),
)
def update(body: Registration) -> Response:
    """Become a member, with all that one has; 202 where an address must be confirmed before."""
    account = checked_account(body)
    with writing():
        user = actions.become_member(viewer(), account)
        if account.invited:
            accept_word(Viewer(user_id=user.id), body.invite_token or "")
        answer = renewed_json(user, viewer())
        if actions.admission.must_confirm(user):
            actions.end_other_sessions(replace(viewer(), family_id=None))
            return Response(status=202)
    return ok(answer)
