"""What happens to invites by the clock."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import db, writing
from chatty.invites.actions import settle
from chatty.invites.models import Invite, InviteState

AT_ONCE = 200


def expire_invites() -> int:
    """End the invites whose time has passed, and tell both sides; answers how many they were.

    In small steps, each a transaction of its own; two processes that sweep at once end each once.
    """
    total = 0
    while True:
        with writing():
            overdue = sa.select(Invite.id).where(
                Invite.state == InviteState.PENDING, Invite.expires_at <= clock.now()
            )
            ids = db.session.scalars(overdue.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
            total += settle(Invite.id.in_(ids), InviteState.EXPIRED) if ids else 0
        if len(ids) < AT_ONCE:
            return total
