"""Sign in and out."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import authenticate, close_session, store_hash, upgraded_hash
from chatty.accounts.models import User
from chatty.core.db import writing
from chatty.core.sessions import forget
from chatty.web.answers import form_page, go_to, safe_next
from chatty.web.forms.accounts import SignInForm
from chatty.web.identity import address, viewer
from chatty.web.known import words
from chatty.web.oidc import provider_name
from chatty.web.second_step import enter

routes = Blueprint("sessions", __name__)


@routes.get("/sign-in")
def new() -> ResponseReturnValue:
    return _form(SignInForm()) if viewer().is_visitor or viewer().is_guest else go_to(safe_next())


@routes.post("/sign-in")
def create() -> ResponseReturnValue:
    form = SignInForm()
    user = form.attempt(lambda: _authenticated(form))
    return _form(form) if user is None else enter(user)


@routes.delete("/session")
def destroy() -> ResponseReturnValue:
    if not viewer().is_visitor:
        with writing():
            close_session(viewer())
    forget()
    flash("You are signed out.", "success")
    return go_to("/")


def _authenticated(form: SignInForm) -> User:
    password = form.password.data or ""
    user = authenticate(
        login=form.login.data or "", password=password, address=address(), known=words()
    )
    stronger = upgraded_hash(user, password)
    if stronger:
        with writing():
            store_hash(user.id, stronger)
    return user


def _form(form: SignInForm) -> ResponseReturnValue:
    wanted = request.values.get("next", "")
    return form_page("accounts/sign_in.html", form, next=wanted, provider=provider_name())
