"""Files, as far as somebody may see them: with the message that they hang on."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.attachments.models import Attachment, AttachmentState
from chatty.attachments.queries import attachment_by_key
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound, Unauthenticated
from chatty.messages.models import Preview, PreviewState
from chatty.messages.queries.history import message_for


def attachment_for(viewer: Viewer, key: str) -> Attachment:
    """The file, if *viewer* may see its message, or it is their own and hangs on none.

    Raises NotFound, whatever the reason: a key tells nothing of what there is.
    """
    row = attachment_by_key(key)
    if row.message_id is None:
        if viewer.is_visitor or row.uploader_id != viewer.id:
            raise NotFound
    elif not _is_seen(viewer, row.message_id):
        raise NotFound
    if row.state != AttachmentState.READY:
        raise NotFound
    return row


def preview_picture_for(viewer: Viewer, key: str) -> str:
    """Where the picture of a page is kept, if *viewer* may see the message; otherwise as above."""
    query = sa.select(Preview.message_id).where(
        Preview.picture_key == key,
        Preview.picture_width.is_not(None),
        Preview.state == PreviewState.READY,
    )
    message_id = db.session.scalar(query)
    if message_id is None or not _is_seen(viewer, message_id):
        raise NotFound
    return key


def _is_seen(viewer: Viewer, message_id: int) -> bool:
    try:
        return message_for(viewer, message_id).deleted_at is None
    except (Forbidden, Unauthenticated):
        return False
