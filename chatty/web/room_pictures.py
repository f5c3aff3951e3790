"""Pictures of rooms, sent from forms; room for them is made where one's own are."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import keep_picture
from chatty.accounts.models import PictureKind
from chatty.core.db import writing
from chatty.core.uploads import read_upload
from chatty.rooms.actions import remove_room_picture, set_room_picture
from chatty.rooms.models import Room
from chatty.rooms.policies import Right
from chatty.rooms.queries import room_with_right
from chatty.web.answers import ROOM, go_to
from chatty.web.forms.base import Form
from chatty.web.identity import viewer
from chatty.web.room_settings import settings_page

routes = Blueprint("room_pictures", __name__)


@routes.post(f"{ROOM}/avatar", defaults={"kind": PictureKind.AVATAR})
@routes.post(f"{ROOM}/cover", defaults={"kind": PictureKind.COVER})
def create(room_id: int, kind: PictureKind) -> ResponseReturnValue:
    room_with_right(viewer(), room_id, Right.EDIT)
    form = Form()
    if form.attempt(lambda: _change(room_id, kind)) is None:
        return settings_page(room_id, picture=form)
    flash("This is how others see the room now.", "success")
    return go_to(f"/rooms/{room_id}/settings")


@routes.delete(f"{ROOM}/avatar", defaults={"kind": PictureKind.AVATAR})
@routes.delete(f"{ROOM}/cover", defaults={"kind": PictureKind.COVER})
def destroy(room_id: int, kind: PictureKind) -> ResponseReturnValue:
    with writing():
        remove_room_picture(viewer(), room_id, kind)
    flash("The picture is gone.", "success")
    return go_to(f"/rooms/{room_id}/settings")


def _change(room_id: int, kind: PictureKind) -> Room:
    upload = read_upload(request, beside=("csrf_token",))
    key = keep_picture(kind, upload.content, upload.crop)
    with writing():
        return set_room_picture(viewer(), room_id, kind, key)
