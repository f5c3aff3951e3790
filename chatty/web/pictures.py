"""One's pictures, sent from forms.

The form's token stands in its body, so the body is read before any view runs: who may send so much,
and how much, is decided before that.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack

from flask import Blueprint, flash, g, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import keep_picture, remove_picture, set_picture
from chatty.accounts.models import PictureKind, User
from chatty.accounts.policies import attachment_rate, picture_rate
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.uploads import FORM, read_upload, uploading
from chatty.web.answers import go_to
from chatty.web.forms.base import Form
from chatty.web.identity import viewer
from chatty.web.profile import HERE, profile_page

UPLOADS = frozenset({"web.pictures.create", "web.room_pictures.create"})
# How many files a form may bring with a message.
FILES = {
    "web.messages.create": limits.ATTACHMENTS,
    "web.threads.create": limits.ATTACHMENTS,
}

routes = Blueprint("pictures", __name__)


def make_room() -> None:
    """Let a member's files in; anybody else's form is as small as every other."""
    if viewer().is_visitor or viewer().is_guest:
        return
    if request.endpoint in UPLOADS:
        _enter(uploading(request, viewer().id, picture_rate(viewer())))
    elif request.mimetype == FORM and (files := FILES.get(request.endpoint or "")):
        _enter(uploading(request, viewer().id, attachment_rate(viewer()), files=files))


def _enter(upload: AbstractContextManager[None]) -> None:
    g.upload = ExitStack()
    g.upload.enter_context(upload)


def leave_room(_error: BaseException | None) -> None:
    """The request is over, however it went."""
    stack = g.pop("upload", None)
    if stack is not None:
        stack.close()


@routes.post(f"{HERE}/avatar", defaults={"kind": PictureKind.AVATAR})
@routes.post(f"{HERE}/cover", defaults={"kind": PictureKind.COVER})
def create(kind: PictureKind) -> ResponseReturnValue:
    _ = viewer().id
    form = Form()
    if form.attempt(lambda: _change(kind)) is None:
        return profile_page(picture=form)
    flash("This is how others see you now.", "success")
    return go_to(HERE)


@routes.delete(f"{HERE}/avatar", defaults={"kind": PictureKind.AVATAR})
@routes.delete(f"{HERE}/cover", defaults={"kind": PictureKind.COVER})
def destroy(kind: PictureKind) -> ResponseReturnValue:
    with writing():
        remove_picture(viewer(), kind)
    flash("The picture is gone.", "success")
    return go_to(HERE)


def _change(kind: PictureKind) -> User:
    asking = viewer()
    upload = read_upload(request, beside=("csrf_token",))
    key = keep_picture(kind, upload.content, upload.crop)
    with writing():
        return set_picture(asking, kind, key)
