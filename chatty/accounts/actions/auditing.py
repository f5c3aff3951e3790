"""The log of security events."""

from __future__ import annotations

from chatty.accounts.models import AuditEntry
from chatty.core import clock
from chatty.core.db import db


def audit(
    kind: str, *, actor_id: int | None = None, target_id: int | None = None, address: str = ""
) -> None:
    """Add one line to the log of security events."""
    db.session.add(
        AuditEntry(
            kind=kind,
            actor_id=actor_id,
            target_id=target_id,
            address=address,
            created_at=clock.now(),
        )
    )
