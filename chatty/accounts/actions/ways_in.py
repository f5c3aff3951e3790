"""Nobody takes away the last way into their own account."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Identity, Passkey, User
from chatty.core.db import db
from chatty.core.errors import Conflict


def keep_a_way_in(user_id: int) -> None:
    """Raise Conflict when, after what was just removed, nothing signs the person in.

    The account is locked meanwhile: two ways removed at once must not both count the other.
    """
    db.session.flush()
    has_password = db.session.scalar(
        sa.select(User.password_hash.is_not(None)).where(User.id == user_id).with_for_update()
    )
    passkey = sa.select(Passkey.id).where(Passkey.user_id == user_id).exists()
    identity = sa.select(Identity.id).where(Identity.user_id == user_id).exists()
    if not has_password and not db.session.scalar(sa.select(sa.or_(passkey, identity))):
        detail = "This is the only way into your account. Set a password or add a passkey first."
        raise Conflict("last_way_in", detail)
