"""Confirm an e-mail address: the link of a mail shows a page, and its button does it."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import confirm_email, find_token
from chatty.accounts.models import Purpose
from chatty.accounts.queries import holder_of
from chatty.core.db import writing
from chatty.web.answers import form_page, go_to
from chatty.web.forms.base import Form
from chatty.web.identity import address, device, viewer

routes = Blueprint("addresses", __name__)


@routes.get("/confirm/<word>")
def edit(word: str) -> ResponseReturnValue:
    return _page(Form(), word)


@routes.put("/confirm/<word>")
def update(word: str) -> ResponseReturnValue:
    form = Form()
    if form.attempt(lambda: _confirm(word)) is None:
        return _page(form, word)
    flash("Your address is confirmed.", "success")
    return go_to("/sign-in" if viewer().is_visitor else "/settings/account")


def _confirm(word: str) -> bool:
    token = find_token(Purpose.CONFIRM_EMAIL, word, address=address())
    with writing():
        confirm_email(token, device=device())
    return True


def _page(form: Form, word: str) -> ResponseReturnValue:
    token = find_token(Purpose.CONFIRM_EMAIL, word, address=address())
    person = holder_of(token)
    return form_page("accounts/confirm.html", form, word=word, email=token.email, person=person)
