"""Take a file: announced first, then its bytes, then what it was found to be.

The row is there before the bytes, so what a crash leaves behind has a row that is swept, and no
file lies about that nobody knows of.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.attachments.models import Attachment, AttachmentKind, AttachmentState
from chatty.attachments.policies import check_size, first_state, kind_of, sent_file, tidy_name
from chatty.attachments.queries import unsent_attachment, usage_of
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, Invalid, TooLarge, TooMany, invalid
from chatty.core.sniffing import HEAD_BYTES, UNKNOWN, media_type_of
from chatty.core.storage import NoSuchFile, current_storage, new_key
from chatty.core.thumbnails import sides_of

RETRY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Found:
    """What a file was found to be; the sides of a picture are in pixels."""

    media_type: str
    sides: tuple[int, int] | None


def announce(viewer: Viewer, name: str, size: int) -> Attachment:
    """Make room for a file of *size* bytes; raises Forbidden, Invalid, TooLarge, or TooMany."""
    if viewer.is_guest:
        raise Forbidden("members_only", "Only members send files.")
    check_size(size)
    _hold_room(viewer, size)
    now = clock.now()
    row = Attachment(
        key=new_key(),
        uploader_id=viewer.id,
        kind=AttachmentKind.DOCUMENT,
        name=tidy_name(name),
        media_type=UNKNOWN,
        size=size,
        state=AttachmentState.AWAITED,
        storage_key=new_key(),
        due_at=now,
        created_at=now,
        kept_until=now + limits.UNSENT_ATTACHMENT_LIVES,
    )
    db.session.add(row)
    db.session.flush()
    return row


def put_away(storage_key: str, staged: Path) -> Found:
    """Find out what the *staged* file is and keep its bytes; it is gone from its place.

    Raises Invalid for what says that it is a picture and cannot be one. Slow: outside of every
    transaction.
    """
    with staged.open("rb") as file:
        found = _examined(media_type_of(file.read(HEAD_BYTES)), staged)
    current_storage().take(sent_file(storage_key, found.media_type), staged)
    return found


def look_through(storage_key: str, size: int) -> Found:
    """Find out what a browser has put into the storage itself; otherwise as `put_away`.

    Raises Invalid also where there are not *size* bytes.
    """
    storage, sent = current_storage(), f"{storage_key}.sent"
    try:
        arrived = storage.size(sent)
        head = b"".join(storage.pieces(sent, 0, min(HEAD_BYTES, arrived)))
    except NoSuchFile as error:
        raise _not_as_announced() from error
    if arrived != size:
        raise _not_as_announced()
    media_type = media_type_of(head)
    sides = None
    if kind_of(media_type) is AttachmentKind.IMAGE:
        sides = sides_of(storage.read(sent))
        if sides is None:
            raise _not_a_picture()
    else:
        storage.rename(sent, storage_key)
    return Found(media_type, sides)


def complete(viewer: Viewer, key: str, storage_key: str, found: Found) -> Attachment:
    """Note that the bytes of one's file have arrived under *storage_key*.

    Raises NotFound, or Conflict where others had before, or are on their way.
    """
    row = unsent_attachment(viewer, key, held=True)
    if row.state != AttachmentState.AWAITED or row.storage_key != storage_key:
        raise taken()
    row.media_type, row.kind = found.media_type, kind_of(found.media_type)
    row.width, row.height = found.sides or (None, None)
    row.state = first_state(row.media_type)
    row.due_at = clock.now()
    db.session.flush()
    return row


def taken() -> Conflict:
    """The refusal of bytes for a file that has some, or gets them from another request."""
    return Conflict("file_complete", "This file is complete already.")


def _examined(media_type: str, staged: Path) -> Found:
    if kind_of(media_type) is not AttachmentKind.IMAGE:
        return Found(media_type, None)
    sides = sides_of(staged.read_bytes())
    if sides is None:
        raise _not_a_picture()
    return Found(media_type, sides)


def _hold_room(viewer: Viewer, size: int) -> None:
    """Hold one's own row, and refuse what there is no room for: two at once are both counted."""
    db.session.execute(sa.select(User.id).where(User.id == viewer.id).with_for_update())
    usage = usage_of(viewer.id)
    if usage.used + size > usage.allowed:
        megabytes = limits.STORED_BYTES_USER // limits.MIB
        detail = f"Your files take {megabytes:,} MiB at most. Delete some to make room."
        raise TooLarge("quota_used_up", detail)
    unsent = sa.select(sa.func.count()).where(
        Attachment.uploader_id == viewer.id, Attachment.message_id.is_(None)
    )
    if (db.session.scalar(unsent) or 0) >= limits.UNSENT_ATTACHMENTS:
        detail = "Many of your files wait for a message already. Send or remove some first."
        raise TooMany("too_many_unsent_files", detail, retry_after=RETRY_SECONDS)


def _not_as_announced() -> Invalid:
    return invalid("file", "This is not the file that was announced.", code="not_as_announced")


def _not_a_picture() -> Invalid:
    megapixels = limits.PICTURE_PIXELS // 1_000_000
    detail = f"This picture cannot be shown: it is damaged, or has over {megapixels} megapixels."
    return invalid("file", detail, code="not_a_picture")
