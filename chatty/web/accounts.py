"""Sign up."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import NewAccount, admission, register
from chatty.accounts.models import Viewer
from chatty.accounts.policies import check_email, check_password, check_username
from chatty.accounts.queries import nobody_yet
from chatty.core.db import release, writing
from chatty.core.limits import RATE_LINK_GUESSES, RATE_SIGN_UP
from chatty.core.mail import mail_is_on
from chatty.core.passwords import hash_password
from chatty.core.rates import rates
from chatty.invites.actions import accept_word
from chatty.invites.queries import invited_address, leads_in
from chatty.web.answers import form_page, go_to, safe_next
from chatty.web.forms.accounts import SignUpForm
from chatty.web.identity import address, begin_session, sign_in, viewer
from chatty.web.settings import site_name

SENT = "Welcome! We have sent you a link; open it to confirm your address."
CONFIRM = "We have sent you a link. Open it to confirm your address, then sign in."
LONGEST_TOKEN = 100

routes = Blueprint("accounts", __name__)


@routes.get("/sign-up")
def new() -> ResponseReturnValue:
    if viewer().is_guest:
        return go_to("/guests/membership")
    return _form(SignUpForm()) if viewer().is_visitor else go_to(safe_next())


@routes.post("/sign-up")
def create() -> ResponseReturnValue:
    form = SignUpForm()
    key = form.attempt(lambda: _open_account(form))
    if key is None:
        return _form(form)
    if not key:
        flash(CONFIRM, "success")
        return go_to("/sign-in")
    sign_in(key)
    if form.email.data and mail_is_on():
        flash(SENT, "success")
    return go_to(safe_next())


def _open_account(form: SignUpForm) -> str:
    """The key of the newcomer's session; none where an address must be confirmed first."""
    account = new_account(form)
    with writing():
        user = register(account)
        if account.invited:
            accept_word(Viewer(user_id=user.id), request.form["invite"])
        return "" if admission.must_confirm(user) else begin_session(user)


def new_account(form: SignUpForm) -> NewAccount:
    """What *form* asks for, its password hashed outside of every transaction. Raises Invalid."""
    rates.hit(RATE_SIGN_UP, "sign-up", address())
    username, password = form.username.data or "", form.password.data or ""
    check_username(username)
    check_password(password, username=username, site_name=site_name())
    email = (form.email.data or "").strip()
    word = invite_word()
    proved = invited_address(word)
    invited = proved is not None or leads_in(word)
    release()
    return NewAccount(
        username=username,
        password_hash=hash_password(password),
        email=check_email(email) if email else None,
        display_name=form.display_name.data or None,
        confirmed_email=proved,
        invited=invited,
    )


def invite_word() -> str:
    """The word of the mail or of the link into a room by which the person is here, if any."""
    word = request.values.get("invite", "")[:LONGEST_TOKEN]
    if word:
        rates.hit(RATE_LINK_GUESSES, "invited", address())
    return word


def _form(form: SignUpForm) -> ResponseReturnValue:
    word = invite_word()
    return form_page(
        "accounts/sign_up.html",
        form,
        next=request.values.get("next", ""),
        invite=word,
        invited=invited_address(word),
        linked=leads_in(word),
        admission=None if nobody_yet() else admission,
        mail_is_on=mail_is_on(),
    )
