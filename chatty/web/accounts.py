"""Sign up."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import NewAccount, register
from chatty.accounts.policies import check_password, check_username
from chatty.core.db import release, writing
from chatty.core.limits import RATE_SIGN_UP
from chatty.core.passwords import hash_password
from chatty.core.rates import rates
from chatty.web.answers import form_page, go_to, safe_next
from chatty.web.forms.accounts import SignUpForm
from chatty.web.identity import address, begin_session, sign_in, viewer
from chatty.web.settings import site_name

routes = Blueprint("accounts", __name__)


@routes.get("/sign-up")
def new() -> ResponseReturnValue:
    return _form(SignUpForm()) if viewer().is_visitor else go_to(safe_next())


@routes.post("/sign-up")
def create() -> ResponseReturnValue:
    form = SignUpForm()
    key = form.attempt(lambda: _open_account(form))
    if key is None:
        return _form(form)
    sign_in(key)
    return go_to(safe_next())


def _open_account(form: SignUpForm) -> str:
    rates.hit(RATE_SIGN_UP, "sign-up", address())
    username, password = form.username.data or "", form.password.data or ""
    check_username(username)
    check_password(password, username=username, site_name=site_name())
    release()
    account = NewAccount(
        username=username,
        password_hash=hash_password(password),
        display_name=form.display_name.data or None,
    )
    with writing():
        return begin_session(register(account))


def _form(form: SignUpForm) -> ResponseReturnValue:
    wanted = request.values.get("next", "")
    return form_page("accounts/sign_up.html", form, next=wanted)
