"""Files of messages: sent first, then named by the message that they are for.

Until then a file is its sender's alone, and after a day nobody's. Whoever sees the message may
fetch its files, as long as they see it.
"""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from chatty.accounts.policies import attachment_rate
from chatty.api.answers import created, done, ok
from chatty.api.bodies import AttachmentList
from chatty.api.credentials import Credential, viewer
from chatty.api.files import file_answer
from chatty.api.queries import AsDownload
from chatty.api.routing import Contract, Routes
from chatty.attachments.actions import discard
from chatty.attachments.jobs import receive
from chatty.attachments.models import AttachmentKind
from chatty.attachments.policies import served_as, too_large
from chatty.attachments.queries import shown, unsent_attachments, usage_of
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import NotFound, UnsupportedMedia, invalid
from chatty.core.media import MEDIA_TYPE
from chatty.core.uploads import FORM, check_fields, staged, uploading
from chatty.messages.queries import attachment_for
from chatty.wire.models import Attachment, StorageUsage
from chatty.wire.resources.attachments import attachment_json, attachments_json, usage_json

ANY = "*/*"

BYTES = Contract(
    {200: None, 206: None, 302: None, 304: None}, needs=Credential.FILE, counted=False, file=ANY
)

routes = Routes()


@routes.route("POST", "/attachments", Contract({201: Attachment}, upload=True, refuses=(503,)))
def create() -> Response:
    """Send a file, which a message may name from then on; what it is its content decides."""
    rate = attachment_rate(viewer())
    with uploading(request, viewer().id, rate, files=1):
        if request.mimetype != FORM:
            raise UnsupportedMedia("not_a_form", f"Send the file in a form of the type {FORM}.")
        try:
            check_fields(request, "file")
        except RequestEntityTooLarge as error:
            raise too_large() from error
        file = request.files.get("file")
        if file is None:
            raise invalid("file", "Choose a file first.")
        path = staged(file, most=limits.ATTACHMENT_BYTES)
        view = receive(viewer(), path, file.filename or "")
    body = attachment_json(view)
    return created(body, body["url"])


@routes.route("GET", "/attachments", Contract({200: AttachmentList}))
def index() -> Response:
    """One's own files that hang on no message yet, the oldest first."""
    rows = [shown(row) for row in unsent_attachments(viewer())]
    return ok({"items": attachments_json(rows)})


@routes.route("GET", "/me/storage", Contract({200: StorageUsage}))
def usage() -> Response:
    """How much one's files take, and how much they may."""
    return ok(usage_json(usage_of(viewer().id)))


@routes.route(
    "GET",
    "/attachments/<word:attachment_key>",
    Contract(
        {200: None, 206: None, 302: None, 304: None},
        needs=Credential.FILE,
        counted=False,
        file=ANY,
        query=AsDownload,
    ),
)
def show(attachment_key: str, query: AsDownload) -> Response:
    """The bytes of a file, all or a part, for who sees its message."""
    row = attachment_for(viewer(), attachment_key)
    is_download = query.download is not None or row.kind == AttachmentKind.DOCUMENT
    return file_answer(
        row.storage_key,
        tag=attachment_key,
        media_type=served_as(row.kind, row.media_type),
        download_as=row.name if is_download else "",
    )


@routes.route(
    "GET",
    "/attachments/<word:attachment_key>/<size:size>",
    Contract(
        {200: None, 206: None, 302: None, 304: None}, needs=Credential.FILE, counted=False, file=ANY
    ),
)
def thumbnail(attachment_key: str, size: str) -> Response:
    """A smaller picture of a file, ``small`` or ``large``, for who sees its message."""
    row = attachment_for(viewer(), attachment_key)
    if not row.has_thumbnail:
        raise NotFound
    return file_answer(
        f"{row.storage_key}.{size}", tag=f"{attachment_key}-{size}", media_type=MEDIA_TYPE
    )


@routes.route("DELETE", "/attachments/<word:attachment_key>", Contract({204: None}))
def destroy(attachment_key: str) -> Response:
    """Delete one's own file that hangs on no message."""
    with writing():
        discard(viewer(), attachment_key)
    return done()
