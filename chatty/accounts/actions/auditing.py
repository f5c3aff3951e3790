"""The log of security events."""

from __future__ import annotations

import json
from collections.abc import Mapping

from chatty.accounts.events import Audited
from chatty.accounts.models import AuditEntry, AuditKind, Viewer
from chatty.accounts.policies import check_administrator
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.facts import record
from chatty.core.origin import origin
from chatty.core.rates import rates


def audit(  # noqa: PLR0913  # the columns of the log, all but two optional
    kind: str,
    *,
    actor_id: int | None = None,
    target_id: int | None = None,
    room_id: int | None = None,
    subject: str = "",
    details: Mapping[str, str | int | None] | None = None,
    address: str = "",
) -> None:
    """Add one line to the log of security events; *kind* is one of AuditKind.

    *target_id* is whom it was done to, *subject* what else it is about (``message:7``), *details*
    what was given with it. Without *address* it is where the request came from.
    """
    db.session.add(
        AuditEntry(
            kind=str(AuditKind(kind)),
            actor_id=actor_id,
            target_id=target_id,
            room_id=room_id,
            subject=subject,
            details=json.dumps(dict(details or {}), ensure_ascii=False),
            address=address or origin(),
            created_at=clock.now(),
        )
    )
    told = str((details or {}).get("after", ""))
    record(Audited(str(kind), actor_id, target_id, room_id, detail=told))


def export_audit(viewer: Viewer) -> None:
    """Note that *viewer*, an administrator, takes a copy of the log; raises TooMany."""
    check_administrator(viewer)
    rates.hit(limits.RATE_AUDIT_EXPORT, "audit-export", viewer.id)
    audit("audit_exported", actor_id=viewer.id)


def count_export(user_id: int) -> None:
    """Count one copy of everything that is the person's; raises TooMany."""
    rates.hit(limits.RATE_EXPORT, "export", user_id)
