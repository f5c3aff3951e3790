"""Uploads that go on where they broke off, by tus 1.0.0: any client of that protocol can send."""

from __future__ import annotations

from flask import Response, request

from chatty.accounts.policies import attachment_rate
from chatty.api.answers import created, ok
from chatty.api.bodies import NewFile, Upload
from chatty.api.credentials import Credential, viewer
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.attachments.actions import discard
from chatty.attachments.jobs import begin, end, finish, reserve
from chatty.attachments.models import Attachment as Row
from chatty.attachments.models import AttachmentState
from chatty.attachments.queries import unsent_attachment
from chatty.core import limits, tus
from chatty.core.db import release, writing
from chatty.core.rates import rates
from chatty.core.storage import current_storage
from chatty.core.uploads import sending
from chatty.wire.models import Attachment
from chatty.wire.resources.attachments import attachment_json, upload_json

ANNOUNCED = "/attachments/announcements"
UPLOADS = "/attachments/uploads"
UPLOAD = f"{UPLOADS}/<word:attachment_key>"
NO_STORE = {"Cache-Control": "no-store"}

routes = Routes()


@routes.route("POST", ANNOUNCED, Contract({201: Upload}, body=NewFile, refuses=(413, 503)))
def announce_file(body: NewFile) -> Response:
    """Announce a file, and learn where to send it, which differs with where files are kept."""
    rates.hit(attachment_rate(viewer()), "attachments", viewer().id)
    begun = begin(viewer(), body.name, body.size)
    return created(upload_json(begun, place=f"{PREFIX}{UPLOADS}"))


@routes.route(
    "PUT",
    "/attachments/<word:attachment_key>/completion",
    Contract({200: Attachment}, refuses=(409, 422, 503)),
)
def complete(attachment_key: str) -> Response:
    """Say that all parts were sent; once more answers the same."""
    return ok(attachment_json(end(viewer(), attachment_key)))


@routes.route("OPTIONS", UPLOADS, Contract({204: None}, needs=Credential.NOTHING))
def capabilities() -> Response:
    """What of tus this server speaks, and how large a file may be."""
    return _answer(204, tus.capabilities(limits.ATTACHMENT_BYTES))


@routes.route("POST", UPLOADS, Contract({201: None}, refuses=(400, 413, 422, 503)))
def create() -> Response:
    """Announce a file: ``Upload-Length``, and ``Upload-Metadata`` with its ``filename``."""
    name, size = tus.announced(request)
    rates.hit(attachment_rate(viewer()), "attachments", viewer().id)
    key, _ = reserve(viewer(), name, size)
    return _answer(201, {"Location": f"{PREFIX}{UPLOADS}/{key}", "Upload-Offset": "0"})


@routes.route("HEAD", UPLOAD, Contract({200: None}))
def offset(attachment_key: str) -> Response:
    """How many bytes of the file have arrived."""
    row = unsent_attachment(viewer(), attachment_key)
    return _answer(200, {"Upload-Length": str(row.size), "Upload-Offset": str(_arrived(row))})


@routes.route(
    "PATCH", UPLOAD, Contract({204: None}, refuses=(400, 408, 409, 413, 415, 422, 429, 503))
)
def append(attachment_key: str) -> Response:
    """Send the bytes from ``Upload-Offset`` on; with the last of them the file is complete."""
    row = unsent_attachment(viewer(), attachment_key)
    size, storage_key = row.size, row.storage_key
    if row.state != AttachmentState.AWAITED:
        return _answer(204, {"Upload-Offset": str(size)})
    release()
    path = current_storage().staged(storage_key)
    with sending(viewer().id):
        arrived = tus.append(request, path, size)
        if arrived == size:
            finish(viewer(), attachment_key, storage_key, path)
    return _answer(204, {"Upload-Offset": str(arrived)})


@routes.route("DELETE", UPLOAD, Contract({204: None}, refuses=(400,)))
def destroy(attachment_key: str) -> Response:
    """Send no more of it; what has arrived is deleted."""
    tus.check_version(request)
    with writing():
        discard(viewer(), attachment_key)
    return _answer(204, {})


def _arrived(row: Row) -> int:
    if row.state != AttachmentState.AWAITED:
        return row.size
    return tus.offset_of(current_storage().staged(row.storage_key))


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status=status, headers=NO_STORE | {"Tus-Resumable": tus.VERSION} | headers)
