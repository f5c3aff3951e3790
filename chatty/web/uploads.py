"""Uploads of scripts that go on where they broke off: announced, then sent by tus or in parts."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from chatty.accounts.policies import attachment_rate
from chatty.attachments.jobs import begin, end, finish
from chatty.attachments.models import Attachment, AttachmentState
from chatty.attachments.queries import unsent_attachment
from chatty.core import limits, tus
from chatty.core.db import release
from chatty.core.errors import invalid
from chatty.core.rates import rates
from chatty.core.storage import current_storage
from chatty.core.uploads import sending
from chatty.web.identity import viewer
from chatty.wire.resources.attachments import attachment_json, upload_json

UPLOADS = "/attachments/uploads"
DIGITS = 12

routes = Blueprint("uploads", __name__)


@routes.post("/attachments/announcements")
def create() -> ResponseReturnValue:
    rates.hit(attachment_rate(viewer()), "attachments", viewer().id)
    name, size = request.form.get("name", ""), request.form.get("size", "")
    if not size.isascii() or not size.isdigit() or len(size) > DIGITS:
        raise invalid("size", "Say how many bytes the file has.")
    begun = begin(viewer(), name[: limits.ATTACHMENT_NAME_CHARACTERS], int(size))
    return jsonify(upload_json(begun, place=UPLOADS)), 201


@routes.route(f"{UPLOADS}/<string:key>", methods=["HEAD"])
def show(key: str) -> ResponseReturnValue:
    row = unsent_attachment(viewer(), key)
    return _answer(200, row, _arrived(row))


@routes.patch(f"{UPLOADS}/<string:key>")
def update(key: str) -> ResponseReturnValue:
    row = unsent_attachment(viewer(), key)
    if row.state != AttachmentState.AWAITED:
        return _answer(204, row, row.size)
    storage_key, size = row.storage_key, row.size
    release()
    path = current_storage().staged(storage_key)
    with sending(viewer().id):
        arrived = tus.append(request, path, size)
        if arrived == size:
            finish(viewer(), key, storage_key, path)
    return _answer(204, row, arrived)


@routes.put("/attachments/<string:key>/completion")
def complete(key: str) -> ResponseReturnValue:
    return jsonify(attachment_json(end(viewer(), key)))


def _arrived(row: Attachment) -> int:
    if row.state != AttachmentState.AWAITED:
        return row.size
    return tus.offset_of(current_storage().staged(row.storage_key))


def _answer(status: int, row: Attachment, arrived: int) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Tus-Resumable": tus.VERSION,
        "Upload-Length": str(row.size),
        "Upload-Offset": str(arrived),
    }
    return Response(status=status, headers=headers)
