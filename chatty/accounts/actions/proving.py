"""That it is really the person, once more, before a change that could lock them out."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import RefreshFamily, Viewer, WebSession
from chatty.accounts.queries import user_by_id
from chatty.core import clock, limits
from chatty.core.db import db, release
from chatty.core.errors import Forbidden, invalid
from chatty.core.passwords import verify_password
from chatty.core.rates import rates


def prove(viewer: Viewer, password: str | None) -> None:
    """Return if *password* is the viewer's own; outside of any write transaction.

    Who has no password (a passkey or an account elsewhere signs them in) must have signed in
    within the last ten minutes, and not by a link from another device. Raises Invalid on the field
    ``currentPassword``, Forbidden for a sign-in that is too old, and TooMany after as many failures
    as at sign-in.
    """
    stored = user_by_id(viewer.id).password_hash
    if viewer.is_guest:
        # Nothing proves who they are, and a session that ended is an account that ended.
        release()
        return
    if stored is None:
        _check_fresh(viewer)
        return
    release()
    rates.hit(limits.RATE_SIGN_IN_FAILURES_USER, "prove", viewer.id)
    if not verify_password(stored, password or ""):
        raise invalid("currentPassword", "This is not your password.")
    rates.clear(limits.RATE_SIGN_IN_FAILURES_USER, "prove", viewer.id)


def _check_fresh(viewer: Viewer) -> None:
    table = WebSession if viewer.session_id is not None else RefreshFamily
    row_id = viewer.session_id if viewer.session_id is not None else viewer.family_id
    began = db.session.scalar(sa.select(table.authenticated_at).where(table.id == row_id))
    release()
    if began is None or clock.now() - began > limits.FRESH_SIGN_IN:
        detail = "For this, please sign in again first; then you have ten minutes."
        raise Forbidden("fresh_sign_in_required", detail)
