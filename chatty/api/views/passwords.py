"""Another password: known or forgotten. It is hashed before the write transaction begins."""

from __future__ import annotations

from flask import Response, current_app

from chatty.accounts import actions
from chatty.accounts.models import Purpose, User
from chatty.accounts.policies import check_password
from chatty.accounts.queries import user_by_id, user_by_login
from chatty.api.answers import done, ok
from chatty.api.bodies import SignedIn
from chatty.api.bodies.trusted import NewPassword, PasswordChange, ResetWish
from chatty.api.credentials import Credential, address, device, viewer
from chatty.api.granting import renewed_json
from chatty.api.routing import Contract, Routes
from chatty.core.db import release, writing
from chatty.core.passwords import hash_password
from chatty.core.settings import Settings

routes = Routes()


@routes.route("PUT", "/me/password", Contract({200: SignedIn}, body=PasswordChange, refuses=(403,)))
def update(body: PasswordChange) -> Response:
    """Change one's password; every sign-in ends, this one goes on with the answered tokens."""
    actions.prove(viewer(), body.current_password)
    hashed = _hashed(body.new_password, user_by_id(viewer().id), field="newPassword")
    with writing():
        user = actions.change_password(viewer(), hashed, device=device())
        answer = renewed_json(user, viewer())
    return ok(answer)


@routes.route(
    "POST",
    "/auth/password-resets",
    Contract({202: None}, body=ResetWish, needs=Credential.NOTHING, refuses=(409,)),
)
def create(body: ResetWish) -> Response:
    """Mail a link for a new password, if there is such an account; the answer never says so."""
    actions.need_mail()
    actions.count_reset(body.login, address=address())
    user = user_by_login(body.login)
    release()
    with writing():
        actions.ask_reset(user, device=device())
    return Response(status=202)


@routes.route(
    "PUT",
    "/auth/password-resets/<word:token>",
    Contract({204: None}, body=NewPassword, needs=Credential.NOTHING, refuses=(410,)),
)
def finish(token: str, body: NewPassword) -> Response:
    """Choose a new password by the word of the mail; every sign-in ends."""
    found = actions.find_token(Purpose.RESET_PASSWORD, token, address=address())
    hashed = _hashed(body.password, user_by_id(found.user_id))
    with writing():
        actions.reset_password(found, hashed, device=device())
    return done()


def _hashed(password: str, user: User, field: str = "password") -> str:
    settings: Settings = current_app.extensions["chatty_settings"]
    check_password(
        password, username=user.username, site_name=settings.chatty_site_name, field=field
    )
    release()
    return hash_password(password)
