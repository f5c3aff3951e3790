"""The log of security events, read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.models import AuditEntry, AuditKind
from chatty.core.db import db
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged

EXPORTED_AT_ONCE = 500
# Who reported somebody: the administrators of the server know, and nobody who may be meant.
NOT_FOR_ROOMS = frozenset({AuditKind.REPORTED})


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are meant; what is None does not matter. ``until`` is excluded.

    *in_room* says that it is for who runs the room, who is not told everything.
    """

    kind: str | None = None
    actor_id: int | None = None
    target_id: int | None = None
    room_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    in_room: bool = False


def audit_entries(
    which: AuditFilter, *, cursor: str | None = None, limit: int | None = None
) -> Page[AuditEntry]:
    """Entries of the log, newest first."""
    size = page_size(limit)
    before = decode_id_cursor(cursor) if cursor else None
    rows = _newest(which, before=before, limit=size + 1)
    return paged(rows, size, lambda entry: encode_cursor(entry.id))


def all_audit_entries(which: AuditFilter) -> Iterator[Sequence[AuditEntry]]:
    """Every entry of *which*, newest first, some hundreds at once.

    The database connection is given back before each handful is handed out.
    """
    before: int | None = None
    while True:
        rows = _newest(which, before=before, limit=EXPORTED_AT_ONCE)
        db.session.expunge_all()
        db.session.rollback()
        if rows:
            yield rows
        if len(rows) < EXPORTED_AT_ONCE:
            return
        before = rows[-1].id


def _newest(which: AuditFilter, *, before: int | None, limit: int) -> Sequence[AuditEntry]:
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return db.session.scalars(query.where(*_conditions(which))).all()


def _conditions(which: AuditFilter) -> Iterator[sa.ColumnElement[bool]]:
    for column, value in (
        (AuditEntry.kind, which.kind),
        (AuditEntry.actor_id, which.actor_id),
        (AuditEntry.target_id, which.target_id),
        (AuditEntry.room_id, which.room_id),
    ):
        if value is not None:
            yield column == value
    if which.in_room:
        yield AuditEntry.kind.not_in(NOT_FOR_ROOMS)
    if which.since is not None:
        yield AuditEntry.created_at >= which.since
    if which.until is not None:
        yield AuditEntry.created_at < which.until
