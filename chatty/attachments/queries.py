"""What is read of files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.attachments.models import Attachment, AttachmentState, AttachmentView, Usage
from chatty.attachments.policies import kept_of
from chatty.core import limits
from chatty.core.db import db, release
from chatty.core.errors import NotFound

FILES_SHOWN = 50
FILES_AT_ONCE = 500
# Nothing is kept of these.
USELESS = (AttachmentState.FAILED, AttachmentState.REFUSED)


@dataclass(frozen=True, slots=True)
class FilePage:
    """Files, the newest first, and the id to go on before; None at the end."""

    items: Sequence[Attachment]
    next_id: int | None


def attachments_of(message_ids: Collection[int]) -> dict[int, tuple[AttachmentView, ...]]:
    """The files of each of the messages, in the order in which they were added."""
    found: dict[int, list[AttachmentView]] = {}
    if message_ids:
        query = sa.select(Attachment).where(Attachment.message_id.in_(message_ids))
        for row in db.session.scalars(query.order_by(Attachment.position, Attachment.id)):
            found.setdefault(row.message_id or 0, []).append(shown(row))
    return {message_id: tuple(views) for message_id, views in found.items()}


def names_of_files(message_ids: Collection[int]) -> dict[int, list[str]]:
    """How the files of each of the messages are called."""
    found: dict[int, list[str]] = {}
    if message_ids:
        query = sa.select(Attachment.message_id, Attachment.name)
        theirs = query.where(Attachment.message_id.in_(message_ids))
        for row in db.session.execute(theirs.order_by(Attachment.position, Attachment.id)):
            found.setdefault(row.message_id or 0, []).append(row.name)
    return found


def attachment_by_key(key: str) -> Attachment:
    """The file, whoever may see it; raises NotFound."""
    row = db.session.scalar(sa.select(Attachment).where(Attachment.key == key))
    if row is None:
        raise NotFound
    return row


def unsent_attachment(viewer: Viewer, key: str, *, held: bool = False) -> Attachment:
    """One's own file that hangs on no message yet, *held* to the end of the transaction if so said.

    Raises NotFound.
    """
    query = sa.select(Attachment).where(
        Attachment.key == key,
        Attachment.uploader_id == viewer.id,
        Attachment.message_id.is_(None),
    )
    row = db.session.scalar(query.with_for_update() if held else query)
    if row is None:
        raise NotFound
    return row


def unsent_attachments(viewer: Viewer) -> Sequence[Attachment]:
    """One's own files that hang on no message yet, the oldest first."""
    query = sa.select(Attachment).where(
        Attachment.uploader_id == viewer.id, Attachment.message_id.is_(None)
    )
    return db.session.scalars(query.order_by(Attachment.id)).all()


def unsent_of(viewer: Viewer, keys: Collection[str]) -> Sequence[Attachment]:
    """Those of *keys* that are one's own and hang on no message, in this order."""
    if not keys:
        return ()
    found = {row.key: row for row in unsent_attachments(viewer)}
    return [found[key] for key in keys if key in found]


def files_by(viewer: Viewer, *, before: int | None = None) -> FilePage:
    """A page of one's own files, the newest first."""
    query = sa.select(Attachment).where(Attachment.uploader_id == viewer.id)
    if before is not None:
        query = query.where(Attachment.id < before)
    rows = db.session.scalars(query.order_by(Attachment.id.desc()).limit(FILES_SHOWN + 1)).all()
    items = rows[:FILES_SHOWN]
    return FilePage(items, items[-1].id if len(rows) > FILES_SHOWN else None)


def files_of_attachments() -> Iterator[str]:
    """The names in the storage of all that is kept of all files."""
    last = 0
    while True:
        query = sa.select(
            Attachment.id, Attachment.storage_key, Attachment.state,
            Attachment.media_type, Attachment.has_thumbnail,
        ).where(Attachment.id > last)  # fmt: skip
        rows = db.session.execute(query.order_by(Attachment.id).limit(FILES_AT_ONCE)).all()
        release()
        for row in rows:
            yield from kept_of(row.storage_key, row.state, row.media_type, row.has_thumbnail)
        if len(rows) < FILES_AT_ONCE:
            return
        last = rows[-1].id


def usage_of(user_id: int) -> Usage:
    """How much the person's files take."""
    totals = sa.select(sa.func.coalesce(sa.func.sum(Attachment.size), 0), sa.func.count())
    theirs = totals.where(Attachment.uploader_id == user_id, Attachment.state.not_in(USELESS))
    used, count = db.session.execute(theirs).one()
    return Usage(used=int(used), allowed=limits.STORED_BYTES_USER, count=count)


def shown(row: Attachment) -> AttachmentView:
    """*row* as it is shown."""
    loud = row.waveform
    return AttachmentView(
        key=row.key,
        kind=row.kind,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        state=row.state,
        width=row.width,
        height=row.height,
        duration_ms=row.duration_ms,
        placeholder=row.placeholder,
        waveform=tuple(map(int, loud.split(","))) if loud else None,
        has_thumbnail=row.has_thumbnail,
    )
