"""The account of somebody who comes from elsewhere: they choose a name, and are in."""

from __future__ import annotations

import re

from flask import Blueprint, session, url_for
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import (
    Claimed,
    NewAccount,
    link_new_account,
    register,
    verified_email,
)
from chatty.accounts.policies import folded
from chatty.core import clock
from chatty.core.db import writing
from chatty.core.limits import RATE_SIGN_UP, SECOND_STEP_LIVES, USERNAME_CHARACTERS
from chatty.core.rates import rates
from chatty.web.answers import form_page, go_to, safe_next
from chatty.web.forms.accounts import NewcomerForm
from chatty.web.identity import address, begin_session, sign_in

EXPECTED = "newcomer"
NOT_OF_A_USERNAME = re.compile(r"[^a-z0-9._-]+")

routes = Blueprint("newcomers", __name__)


def expect(claimed: Claimed) -> None:
    """Keep in the signed cookie who may make an account now; refuses whose address is unproved."""
    email = verified_email(claimed)
    session[EXPECTED] = {
        "issuer": claimed.issuer,
        "subject": claimed.subject,
        "email": email,
        "name": claimed.name,
        "username": claimed.preferred_username or email.partition("@")[0],
        "at": clock.now().timestamp(),
    }


@routes.get("/sign-up/elsewhere")
def new() -> ResponseReturnValue:
    expected = _expected()
    if expected is None:
        return go_to(url_for("web.sessions.new"))
    username = _username(str(expected["username"]))
    form = NewcomerForm(username=username, display_name=str(expected["name"]) or None)
    return _form(form, expected)


@routes.post("/sign-up/elsewhere")
def create() -> ResponseReturnValue:
    expected = _expected()
    if expected is None:
        return go_to(url_for("web.sessions.new"))
    form = NewcomerForm()
    key = form.attempt(lambda: _open_account(form, expected))
    if key is None:
        return _form(form, expected)
    sign_in(key)
    return go_to(safe_next())


def _open_account(form: NewcomerForm, expected: dict[str, object]) -> str:
    rates.hit(RATE_SIGN_UP, "sign-up", address())
    claimed = Claimed(
        issuer=str(expected["issuer"]),
        subject=str(expected["subject"]),
        email=str(expected["email"]),
        email_verified=True,
    )
    account = NewAccount(
        username=form.username.data or "",
        password_hash=None,
        display_name=form.display_name.data or None,
        confirmed_email=claimed.email,
        # Whoever sets up a provider lets its people in; a closed server stays closed.
        invited=True,
    )
    with writing():
        user = register(account)
        link_new_account(user, claimed)
        return begin_session(user)


def _expected() -> dict[str, object] | None:
    """Who came from elsewhere within the last ten minutes, if this browser's person did."""
    expected = session.get(EXPECTED)
    if not isinstance(expected, dict):
        return None
    age = clock.now().timestamp() - float(expected["at"])
    return expected if age <= SECOND_STEP_LIVES.total_seconds() else None


def _username(proposed: str) -> str:
    """A user name made from *proposed*, for the person to change."""
    _, longest = USERNAME_CHARACTERS
    return NOT_OF_A_USERNAME.sub("", folded(proposed))[:longest].strip("._-")


def _form(form: NewcomerForm, expected: dict[str, object]) -> ResponseReturnValue:
    email = expected["email"]
    return form_page("accounts/newcomer.html", form, next=safe_next(), email=email)
