"""Where one is signed in, and one device more by a link or a code."""

from __future__ import annotations

import segno
from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import (
    accept_device,
    end_other_sessions,
    end_sign_in,
    find_token,
    link_device,
)
from chatty.accounts.models import Purpose
from chatty.accounts.queries import holder_of, sign_ins_of
from chatty.core.db import writing
from chatty.core.mail import outgoing
from chatty.web.answers import LARGEST, form_page, go_to, page
from chatty.web.forms.base import Form
from chatty.web.identity import address, begin_session, device, sign_in, viewer
from chatty.wire.resources.signins import sign_in_json

PAGE = "/settings/sessions"
QR_SCALE = 5

routes = Blueprint("signins", __name__)


@routes.get(PAGE)
def index() -> ResponseReturnValue:
    found = [sign_in_json(viewer(), each) for each in sign_ins_of(viewer().id)]
    return page("accounts/sessions.html", sign_ins=found)


@routes.delete(PAGE)
def clear() -> ResponseReturnValue:
    with writing():
        end_other_sessions(viewer())
    flash("You are signed out everywhere else.", "success")
    return go_to(PAGE)


@routes.delete(f"{PAGE}/<int(max={LARGEST}):sign_in_id>")
def destroy(sign_in_id: int) -> ResponseReturnValue:
    with writing():
        end_sign_in(viewer(), sign_in_id)
    flash("That device is signed out.", "success")
    return go_to(PAGE)


@routes.post(f"{PAGE}/link")
def create() -> ResponseReturnValue:
    with writing():
        word, _ = link_device(viewer(), device=device())
    url = f"{outgoing.base_url}/link/{word}"
    # Dark on white in every theme, or no camera reads it.
    code = segno.make(url).svg_data_uri(scale=QR_SCALE, border=4, light="#fff")
    return page("accounts/link.html", url=url, code=code)


@routes.get("/link/<word>")
def edit_link(word: str) -> ResponseReturnValue:
    token = find_token(Purpose.LINK_DEVICE, word, address=address())
    person = holder_of(token)
    return form_page("accounts/accept_link.html", Form(), word=word, person=person)


@routes.put("/link/<word>")
def update_link(word: str) -> ResponseReturnValue:
    token = find_token(Purpose.LINK_DEVICE, word, address=address())
    with writing():
        user = accept_device(token, device=device())
        key = begin_session(user, by_link=True)
    sign_in(key)
    flash(f"You are signed in as {user.display_name}.", "success")
    return go_to("/")
