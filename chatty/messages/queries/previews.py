"""What links of messages lead to, as far as it is known and wanted."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from chatty.core.db import db, release
from chatty.messages.models import PictureView, Preview, PreviewState, PreviewView


def previews_of(message_ids: Collection[int]) -> dict[int, tuple[PreviewView, ...]]:
    """What is shown below each of the messages."""
    found: dict[int, list[PreviewView]] = {}
    if message_ids:
        query = sa.select(Preview).where(
            Preview.message_id.in_(message_ids), Preview.state == PreviewState.READY
        )
        for row in db.session.scalars(query.order_by(Preview.position)):
            found.setdefault(row.message_id, []).append(preview_view(row))
    return {message_id: tuple(views) for message_id, views in found.items()}


def preview_view(row: Preview) -> PreviewView:
    """*row* as it is shown."""
    return PreviewView(row.url, row.title, row.description, row.site_name, _picture(row))


def files_of_previews() -> list[str]:
    """The names in the storage of all pictures of pages."""
    shown = sa.select(Preview.picture_key).where(Preview.picture_width.is_not(None))
    found = [str(key) for key in db.session.scalars(shown)]
    release()
    return found


def _picture(row: Preview) -> PictureView | None:
    if row.picture_key is None or row.picture_width is None or row.picture_height is None:
        return None
    return PictureView(row.picture_key, row.picture_width, row.picture_height)
