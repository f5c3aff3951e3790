"""Pictures of rooms; like everybody's they are fetched by their keys."""

from __future__ import annotations

from flask import Response, request

from chatty.accounts.actions import keep_picture
from chatty.accounts.models import PictureKind
from chatty.accounts.policies import picture_rate
from chatty.api.answers import done, ok
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.uploads import CROP, read_upload, uploading
from chatty.rooms.actions import remove_room_picture, set_room_picture
from chatty.rooms.policies import Right
from chatty.rooms.queries import overview_of, room_with_right
from chatty.wire.models import Room
from chatty.wire.rooms import one_room_json

SHOWN = Contract({200: Room}, upload=True, beside=CROP, refuses=(403, 409))
GONE = Contract({204: None}, refuses=(403, 409))

routes = Routes()


@routes.route("PUT", "/rooms/<id:room_id>/avatar", SHOWN)
def change_avatar(room_id: int) -> Response:
    """Show this picture of a room: cut to a square, where ``x``, ``y`` and ``size`` say."""
    return _change(room_id, PictureKind.AVATAR)


@routes.route("DELETE", "/rooms/<id:room_id>/avatar", GONE)
def remove_avatar(room_id: int) -> Response:
    """Show no picture of a room."""
    return _remove(room_id, PictureKind.AVATAR)


@routes.route("PUT", "/rooms/<id:room_id>/cover", SHOWN)
def change_cover(room_id: int) -> Response:
    """Show this picture above a room: three times as wide as high."""
    return _change(room_id, PictureKind.COVER)


@routes.route("DELETE", "/rooms/<id:room_id>/cover", GONE)
def remove_cover(room_id: int) -> Response:
    """Show no picture above a room."""
    return _remove(room_id, PictureKind.COVER)


def _change(room_id: int, kind: PictureKind) -> Response:
    room_with_right(viewer(), room_id, Right.EDIT)
    with uploading(request, viewer().id, picture_rate(viewer())):
        upload = read_upload(request)
        key = keep_picture(kind, upload.content, upload.crop)
    with writing():
        room = set_room_picture(viewer(), room_id, kind, key)
        overview = overview_of(viewer(), room)
    return ok(one_room_json(viewer(), overview))


def _remove(room_id: int, kind: PictureKind) -> Response:
    with writing():
        remove_room_picture(viewer(), room_id, kind)
    return done()
