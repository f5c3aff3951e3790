"""One's e-mail address."""

from __future__ import annotations

from flask import Response

from chatty.accounts import actions
from chatty.accounts.models import Purpose
from chatty.accounts.policies import check_email
from chatty.api.answers import done, ok
from chatty.api.bodies import SignedIn
from chatty.api.bodies.trust import Proof
from chatty.api.bodies.trusted import EmailChange
from chatty.api.credentials import Credential, address, device, viewer
from chatty.api.granting import renewed_json
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing

routes = Routes()


@routes.route("PUT", "/me/email", Contract({200: SignedIn}, body=EmailChange, refuses=(403, 409)))
def update(body: EmailChange) -> Response:
    """Ask for another address, which a mail to it confirms; every other sign-in ends.

    409 with the code ``mail_off`` where the server sends no mail.
    """
    actions.need_mail()
    email = check_email(body.email)
    actions.prove(viewer(), body.current_password)
    with writing():
        user = actions.change_email(viewer(), email, device=device())
        answer = renewed_json(user, viewer())
    return ok(answer)


@routes.route("DELETE", "/me/email", Contract({200: SignedIn}, body=Proof, refuses=(403,)))
def destroy(body: Proof) -> Response:
    """Forget one's address; every other sign-in ends."""
    actions.prove(viewer(), body.current_password)
    with writing():
        user = actions.remove_email(viewer(), device=device())
        answer = renewed_json(user, viewer())
    return ok(answer)


@routes.route(
    "PUT",
    "/auth/email-confirmations/<word:token>",
    Contract({204: None}, needs=Credential.NOTHING, refuses=(409, 410)),
)
def confirm(token: str) -> Response:
    """Confirm an address by the word of the mail.

    409 with the code ``email_taken`` when another account has confirmed it meanwhile.
    """
    found = actions.find_token(Purpose.CONFIRM_EMAIL, token, address=address())
    with writing():
        actions.confirm_email(found, device=device())
    return done()
