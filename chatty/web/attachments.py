"""Files of messages: sent with a form, shown in pages, and one's own in a list."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from chatty.attachments.actions import discard
from chatty.attachments.jobs import receive
from chatty.attachments.models import AttachmentView
from chatty.attachments.policies import too_large
from chatty.attachments.queries import files_by, shown, unsent_of, usage_of
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.core.uploads import staged
from chatty.messages.queries import message_for
from chatty.web.answers import LARGEST, go_to, number_asked, page, wants_json
from chatty.web.forms.messages import MessageForm
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.resources import message_json
from chatty.wire.resources.attachments import attachment_json, attachments_json, usage_json

MESSAGE = f"/messages/<int(max={LARGEST}):message_id>"
OWN = "/settings/files"

routes = Blueprint("attachments", __name__)


@routes.delete("/attachments/<string:key>")
def destroy(key: str) -> ResponseReturnValue:
    with writing():
        discard(viewer(), key)
    if wants_json():
        return "", 204
    flash("The file is deleted.", "success")
    return go_to(OWN)


@routes.get(f"{MESSAGE}/attachments")
def show(message_id: int) -> ResponseReturnValue:
    """The files of a message as a piece of its page, for scripts."""
    view = message_for(viewer(), message_id)
    return render_template("messages/_attachments.html", message=message_json(view))


@routes.get(OWN)
def index() -> ResponseReturnValue:
    found = files_by(viewer(), before=number_asked("before"))
    return page(
        "accounts/files.html",
        usage=usage_json(usage_of(viewer().id)),
        files=[
            attachment_json(shown(row)) | {"messageId": row.message_id, "at": row.created_at}
            for row in found.items
        ],
        before=found.next_id,
    )


def take_files(form: MessageForm) -> None:
    """Keep the files that came with *form*, and let it name them; raises what `receive` raises.

    What is kept stays with the form, so that a refused one is sent again without choosing anew.
    """
    files = _files()
    if len(files) + len(form.keys) > limits.ATTACHMENTS:
        detail = f"A message has at most {limits.ATTACHMENTS} files."
        raise invalid("attachmentKeys", detail, code="too_many_files")
    for file in files:
        form.uploaded.append(_receive(file).key)


def files_named(keys: tuple[str, ...]) -> list[Json]:
    """One's own files among *keys* that no message has yet, for the composer."""
    return attachments_json([shown(row) for row in unsent_of(viewer(), keys)])


def _files() -> list[FileStorage]:
    try:
        return [file for file in request.files.getlist("files") if file.filename]
    except RequestEntityTooLarge as error:
        raise too_large() from error


def _receive(file: FileStorage) -> AttachmentView:
    path = staged(file, most=limits.ATTACHMENT_BYTES)
    return receive(viewer(), path, file.filename or "")
