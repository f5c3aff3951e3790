"""Pictures of pages that messages link to: small copies, for who sees the message."""

from __future__ import annotations

from flask import Response

from chatty.api.credentials import Credential, viewer
from chatty.api.files import file_answer
from chatty.api.routing import Contract, Routes
from chatty.core.media import MEDIA_TYPE
from chatty.messages.queries import preview_picture_for

routes = Routes()


@routes.route(
    "GET",
    "/previews/<word:picture_key>",
    Contract(
        {200: None, 206: None, 302: None, 304: None},
        needs=Credential.FILE,
        counted=False,
        file=MEDIA_TYPE,
    ),
)
def show(picture_key: str) -> Response:
    """The picture of a page that a message links to, for who sees the message."""
    name = preview_picture_for(viewer(), picture_key)
    return file_answer(name, tag=picture_key, media_type=MEDIA_TYPE)
