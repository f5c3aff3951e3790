"""Accounts, logins and tokens. Passwords are hashed before the write transaction begins."""

from __future__ import annotations

from flask import Response, current_app

from chatty.accounts import actions
from chatty.accounts.actions import NewAccount, RefreshGrant
from chatty.accounts.models import User
from chatty.accounts.policies import check_email, check_password, check_username
from chatty.api.answers import created, done, ok
from chatty.api.bodies import Login, Registration, SignedIn, Ticket, Tokens
from chatty.api.credentials import Credential, address, device, refresh_claims, viewer
from chatty.api.routing import Contract, Routes
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import Unauthenticated
from chatty.core.passwords import hash_password
from chatty.core.rates import rates
from chatty.core.settings import Settings
from chatty.core.tokens import Claims, sign_access, sign_refresh
from chatty.wire.base import Json
from chatty.wire.resources import user_json

routes = Routes()


@routes.route(
    "POST",
    "/auth/register",
    Contract({201: SignedIn}, body=Registration, needs=Credential.NOTHING, refuses=(409,)),
)
def register(body: Registration) -> Response:
    """Make an account and sign in."""
    account = _checked(body)
    with writing():
        user = actions.register(account)
        grant = actions.open_family(user.id, device())
    return created(_signed_in(user, grant))


@routes.route(
    "POST", "/auth/login", Contract({200: SignedIn}, body=Login, needs=Credential.NOTHING)
)
def login(body: Login) -> Response:
    """Sign in with a password."""
    user = actions.authenticate(login=body.login, password=body.password, address=address())
    stronger = actions.upgraded_hash(user, body.password)
    with writing():
        if stronger is not None:
            actions.store_hash(user.id, stronger)
        grant = actions.open_family(user.id, device())
    return ok(_signed_in(user, grant))


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
    return ok(_tokens(grant))


@routes.route("POST", "/auth/logout", Contract({204: None}))
def logout() -> Response:
    """End this login: its tokens are good for nothing from now on, its streams close."""
    with writing():
        actions.close_session(viewer())
    return done()


@routes.route("POST", "/auth/stream-tickets", Contract({201: Ticket}))
def ticket() -> Response:
    """A ticket for a stream, for where no header can be sent: ``?ticket=``."""
    with writing():
        word = actions.mint_ticket(viewer())
    return created({"ticket": word})


def _checked(body: Registration) -> NewAccount:
    settings: Settings = current_app.extensions["chatty_settings"]
    check_username(body.username)
    check_password(body.password, username=body.username, site_name=settings.chatty_site_name)
    email = check_email(body.email) if body.email else None
    rates.hit(limits.RATE_SIGN_UP, "sign-up", address())
    return NewAccount(
        username=body.username,
        password_hash=hash_password(body.password),
        email=email,
        display_name=body.display_name,
    )


def _signed_in(user: User, grant: RefreshGrant) -> Json:
    return {"user": user_json(user, relation="self"), **_tokens(grant)}


def _tokens(grant: RefreshGrant) -> Json:
    claims = Claims(
        user_id=grant.user_id,
        family_id=grant.family_id,
        jti=grant.jti,
        expires_at=grant.expires_at.timestamp(),
    )
    key: str = current_app.config["SECRET_KEY"]
    return {
        "accessToken": sign_access(user_id=grant.user_id, family_id=grant.family_id),
        "refreshToken": sign_refresh(claims, issued_at=grant.issued_at, key=key),
    }
