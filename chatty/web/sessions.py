"""Sign in and out."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import authenticate, close_session, store_hash, upgraded_hash
from chatty.core.db import writing
from chatty.core.sessions import forget
from chatty.web.answers import form_page, go_to, safe_next
from chatty.web.forms.accounts import SignInForm
from chatty.web.identity import address, begin_session, sign_in, viewer

routes = Blueprint("sessions", __name__)


@routes.get("/sign-in")
def new() -> ResponseReturnValue:
    return _form(SignInForm()) if viewer().is_visitor else go_to(safe_next())


@routes.post("/sign-in")
def create() -> ResponseReturnValue:
    form = SignInForm()
    key = form.attempt(lambda: _open_session(form))
    if key is None:
        return _form(form)
    sign_in(key)
    return go_to(safe_next())


@routes.delete("/session")
def destroy() -> ResponseReturnValue:
    if not viewer().is_visitor:
        with writing():
            close_session(viewer())
    forget()
    flash("You are signed out.", "success")
    return go_to("/")


def _open_session(form: SignInForm) -> str:
    password = form.password.data or ""
    user = authenticate(login=form.login.data or "", password=password, address=address())
    stronger = upgraded_hash(user, password)
    with writing():
        if stronger:
            store_hash(user.id, stronger)
        return begin_session(user)


def _form(form: SignInForm) -> ResponseReturnValue:
    wanted = request.values.get("next", "")
    return form_page("accounts/sign_in.html", form, next=wanted)
