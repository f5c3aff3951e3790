"""The log of security events is kept for a year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from chatty.accounts.models import AuditEntry
from chatty.core import clock, limits
from chatty.core.db import db, writing

# The database compares with a clock of its own, and refuses to lose what it takes for younger.
CLOCKS_DIFFER_BY = timedelta(hours=1)


def forget_audit() -> int:
    """Remove the entries that are older than a year; answers how many."""
    before = clock.now() - limits.AUDIT_KEPT_FOR - CLOCKS_DIFFER_BY
    with writing():
        gone = db.session.execute(sa.delete(AuditEntry).where(AuditEntry.created_at < before))
    return int(cast("CursorResult[Any]", gone).rowcount)
