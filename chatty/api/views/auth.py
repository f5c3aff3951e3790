"""Accounts, logins and tokens. Passwords are hashed before the write transaction begins."""

from __future__ import annotations

from flask import Response

from chatty.accounts import actions
from chatty.accounts.models import User, Viewer
from chatty.api.answers import created, done, ok
from chatty.api.bodies import Login, Registration, SignedIn, Ticket, Tokens
from chatty.api.credentials import Credential, address, device, refresh_claims, viewer
from chatty.api.granting import signed_in_json, tokens_json
from chatty.api.registering import checked_account
from chatty.api.routing import Contract, Routes
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import Unauthenticated
from chatty.core.rates import rates
from chatty.invites.actions import accept_word

routes = Routes()


@routes.route(
    "POST",
    "/auth/register",
    Contract(
        {201: SignedIn, 202: None},
        body=Registration,
        needs=Credential.NOTHING,
        refuses=(403, 409),
    ),
)
def register(body: Registration) -> Response:
    """Make an account and sign in; 202 where an address must be confirmed before that."""
    account = checked_account(body)
    with writing():
        user = actions.register(account)
        if account.invited:
            accept_word(Viewer(user_id=user.id), body.invite_token or "")
        if actions.admission.must_confirm(user):
            return Response(status=202)
        grant = actions.open_family(user.id, device())
    return created(signed_in_json(user, grant))


@routes.route(
    "POST",
    "/auth/login",
    Contract({200: SignedIn}, body=Login, needs=Credential.NOTHING, refuses=(403,)),
)
def login(body: Login) -> Response:
    """Sign in with a password, and the code of the second factor where there is one.

    401 with the code ``otp_required`` asks for it; it is ``otp``, by the clock or for recovery.
    """
    user = actions.authenticate(
        login=body.login,
        password=body.password,
        address=address(),
        known=[body.device_token] if body.device_token else [],
    )
    stronger = actions.upgraded_hash(user, body.password)
    _check_code(user, body.otp)
    with writing():
        if stronger is not None:
            actions.store_hash(user.id, stronger)
        grant = actions.open_family(user.id, device())
    return ok(signed_in_json(user, grant))


@routes.route("POST", "/auth/refresh", Contract({200: Tokens}, needs=Credential.REFRESH))
def refresh() -> Response:
    """Trade a refresh token, sent as Bearer, for the next pair; a used one ends the login."""
    claims = refresh_claims()
    rates.hit(limits.RATE_REFRESH, "refresh", claims.family_id)
    with writing():
        grant = actions.rotate(claims.jti, address=address())
    if grant is None:
        detail = "This token had been used before, so its sign-in was ended. Please sign in again."
        raise Unauthenticated("token_reused", detail)
    return ok(tokens_json(grant))


@routes.route("POST", "/auth/logout", Contract({204: None}, guests=True))
def logout() -> Response:
    """End this login: its tokens are good for nothing from now on, its streams close."""
    with writing():
        actions.close_session(viewer())
    return done()


@routes.route("POST", "/auth/stream-tickets", Contract({201: Ticket}, guests=True))
def ticket() -> Response:
    """A ticket for a stream, for where no header can be sent: ``?ticket=``."""
    with writing():
        word = actions.mint_ticket(viewer())
    return created({"ticket": word})


def _check_code(user: User, code: str | None) -> None:
    """Take the second factor, in a transaction of its own: that a code was wrong is kept too."""
    if not actions.needs_code(user):
        return
    if code is None:
        detail = "This account asks for a code besides the password."
        raise Unauthenticated("otp_required", detail)
    actions.count_code(user.id)
    with writing():
        accepted = actions.accept_code(user.id, code, address=address())
    if not accepted:
        raise actions.wrong_code()
