"""One mail about what somebody missed: once, when they were away for a while, and not too often.

It says who wanted something of them and where, with links, and nothing of what was said: what is
deleted later is then in no mailbox. The notifications are marked and the mail is queued in one
transaction, so that of two processes one mails, and nothing is mailed twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from chatty.accounts.models import User, UserKind, Viewer
from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.core.mail import mail_is_on
from chatty.mails.actions import queue_mail
from chatty.notifications.actions import own_wishes
from chatty.notifications.jobs.deciding import quiet_now
from chatty.notifications.models import Notification, NotificationSettings, NotificationView
from chatty.notifications.queries import notifications_of, settings_of
from chatty.notifications.rendering import in_words, place_of
from chatty.presence.models import State
from chatty.presence.queries import state_of

PURPOSE = "digest"
_after: dict[str, timedelta] = {"away": timedelta(minutes=30)}


def configure_digests(minutes: int) -> None:
    """Mail what has waited for so many *minutes*; never with 0."""
    _after["away"] = timedelta(minutes=minutes)


def mail_missed() -> int:
    """Mail whose turn it is; answers how many mails were queued."""
    if not mail_is_on() or not _after["away"]:
        return 0
    mailed = after = 0
    while found := db.session.execute(_candidates(after)).all():
        release()
        mailed += sum(_mail(row.id) for row in found if _is_away(row.id, row.last_seen_at))
        # Who is here, or does not wish to be disturbed, keeps nobody else's mail waiting.
        after = found[-1].id
    release()
    return mailed


def _candidates(after: int) -> sa.Select[int, datetime | None]:
    """Some of those whom something has waited for long enough, and who were not mailed lately."""
    now = clock.now()
    waits = (
        sa.exists()
        .where(
            Notification.user_id == User.id,
            Notification.read_at.is_(None),
            Notification.mailed_at.is_(None),
            Notification.created_at <= now - _after["away"],
        )
        .correlate(User)
    )
    wishes = NotificationSettings
    return (
        sa.select(User.id, User.last_seen_at)
        .outerjoin(wishes, wishes.user_id == User.id)
        .where(
            User.id > after,
            User.email.is_not(None),
            User.kind == UserKind.MEMBER,
            User.deactivated_at.is_(None),
            sa.or_(wishes.mail_digest.is_(None), wishes.mail_digest),
            sa.or_(wishes.digested_at.is_(None), wishes.digested_at <= now - limits.DIGEST_EVERY),
            waits,
        )
        .order_by(User.id)
        .limit(limits.DIGESTS_AT_ONCE)
    )


def _is_away(user_id: int, last_seen_at: datetime | None) -> bool:
    if state_of(user_id) is not State.OFFLINE:
        return False
    return last_seen_at is None or last_seen_at <= clock.now() - _after["away"]


def _mail(user_id: int) -> bool:
    """Queue the mail of one person; whether there was one to queue."""
    with writing():
        settings, time_zone = settings_of(user_id)
        user = db.session.get_one(User, user_id)
        if user.email is None or quiet_now(settings, time_zone):
            return False
        views = _missed(user_id, _claimed(user_id))
        if not views:
            return False
        own_wishes(user_id).digested_at = clock.now()
        queue_mail("missed", user.email, _words(user, views), token=(PURPOSE, user_id))
    return True


def _claimed(user_id: int) -> set[int]:
    """The ids of what is mailed now and never again."""
    claimed = (
        sa.update(Notification)
        .where(
            Notification.user_id == user_id,
            Notification.read_at.is_(None),
            Notification.mailed_at.is_(None),
        )
        .values(mailed_at=clock.now())
        .returning(Notification.id)
        .execution_options(synchronize_session=False)
    )
    return set(db.session.scalars(claimed))


def _missed(user_id: int, ids: set[int]) -> Sequence[NotificationView]:
    """What of *ids* may still be seen, newest first."""
    found = notifications_of(Viewer(user_id=user_id), unread=True, limit=limits.PAGE_MAXIMUM)
    return [view for view in found.items if view.row.id in ids]


def _words(user: User, views: Sequence[NotificationView]) -> dict[str, str | int]:
    shown = views[: limits.DIGEST_LINES]
    lines = (f"{' '.join(in_words(view).split())}\t{place_of(view)}" for view in shown)
    return {
        "name": user.display_name,
        "user_id": user.id,
        "count": len(views),
        "more": len(views) - len(shown),
        "lines": "\n".join(lines),
    }
