"""Let the pictures go that pages behind links have."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from chatty.attachments.actions import forget_file
from chatty.core.db import db
from chatty.messages.models import Message, Preview


def drop_picture(preview: Preview) -> None:
    """Show no picture of this page any more, and have its bytes deleted."""
    if preview.picture_key is not None:
        forget_file(preview.picture_key)
    preview.picture_key = preview.picture_width = preview.picture_height = None


def forget_pictures(message_ids: Collection[int]) -> None:
    """Have the bytes of all pictures of the messages deleted, whose rows go."""
    query = sa.select(Preview.picture_key).where(
        Preview.message_id.in_(message_ids), Preview.picture_key.is_not(None)
    )
    for key in db.session.scalars(query).all():
        forget_file(str(key))


def forget_pictures_of(user_id: int) -> None:
    """Take the pictures from below all that the person said."""
    query = (
        sa.select(Preview)
        .join(Message, Message.id == Preview.message_id)
        .where(Message.sender_id == user_id, Preview.picture_key.is_not(None))
    )
    for preview in db.session.scalars(query).all():
        drop_picture(preview)
    db.session.flush()
