"""Take files that have come; the transactions are short, and apart from what is slow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from chatty.accounts.models import Viewer
from chatty.accounts.policies import attachment_mib_rate
from chatty.attachments.actions import (
    announce,
    complete,
    discard,
    forget_file,
    look_through,
    put_away,
    taken,
)
from chatty.attachments.models import AttachmentState, AttachmentView
from chatty.attachments.policies import check_size, part_sizes
from chatty.attachments.queries import shown, unsent_attachment
from chatty.core import limits
from chatty.core.db import release, writing
from chatty.core.errors import Conflict, Invalid, NotFound
from chatty.core.rates import rates
from chatty.core.storage import NoSuchFile, current_storage, new_key
from chatty.core.uploads import sending


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that was announced; without *urls* its bytes are sent to us."""

    key: str
    part_bytes: int | None = None
    urls: tuple[str, ...] = ()


def reserve(viewer: Viewer, name: str, size: int) -> tuple[str, str]:
    """Announce a file of *size* bytes; answers its key, and the one of its bytes.

    It counts, in whole MiB, against what one sends in a day, whether or not it comes: TooMany. Else
    raises what `announce` raises.
    """
    cost = -(-check_size(size) // limits.MIB)
    rates.hit(attachment_mib_rate(viewer), "attachment-mib", viewer.id, cost=cost)
    with writing():
        row = announce(viewer, name, size)
        return row.key, row.storage_key


def receive(viewer: Viewer, staged: Path, name: str) -> AttachmentView:
    """Keep the *staged* file, which came with one request, as one's own.

    It is gone from its place. Raises what `reserve` and `put_away` raise; nothing is kept then.
    """
    try:
        key, storage_key = reserve(viewer, name, staged.stat().st_size)
        with _unless_it_fails(viewer, key):
            return _kept(viewer, key, _claimed(viewer, key, storage_key), staged)
    finally:
        staged.unlink(missing_ok=True)


def begin(viewer: Viewer, name: str, size: int) -> Begun:
    """Announce a file of *size* bytes, and find out where to send it; raises as `reserve`."""
    key, storage_key = reserve(viewer, name, size)
    sizes = part_sizes(size)
    with _unless_it_fails(viewer, key):
        parts = current_storage().begin_parts(f"{storage_key}.sent", sizes)
    if parts is None:
        return Begun(key)
    with writing():
        unsent_attachment(viewer, key, held=True).upload_id = parts.upload_id
    return Begun(key, sizes[0], parts.urls)


def end(viewer: Viewer, key: str) -> AttachmentView:
    """Keep the file whose parts were all sent to the storage itself; once more changes nothing.

    Raises NotFound, Conflict while a part is missing, Invalid as `look_through` does.
    """
    row = unsent_attachment(viewer, key)
    if row.state != AttachmentState.AWAITED:
        return shown(row)
    storage_key, size, upload_id = row.storage_key, row.size, row.upload_id
    release()
    with sending(viewer.id), _no_bytes_left(storage_key):
        if upload_id is not None:
            # There is no such upload any more where an answer got lost; then the file is there.
            with suppress(NoSuchFile):
                count = len(part_sizes(size))
                current_storage().end_parts(f"{storage_key}.sent", upload_id, count)
        found = look_through(storage_key, size)
        with writing():
            row = unsent_attachment(viewer, key, held=True)
            # Asked twice at once, as by a page that was loaded anew: the first one has done it.
            is_done = row.state != AttachmentState.AWAITED and row.storage_key == storage_key
            return shown(row if is_done else complete(viewer, key, storage_key, found))


def finish(viewer: Viewer, key: str, storage_key: str, staged: Path) -> AttachmentView:
    """Keep the *staged* file that was announced under *key*, now that all of it is there.

    Raises what `put_away` and `complete` raise. What can be nothing here is forgotten, and its
    announcement: sent once more it counts once more.
    """
    claimed = _claimed(viewer, key, storage_key)
    mine = current_storage().staged(claimed)
    try:
        staged.replace(mine)
    except FileNotFoundError as error:
        raise taken() from error
    try:
        return _kept(viewer, key, claimed, mine)
    except Invalid:
        mine.unlink(missing_ok=True)
        with writing():
            discard(viewer, key)
        raise


def _claimed(viewer: Viewer, key: str, storage_key: str) -> str:
    """A new name for the bytes of one's file, which nobody else writes to.

    Of several requests that send the same file, by whatever way, one gets there: what was looked at
    is never written over. Raises NotFound, Conflict.
    """
    with writing():
        row = unsent_attachment(viewer, key, held=True)
        if row.state != AttachmentState.AWAITED or row.storage_key != storage_key:
            raise taken()
        if row.upload_id is not None:
            forget_file(storage_key)
        row.storage_key, row.upload_id = new_key(), None
        return row.storage_key


def _kept(viewer: Viewer, key: str, storage_key: str, staged: Path) -> AttachmentView:
    with _no_bytes_left(storage_key):
        found = put_away(storage_key, staged)
        with writing():
            return shown(complete(viewer, key, storage_key, found))


@contextmanager
def _no_bytes_left(storage_key: str) -> Iterator[None]:
    """Have bytes deleted again whose row went meanwhile, perhaps swept before they were there."""
    try:
        yield
    except (NotFound, Conflict, FileNotFoundError) as error:
        with writing():
            forget_file(storage_key)
        if isinstance(error, FileNotFoundError):
            raise NotFound from error
        raise


@contextmanager
def _unless_it_fails(viewer: Viewer, key: str) -> Iterator[None]:
    """What goes wrong leaves nothing of the file that was announced under *key*."""
    try:
        yield
    except BaseException:
        with writing():
            discard(viewer, key)
        raise
