"""Pictures: one's own are set here, those of everybody and of rooms are fetched by their keys.

The key is the right to see the picture: whoever was told it may fetch it, a browser in an ``img``
too, and nobody guesses 192 bits. That of a private room is shown with the room alone, to who is
there or asked in. What is served was written by us, never what was sent.
"""

from __future__ import annotations

from flask import Response, request

from chatty.accounts.actions import file_of, keep_picture, remove_picture, set_picture
from chatty.accounts.models import PictureKind
from chatty.accounts.policies import picture_rate
from chatty.api.answers import done, ok
from chatty.api.bodies.roles import LinkWord
from chatty.api.credentials import Credential, viewer
from chatty.api.files import ASK_EACH_TIME, POLICY
from chatty.api.routing import Contract, Routes
from chatty.core.db import release, writing
from chatty.core.errors import NotFound
from chatty.core.media import MEDIA_TYPE
from chatty.core.storage import NoSuchFile, current_storage
from chatty.core.uploads import CROP, read_upload, uploading
from chatty.invites.queries import picture_is_open
from chatty.wire.models import Me
from chatty.wire.showing import own_json

FOR_EVER = "public, max-age=31536000, immutable"

routes = Routes()


@routes.route("PUT", "/me/avatar", Contract({200: Me}, upload=True, beside=CROP))
def change_avatar() -> Response:
    """Show this picture of oneself: cut to a square, where ``x``, ``y`` and ``size`` say."""
    return _change(PictureKind.AVATAR)


@routes.route("DELETE", "/me/avatar", Contract({204: None}))
def remove_avatar() -> Response:
    """Show no picture of oneself."""
    return _remove(PictureKind.AVATAR)


@routes.route("PUT", "/me/cover", Contract({200: Me}, upload=True, beside=CROP))
def change_cover() -> Response:
    """Show this picture above one's page: three times as wide as high."""
    return _change(PictureKind.COVER)


@routes.route("DELETE", "/me/cover", Contract({204: None}))
def remove_cover() -> Response:
    """Show no picture above one's page."""
    return _remove(PictureKind.COVER)


@routes.route(
    "GET",
    "/pictures/<word:key>/<size:size>",
    Contract(
        {200: None, 304: None},
        needs=Credential.FILE,
        query=LinkWord,
        counted=False,
        file=MEDIA_TYPE,
    ),
)
def show(key: str, size: str, query: LinkWord) -> Response:
    """A picture, ``small`` or ``large``; of a private room for who sees the room.

    The address that comes with a link into the room is good as long as the link is.
    """
    is_open = picture_is_open(viewer(), key, link=query.link)
    release()
    try:
        content = current_storage().read(file_of(key, size))
    except NoSuchFile as error:
        raise NotFound from error
    response = Response(content, mimetype=MEDIA_TYPE)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = FOR_EVER if is_open else ASK_EACH_TIME
    if not is_open:
        response.headers["Vary"] = "Authorization, Cookie"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.set_etag(f"{key}-{size}")
    response.make_conditional(request)
    return response


def _change(kind: PictureKind) -> Response:
    with uploading(request, viewer().id, picture_rate(viewer())):
        upload = read_upload(request)
        key = keep_picture(kind, upload.content, upload.crop)
    with writing():
        user = set_picture(viewer(), kind, key)
    return ok(own_json(user))


def _remove(kind: PictureKind) -> Response:
    with writing():
        remove_picture(viewer(), kind)
    return done()
