"""Note what somebody has seen, and let go of what there is no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.facts import record
from chatty.notifications.events import NotificationsRead
from chatty.notifications.models import Notification, PushDelivery
from chatty.notifications.queries import notification_for


def read_one(viewer: Viewer, notification_id: int) -> None:
    """Note that *viewer* saw it; twice changes nothing. Raises NotFound."""
    notification_for(viewer, notification_id)
    note_read(Notification.user_id == viewer.id, Notification.id == notification_id)


def read_all(viewer: Viewer, *, upto: int | None = None) -> None:
    """Note that *viewer* saw everything, or everything up to the notification *upto*."""
    bound = [] if upto is None else [Notification.id <= upto]
    note_read(Notification.user_id == viewer.id, *bound)


def read_in_room(user_id: int, room_id: int, seq: int) -> None:
    """What was said in the room up to *seq* waits for the person no more, nor for their devices."""
    note_read(
        Notification.user_id == user_id,
        Notification.room_id == room_id,
        Notification.seq <= seq,
    )


def note_read(*which: sa.ColumnElement[bool]) -> None:
    """Note that what is unread of *which* was seen, and tell whose it is."""
    seen = db.session.execute(
        sa.update(Notification)
        .where(Notification.read_at.is_(None), *which)
        .values(read_at=clock.now())
        .returning(Notification.user_id, Notification.id)
        .execution_options(synchronize_session=False)
    )
    _tell((row.user_id, row.id) for row in seen.all())


def forget(*which: sa.ColumnElement[bool], told: bool = True) -> None:
    """Remove what *which* means; who had it unread is *told*, unless they hear of it anyway."""
    gone = db.session.execute(
        sa.delete(Notification)
        .where(*which)
        .returning(Notification.user_id, Notification.id, Notification.read_at)
        .execution_options(synchronize_session=False)
    ).all()
    if told:
        _tell((row.user_id, row.id) for row in gone if row.read_at is None)


def forget_pushes(*which: sa.ColumnElement[bool]) -> None:
    """What has not left yet leaves no more."""
    gone = sa.delete(PushDelivery).where(*which)
    db.session.execute(gone.execution_options(synchronize_session=False))


def _tell(found: Iterable[tuple[int, int]]) -> None:
    by_person: dict[int, list[int]] = defaultdict(list)
    for user_id, notification_id in found:
        by_person[user_id].append(notification_id)
    for user_id, ids in by_person.items():
        record(NotificationsRead(user_id=user_id, notification_ids=tuple(sorted(ids))))
