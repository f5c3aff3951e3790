"""Look at files that have arrived, after the answer is out.

A row is claimed before anything is decoded, so that of several workers one looks, and no
transaction is open meanwhile. A worker that dies leaves the row to the next, three times in all:
then the file is found to be of no use, and nothing is being processed for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from chatty.attachments.actions import forget_file, forget_refused
from chatty.attachments.events import AttachmentSettled
from chatty.attachments.models import Attachment, AttachmentState
from chatty.attachments.policies import sent_file
from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.core.facts import record
from chatty.core.recordings import can_be_examined, examined
from chatty.core.scanning import NotScannedError, ScannerAway, scanner
from chatty.core.sniffing import PICTURES
from chatty.core.storage import NoSuchFile, StorageAway, current_storage
from chatty.core.thumbnails import Shown, shown_of


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a file: columns of its row, and files by what stands behind its key."""

    columns: Mapping[str, object]
    files: Mapping[str, bytes]


def process_attachments() -> int:
    """Look at some of the files that wait; answers how many."""
    columns = (Attachment.id, Attachment.storage_key, Attachment.attempts, Attachment.media_type)
    due = sa.select(*columns).where(
        Attachment.state == AttachmentState.PROCESSING, Attachment.due_at <= clock.now()
    )
    order = due.order_by(Attachment.due_at).limit(limits.PROCESSING_AT_ONCE)
    found = db.session.execute(order).all()
    release()
    for row in found:
        if row.attempts >= limits.PROCESSING_TRIES:
            # What was too much for a worker three times: a recording is kept as it is, unless
            # nobody knows whether it is harmful.
            is_kept = row.media_type not in PICTURES and not scanner.is_asked
            _settle(row.id, row.storage_key, Made({}, {}) if is_kept else None)
        elif _claim(row.id, row.attempts):
            try:
                _process(row.id, row.storage_key, row.media_type)
            except NotScannedError:
                # It may be the file's fault, so this try counts.
                continue
            except (StorageAway, ScannerAway):
                # No fault of the file's: this try does not count.
                _put_back(row.id, row.attempts)
                raise
    return len(found)


def _claim(attachment_id: int, attempts: int) -> bool:
    with writing():
        claimed = db.session.execute(
            sa.update(Attachment)
            .where(
                Attachment.id == attachment_id,
                Attachment.state == AttachmentState.PROCESSING,
                Attachment.attempts == attempts,
            )
            .values(attempts=attempts + 1, due_at=clock.now() + limits.PROCESSING_PAUSE)
            .returning(Attachment.id)
            .execution_options(synchronize_session=False)
        ).scalar()
    return claimed is not None


def _put_back(attachment_id: int, attempts: int) -> None:
    with writing():
        db.session.execute(
            sa.update(Attachment)
            .where(Attachment.id == attachment_id, Attachment.state == AttachmentState.PROCESSING)
            .values(attempts=attempts)
            .execution_options(synchronize_session=False)
        )


def _process(attachment_id: int, key: str, media_type: str) -> None:
    content = _sent(sent_file(key, media_type))
    if content is None:
        made = None
    elif scanner.harm_in([content]) is not None:
        _settle(attachment_id, key, None, state=AttachmentState.REFUSED)
        return
    elif media_type in PICTURES:
        made = _of_picture(content)
    elif can_be_examined(media_type):
        made = _of_recording(content, media_type)
    else:
        made = Made({}, {})
    if made is not None:
        # Always under the same names: who does it again after a crash leaves nothing behind.
        for name, written in made.files.items():
            current_storage().write(f"{key}{name}", written)
    _settle(attachment_id, key, made)


def _of_picture(content: bytes) -> Made | None:
    found = shown_of(content)
    if found is None:
        return None
    clean = content if found.clean is None else found.clean
    columns = {
        "size": len(clean),
        "width": found.width,
        "height": found.height,
        "placeholder": found.placeholder,
        "has_thumbnail": True,
    }
    return Made(columns, _thumbnails(found) | {"": clean})


def _of_recording(content: bytes, media_type: str) -> Made:
    """What cannot be decoded is kept as it is."""
    found = examined(content, media_type)
    if found is None:
        return Made({}, {})
    loud = found.waveform
    columns: dict[str, object] = {
        "duration_ms": found.duration_ms,
        "waveform": None if loud is None else ",".join(map(str, loud)),
        "width": found.width,
        "height": found.height,
    }
    poster = None if found.poster is None else shown_of(found.poster)
    if poster is None:
        return Made(columns, {})
    columns |= {"placeholder": poster.placeholder, "has_thumbnail": True}
    return Made(columns, _thumbnails(poster))


def _thumbnails(found: Shown) -> dict[str, bytes]:
    return {f".{size}": written for size, written in found.thumbnails.items()}


def _sent(name: str) -> bytes | None:
    try:
        return current_storage().read(name)
    except NoSuchFile:
        return None


def _settle(
    attachment_id: int,
    key: str,
    made: Made | None,
    *,
    state: AttachmentState = AttachmentState.FAILED,
) -> None:
    """Write down what was made of the file, or in which *state* it is of no use."""
    with writing():
        row = db.session.get(Attachment, attachment_id, with_for_update=True)
        if row is None:
            # Deleted meanwhile, and perhaps swept before the last of it was written.
            forget_file(key)
            return
        if row.media_type in PICTURES:
            forget_file(sent_file(key, row.media_type))
        if row.state != AttachmentState.PROCESSING:
            return
        row.state = state if made is None else AttachmentState.READY
        if state is AttachmentState.REFUSED:
            forget_refused(row)
        for name, value in (made.columns if made else {}).items():
            setattr(row, name, value)
        record(AttachmentSettled(row.key, row.state, row.uploader_id, row.message_id))
