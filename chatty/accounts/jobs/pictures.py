"""Pictures that nobody shows any more go, files first."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions.pictures import SHAPES, file_of
from chatty.accounts.models import Picture, PictureKind
from chatty.core.db import db, release, writing
from chatty.core.storage import current_storage

AT_ONCE = 100


def delete_pictures() -> int:
    """Delete the files, then the rows, of pictures of nobody and of no room; answers how many.

    In this order, so that a crash in between is made good by the next time.
    """
    nobodys = sa.and_(Picture.user_id.is_(None), Picture.room_id.is_(None))
    query = sa.select(Picture.key, Picture.kind).where(nobodys).limit(AT_ONCE)
    found = db.session.execute(query).all()
    release()
    storage = current_storage()
    for key, kind in found:
        for size in SHAPES[PictureKind(kind)].widths:
            storage.delete(file_of(key, size))
    if found:
        with writing():
            gone = sa.delete(Picture).where(Picture.key.in_([row.key for row in found]))
            db.session.execute(gone)
    return len(found)


def files_of_pictures() -> list[str]:
    """The names in the storage of all pictures that are shown."""
    shown = sa.or_(Picture.user_id.is_not(None), Picture.room_id.is_not(None))
    found = db.session.execute(sa.select(Picture.key, Picture.kind).where(shown)).all()
    release()
    return [file_of(key, size) for key, kind in found for size in SHAPES[PictureKind(kind)].widths]
