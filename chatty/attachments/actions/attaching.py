"""Hang files on messages, and let them go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from chatty.accounts.models import Viewer
from chatty.attachments.models import Attachment, AttachmentState, AttachmentView, RemovedFile
from chatty.attachments.queries import attachments_of, shown, unsent_attachment
from chatty.core import clock
from chatty.core.db import db, on_sqlite
from chatty.core.errors import invalid
from chatty.core.storage import new_key


@dataclass(frozen=True, slots=True)
class Place:
    """The message that files hang on, and its room."""

    message_id: int
    room_id: int


def attach(viewer: Viewer, place: Place, keys: Sequence[str]) -> tuple[AttachmentView, ...]:
    """Hang one's own files on the message in this order; raises Invalid for what is none."""
    found = _own(viewer, keys)
    for position, key in enumerate(keys):
        row = found[key]
        row.message_id, row.room_id, row.position = place.message_id, place.room_id, position
    db.session.flush()
    return tuple(shown(found[key]) for key in keys)


def keep_until(viewer: Viewer, keys: Sequence[str], until: datetime) -> None:
    """Do not sweep one's own files before *until*; raises Invalid for what is none."""
    for row in _own(viewer, keys).values():
        row.kept_until = until
    db.session.flush()


def _own(viewer: Viewer, keys: Sequence[str]) -> dict[str, Attachment]:
    query = sa.select(Attachment).where(
        Attachment.key.in_(keys),
        Attachment.uploader_id == viewer.id,
        Attachment.message_id.is_(None),
        Attachment.state != AttachmentState.AWAITED,
    )
    found = {row.key: row for row in db.session.scalars(query.with_for_update())}
    if len(found) < len(keys):
        detail = "One of the files is not there any more. Please add it again."
        raise invalid("attachmentKeys", detail, code="no_such_file")
    return found


def copy_to(viewer: Viewer, place: Place, source_id: int) -> tuple[AttachmentView, ...]:
    """Hang the files of another message on this one, too: the same bytes at another address."""
    query = sa.select(Attachment).where(
        Attachment.message_id == source_id, Attachment.state == AttachmentState.READY
    )
    now = clock.now()
    # Held, so that nobody sweeps the bytes away before the second row names them.
    held = query.order_by(Attachment.position, Attachment.id).with_for_update()
    for row in db.session.scalars(held).all():
        same = {name: getattr(row, name) for name in SAME}
        db.session.add(
            Attachment(
                **same,
                key=new_key(),
                uploader_id=viewer.id,
                message_id=place.message_id,
                room_id=place.room_id,
                due_at=now,
                created_at=now,
                kept_until=now,
            )
        )
    db.session.flush()
    return attachments_of([place.message_id]).get(place.message_id, ())


SAME = (
    "position",
    "kind",
    "name",
    "media_type",
    "size",
    "width",
    "height",
    "duration_ms",
    "placeholder",
    "waveform",
    "has_thumbnail",
    "state",
    "storage_key",
)


def discard(viewer: Viewer, key: str) -> None:
    """Delete one's own file that hangs on no message; raises NotFound."""
    let_go([unsent_attachment(viewer, key, held=True).id])


def detach(message_ids: Collection[int]) -> None:
    """Delete the files of messages that are gone."""
    query = sa.select(Attachment.id).where(Attachment.message_id.in_(message_ids))
    let_go(db.session.scalars(query).all())


def detach_all_of(user_id: int) -> None:
    """Delete all files that the person has sent."""
    let_go(
        db.session.scalars(sa.select(Attachment.id).where(Attachment.uploader_id == user_id)).all()
    )


def let_go(ids: Sequence[int]) -> None:
    """Delete the rows; their bytes are swept where no other row names them."""
    if not ids:
        return
    query = sa.delete(Attachment).where(Attachment.id.in_(ids)).returning(Attachment.storage_key)
    gone = set(db.session.scalars(query.execution_options(synchronize_session=False)))
    for storage_key in sorted(gone):
        forget_file(storage_key)


def forget_refused(row: Attachment) -> None:
    """Have the bytes of a harmful file deleted; the row stays, to say so, and names none."""
    forget_file(row.storage_key)
    row.storage_key = new_key()
    db.session.flush()


def forget_file(storage_key: str) -> None:
    """Have the bytes under this name deleted, unless a row names them then."""
    engine = sqlite if on_sqlite() else postgresql
    row = engine.insert(cast("sa.Table", RemovedFile.__table__)).values(
        storage_key=storage_key, removed_at=clock.now()
    )
    # Anew where it is there: whoever sweeps has perhaps found that a row still named it.
    again = {"removed_at": row.excluded.removed_at}
    db.session.execute(row.on_conflict_do_update(index_elements=["storage_key"], set_=again))
