"""Sign in with an account elsewhere: OpenID Connect, authorization code with PKCE (RFC 7636).

Authlib keeps state, nonce and verifier in the signed cookie and checks all that comes back. The
provider is asked outside of every database transaction.
"""

from __future__ import annotations

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Blueprint, Flask, current_app, flash, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from chatty.accounts import actions
from chatty.accounts.actions import Claimed
from chatty.core import clock
from chatty.core.db import release, writing
from chatty.core.errors import BadRequest, NotFound, Unavailable
from chatty.core.limits import OIDC_CONNECT_SECONDS, OIDC_READ_SECONDS, SECOND_STEP_LIVES
from chatty.web import newcomers
from chatty.web.answers import go_to, safe_next
from chatty.web.identity import device, viewer
from chatty.web.second_step import enter
from chatty.web.settings import own_origin, settings

PROVIDER = "oidc"
LINKING = "oidc_linking"
WANTED = "oidc_next"
RETRY_AFTER_SECONDS = 5

routes = Blueprint("oidc", __name__)


def register(app: Flask) -> None:
    """Let *app* know its provider, when the settings name one."""
    found = app.extensions["chatty_settings"]
    oauth = OAuth(app)
    app.extensions["chatty_oidc"] = oauth
    if found.chatty_oidc_issuer:
        oauth.register(  # type: ignore[no-untyped-call]  # published without types
            PROVIDER,
            client_id=found.chatty_oidc_client_id,
            client_secret=found.chatty_oidc_client_secret,
            server_metadata_url=f"{found.chatty_oidc_issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": (OIDC_CONNECT_SECONDS, OIDC_READ_SECONDS),
            },
        )


def provider_name() -> str:
    """What people call the provider; empty when there is none."""
    return settings().chatty_oidc_name if settings().chatty_oidc_issuer else ""


@routes.get("/sign-in/elsewhere")
def new() -> ResponseReturnValue:
    """Go there, to sign in, or to link the two accounts when that was asked for and proved."""
    session[WANTED] = safe_next()
    release()
    try:
        return _provider().authorize_redirect(f"{own_origin()}{url_for('web.oidc.show')}")
    except (RequestException, AuthlibBaseError) as error:
        raise _away() from error


@routes.get("/sign-in/elsewhere/back")
def show() -> ResponseReturnValue:
    """Back from there, with a code that is traded for claims."""
    claimed = _claims()
    wanted = session.pop(WANTED, "/")
    if _takes_linking_up():
        return _link(claimed)
    with writing():
        user = actions.user_claimed(claimed, device=device())
    if user is not None:
        return enter(user, target=wanted)
    newcomers.expect(claimed)
    return go_to(url_for("web.newcomers.new", next=wanted))


def begin_linking() -> None:
    """Let this person's next way back from there link the two accounts, within ten minutes.

    Only a form with its token and the password gets here. By an address alone somebody could be
    led there while signed in as somebody else, whose account would open theirs from then on.
    """
    session[LINKING] = [viewer().id, clock.now().timestamp()]


def _takes_linking_up() -> bool:
    who, since = session.pop(LINKING, None) or (None, 0.0)
    if who is None or who != viewer().user_id:
        return False
    age: float = clock.now().timestamp() - since
    return age <= SECOND_STEP_LIVES.total_seconds()


def _link(claimed: Claimed) -> ResponseReturnValue:
    with writing():
        actions.link_identity(viewer(), claimed, device=device())
    flash(f"{provider_name()} signs you in from now on.", "success")
    return go_to(url_for("web.trust.index"))


def _claims() -> Claimed:
    """What the provider says, checked; raises BadRequest for anything that does not fit."""
    release()
    if "error" in request.args:
        raise BadRequest("oidc_refused", f"{provider_name()} did not let you through.")
    try:
        token = _provider().authorize_access_token()
        told = dict(token.get("userinfo") or {})
        if "email" not in told:
            # Some leave it out of the ID token; the subject must be the same (OIDC core, 5.3.2).
            more = _provider().userinfo(token=token)
            told = {**told, **more} if more.get("sub") == told.get("sub") else told
    except RequestException as error:
        raise _away() from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError) as error:
        detail = "This answer does not belong to a sign-in that began here. Please start again."
        raise BadRequest("oidc_mismatch", detail) from error
    return _claimed(told)


def _claimed(told: dict[str, object]) -> Claimed:
    return Claimed(
        issuer=str(told["iss"]) if "iss" in told else settings().chatty_oidc_issuer,
        subject=str(told["sub"]),
        email=str(told["email"]) if told.get("email") else None,
        email_verified=told.get("email_verified") is True,
        name=str(told.get("name") or ""),
        preferred_username=str(told.get("preferred_username") or ""),
    )


def _provider() -> FlaskOAuth2App:
    oauth: OAuth = current_app.extensions["chatty_oidc"]
    provider: FlaskOAuth2App | None = oauth.create_client(PROVIDER)  # type: ignore[no-untyped-call]  # published without types
    if provider is None:
        raise NotFound
    return provider


def _away() -> Unavailable:
    detail = (
        f"{provider_name()} does not answer right now. Please try again, or sign in another way."
    )
    return Unavailable("oidc_unavailable", detail, retry_after=RETRY_AFTER_SECONDS)
