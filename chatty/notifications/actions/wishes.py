"""How somebody wishes to be told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chatty.accounts.models import User, Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Forbidden, invalid
from chatty.core.facts import record
from chatty.notifications.events import NotificationSettingsChanged
from chatty.notifications.models import NotificationSettings
from chatty.notifications.policies import Span, check_hours, check_keywords


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that somebody chooses: *hours* as minutes of the day, Monday first, or empty."""

    is_quiet: bool = False
    quiet_until: datetime | None = None
    hours: Sequence[Span | None] = ()
    keywords: Sequence[str] = ()
    push_words: bool = True
    mail_digest: bool = True


def keep_wishes(viewer: Viewer, wishes: Wishes) -> NotificationSettings:
    """Tell *viewer* as they wish from now on; raises Invalid, and Forbidden for guests."""
    if viewer.is_guest:
        raise Forbidden("members_only", "Become a member first.")
    check_hours(wishes.hours)
    keywords = check_keywords(wishes.keywords)
    if wishes.quiet_until is not None and wishes.quiet_until <= clock.now():
        raise invalid("doNotDisturbUntil", "This moment has passed.")
    kept = own_wishes(viewer.id)
    kept.is_quiet = wishes.is_quiet
    kept.quiet_until = wishes.quiet_until if wishes.is_quiet else None
    kept.quiet_hours = json.dumps(list(wishes.hours) if any(wishes.hours) else [])
    kept.keywords = json.dumps(keywords, ensure_ascii=False)
    kept.push_words, kept.mail_digest = wishes.push_words, wishes.mail_digest
    _changed(viewer.id)
    return kept


def end_digests(user_id: int) -> None:
    """Mail the person no more about what they missed; for nobody's id nothing changes."""
    if db.session.get(User, user_id) is not None:
        own_wishes(user_id).mail_digest = False
        _changed(user_id)


def own_wishes(user_id: int) -> NotificationSettings:
    """The row of the person, made where there was none."""
    found = db.session.get(NotificationSettings, user_id)
    if found is None:
        found = NotificationSettings(user_id=user_id)
        db.session.add(found)
    return found


def _changed(user_id: int) -> None:
    db.session.flush()
    record(NotificationSettingsChanged(user_id))
