"""A forgotten password: ask for a link, and choose a new one with it."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import (
    ask_reset,
    count_reset,
    find_token,
    need_mail,
    reset_password,
)
from chatty.accounts.models import OneTimeToken, Purpose, User
from chatty.accounts.policies import check_password
from chatty.accounts.queries import holder_of, user_by_login
from chatty.core.db import release, writing
from chatty.core.mail import mail_is_on
from chatty.core.passwords import hash_password
from chatty.web.answers import form_page, go_to
from chatty.web.forms.account import NewPasswordForm, ResetWishForm
from chatty.web.identity import address, device
from chatty.web.settings import site_name

# The same whoever was meant: nobody learns here who has an account.
SENT = "If there is such an account with a confirmed address, a link is on its way to it."

routes = Blueprint("passwords", __name__)


@routes.get("/reset")
def new() -> ResponseReturnValue:
    return _wish(ResetWishForm())


@routes.post("/reset")
def create() -> ResponseReturnValue:
    form = ResetWishForm()
    if form.attempt(lambda: _ask(form.login.data or "")) is None:
        return _wish(form)
    flash(SENT, "success")
    return go_to("/sign-in")


@routes.get("/reset/<word>")
def edit(word: str) -> ResponseReturnValue:
    return _choice(NewPasswordForm(), word)


@routes.put("/reset/<word>")
def update(word: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if form.attempt(lambda: _reset(form, word)) is None:
        return _choice(form, word)
    flash("Your new password counts from now on. Sign in with it.", "success")
    return go_to("/sign-in")


def _ask(login: str) -> bool:
    need_mail()
    count_reset(login, address=address())
    user = user_by_login(login)
    release()
    with writing():
        ask_reset(user, device=device())
    return True


def _reset(form: NewPasswordForm, word: str) -> bool:
    token, user = _found(word)
    password = form.password.data or ""
    check_password(password, username=user.username, site_name=site_name())
    release()
    hashed = hash_password(password)
    with writing():
        reset_password(token, hashed, device=device())
    return True


def _found(word: str) -> tuple[OneTimeToken, User]:
    token = find_token(Purpose.RESET_PASSWORD, word, address=address())
    return token, holder_of(token)


def _wish(form: ResetWishForm) -> ResponseReturnValue:
    return form_page("accounts/reset_wish.html", form, mail_is_on=mail_is_on())


def _choice(form: NewPasswordForm, word: str) -> ResponseReturnValue:
    _, user = _found(word)
    return form_page("accounts/reset.html", form, word=word, person=user)
