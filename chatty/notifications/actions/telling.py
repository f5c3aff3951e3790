"""Tell people of something: as rows of their list, and as push on its way to their devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from chatty.core import clock
from chatty.core.db import db, on_sqlite
from chatty.core.facts import record
from chatty.notifications.events import Notified
from chatty.notifications.models import Kind, Notification, PushDelivery, PushSubscription
from chatty.notifications.policies import Channel, Channels

notifications = cast("sa.Table", Notification.__table__)
deliveries = cast("sa.Table", PushDelivery.__table__)


@dataclass(frozen=True, slots=True)
class About:
    """What somebody is told of; ``key`` is the same whenever it is told again."""

    kind: Kind
    key: str
    room_id: int | None = None
    message_id: int | None = None
    seq: int | None = None
    actor_id: int | None = None
    invite_id: int | None = None
    detail: str = ""

    @property
    def tag(self) -> str:
        """What replaces what on a device: of ordinary messages the newest of each room stays."""
        return f"room:{self.room_id}" if self.kind == Kind.MESSAGE else self.key


@dataclass(slots=True)
class Told:
    """What one person is told, and how; ``is_read`` says that they have seen it already."""

    user_id: int
    about: About
    channels: Channels
    is_read: bool = False


def tell(told: Sequence[Told]) -> None:
    """Write down what these people are told; what one was told before changes nothing."""
    listed = [each for each in told if Channel.LIST in each.channels]
    found = _insert(listed)
    fresh = {(row.user_id, row.key) for row in found}
    unread = tuple(row.id for row in found if row.read_at is None)
    if unread:
        record(Notified(notification_ids=unread))
    _push(
        [
            each
            for each in told
            if Channel.PUSH in each.channels
            and not each.is_read
            and (Channel.LIST not in each.channels or (each.user_id, each.about.key) in fresh)
        ]
    )


def _insert(told: Sequence[Told]) -> Sequence[sa.Row[Any]]:
    if not told:
        return ()
    statement = (
        _insert_into(notifications)
        .values([_row(each) for each in told])
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
    )
    columns = (
        notifications.c.id,
        notifications.c.user_id,
        notifications.c.key,
        notifications.c.read_at,
    )
    return db.session.execute(statement.returning(*columns)).all()


def _row(told: Told) -> dict[str, object]:
    now = clock.now()
    # What makes no badge waits for nobody.
    is_read = told.is_read or Channel.BADGE not in told.channels
    about = told.about
    return {
        "user_id": told.user_id,
        "kind": str(about.kind),
        "key": about.key,
        "room_id": about.room_id,
        "message_id": about.message_id,
        "seq": about.seq,
        "actor_id": about.actor_id,
        "invite_id": about.invite_id,
        "detail": about.detail,
        "read_at": now if is_read else None,
        # Whom nobody calls back by mail is as good as mailed.
        "mailed_at": None if Channel.MAIL in told.channels else now,
        "created_at": now,
    }


def _push(told: Sequence[Told]) -> None:
    """A row for each device of these people, or what waits there under the same tag anew."""
    if not told:
        return
    by_person = {each.user_id: each.about for each in told}
    query = sa.select(PushSubscription.id, PushSubscription.user_id).where(
        PushSubscription.user_id.in_(by_person)
    )
    rows = [_delivery(row.id, by_person[row.user_id]) for row in db.session.execute(query).all()]
    if not rows:
        return
    statement = _insert_into(deliveries).values(rows)
    newest = ("kind", "message_id", "actor_id", "detail", "created_at")
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["subscription_id", "tag"],
            set_={name: statement.excluded[name] for name in newest},
        )
    )


def _delivery(subscription_id: int, about: About) -> dict[str, object]:
    now = clock.now()
    return {
        "subscription_id": subscription_id,
        "tag": about.tag,
        "kind": str(about.kind),
        "room_id": about.room_id,
        "message_id": about.message_id,
        "actor_id": about.actor_id,
        "detail": about.detail,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }


def _insert_into(table: sa.Table) -> Any:  # noqa: ANN401  # one of two dialects' classes
    return sqlite.insert(table) if on_sqlite() else postgresql.insert(table)
