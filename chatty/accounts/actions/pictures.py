"""Pictures of people: made and kept before anything is written down.

The bytes are there before the row that names them, and go after it: an address that is shown leads
to a picture, and what a crash leaves behind is a file that nobody has the key of.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from chatty.accounts.events import ProfileUpdated
from chatty.accounts.models import Picture, PictureKind, User, Viewer
from chatty.accounts.queries import user_by_id
from chatty.core import clock
from chatty.core.db import db
from chatty.core.facts import record
from chatty.core.media import Crop, Shape, pictures_of
from chatty.core.storage import current_storage, new_key

SHAPES: Mapping[PictureKind, Shape] = {
    PictureKind.AVATAR: Shape(ratio=1.0, widths={"small": 96, "large": 384}),
    PictureKind.COVER: Shape(ratio=3.0, widths={"small": 640, "large": 1600}),
}


def keep_picture(kind: PictureKind, content: bytes, crop: Crop | None = None) -> str:
    """Make the picture and keep its files; answers their key. Raises Invalid.

    Slow: outside of every transaction.
    """
    key = new_key()
    storage = current_storage()
    for size, made in pictures_of(content, SHAPES[kind], crop).items():
        storage.write(file_of(key, size), made)
    return key


def set_picture(viewer: Viewer, kind: PictureKind, key: str) -> User:
    """Show the picture that was kept under *key*; the one before is nobody's from now on."""
    user = _locked(viewer)
    _let_go(user, kind)
    db.session.add(Picture(key=key, user_id=user.id, kind=kind, created_at=clock.now()))
    db.session.flush()
    return _shown(user, kind, key)


def remove_picture(viewer: Viewer, kind: PictureKind) -> User:
    """Show none; without one nothing changes."""
    user = _locked(viewer)
    if getattr(user, _column(kind)) is None:
        return user
    _let_go(user, kind)
    return _shown(user, kind, None)


def file_of(key: str, size: str) -> str:
    """The name of a picture's file in the storage."""
    return f"{key}.{size}"


def _locked(viewer: Viewer) -> User:
    """One's own row, so that of two pictures chosen at once one is let go."""
    db.session.execute(sa.select(User.id).where(User.id == viewer.id).with_for_update())
    return user_by_id(viewer.id)


def _let_go(user: User, kind: PictureKind) -> None:
    """What was shown is found by the sweep that deletes the files."""
    db.session.execute(
        sa.update(Picture)
        .where(Picture.user_id == user.id, Picture.kind == kind)
        .values(user_id=None)
    )


def _shown(user: User, kind: PictureKind, key: str | None) -> User:
    setattr(user, _column(kind), key)
    user.updated_at = clock.now()
    record(ProfileUpdated(user_id=user.id, in_rooms=kind is PictureKind.AVATAR))
    return user


def _column(kind: PictureKind) -> str:
    return f"{kind}_key"
