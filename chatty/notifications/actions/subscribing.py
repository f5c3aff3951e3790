"""Devices that get push, each for as long as its sign-in lasts."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden, invalid
from chatty.core.webpush import Keys, are_good
from chatty.notifications.models import PushSubscription
from chatty.notifications.policies import check_endpoint


def subscribe(viewer: Viewer, endpoint: str, keys: Keys, *, device: str) -> PushSubscription:
    """Send push to *endpoint* from now on, whoever was told there before; twice changes nothing.

    Of more than ten devices the one that came first is told no more. Raises Invalid for what is no
    push service or no key, and Forbidden for guests.
    """
    person = viewer.id
    if viewer.is_guest:
        raise Forbidden("members_only", "Become a member first.")
    check_endpoint(endpoint)
    if not are_good(keys):
        raise invalid("keys", "These are no keys of a subscription.")
    found = db.session.scalars(
        sa.select(PushSubscription).where(PushSubscription.endpoint == endpoint).with_for_update()
    ).first()
    if found is not None and found.user_id != person:
        # Another person uses this browser now: what waits there is not for them.
        db.session.delete(found)
        db.session.flush()
        found = None
    if found is None:
        found = PushSubscription(user_id=person, endpoint=endpoint, created_at=clock.now())
        db.session.add(found)
    found.p256dh, found.auth = keys.p256dh, keys.auth
    found.session_id, found.family_id = viewer.session_id, viewer.family_id
    found.device = device[: limits.PUSH_DEVICE_CHARACTERS]
    db.session.flush()
    _let_go_of_the_first(person)
    return found


def unsubscribe(viewer: Viewer, subscription_id: int) -> None:
    """Send nothing more to a device of *viewer*; twice changes nothing."""
    gone = sa.delete(PushSubscription).where(
        PushSubscription.id == subscription_id, PushSubscription.user_id == viewer.id
    )
    db.session.execute(gone.execution_options(synchronize_session=False))


def _let_go_of_the_first(user_id: int) -> None:
    newest = (
        sa.select(PushSubscription.id)
        .where(PushSubscription.user_id == user_id)
        .order_by(PushSubscription.id.desc())
        .limit(limits.PUSH_DEVICES)
    )
    kept = db.session.scalars(newest).all()
    gone = sa.delete(PushSubscription).where(
        PushSubscription.user_id == user_id, PushSubscription.id.not_in(kept)
    )
    db.session.execute(gone.execution_options(synchronize_session=False))
