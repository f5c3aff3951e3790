"""Files that nothing names any more go: rows first, then bytes."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.attachments.actions.attaching import let_go
from chatty.attachments.models import Attachment, RemovedFile
from chatty.attachments.policies import files_of
from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.core.storage import current_storage

AT_ONCE = 100


def drop_unsent() -> int:
    """Delete the files that hung on no message for too long; answers how many.

    And what arrived for none of them, as of a request whose server was killed.
    """
    ended = (clock.now() - 2 * limits.UNSENT_ATTACHMENT_LIVES).timestamp()
    current_storage().forget_staged(before=ended)
    with writing():
        old = sa.select(Attachment.id).where(
            Attachment.message_id.is_(None),
            Attachment.kept_until < clock.now(),
        )
        found = db.session.scalars(old.limit(AT_ONCE).with_for_update()).all()
        let_go(found)
    return len(found)


def delete_files() -> int:
    """Delete the bytes that nothing names, then the rows that say so; answers how many.

    In this order, so that a crash in between is made good by the next time. A row that was written
    anew meanwhile stays for the next time, too.
    """
    query = sa.select(RemovedFile.storage_key, RemovedFile.removed_at)
    rows = db.session.execute(query.order_by(RemovedFile.removed_at).limit(AT_ONCE)).all()
    found = [row.storage_key for row in rows]
    named = sa.select(Attachment.storage_key).where(Attachment.storage_key.in_(found))
    still_named = set(db.session.scalars(named))
    release()
    storage = current_storage()
    for key in found:
        if key not in still_named:
            for each in files_of(key):
                storage.delete(each)
    if found:
        same = sa.tuple_(RemovedFile.storage_key, RemovedFile.removed_at)
        with writing():
            db.session.execute(sa.delete(RemovedFile).where(same.in_([tuple(row) for row in rows])))
    return len(found)
