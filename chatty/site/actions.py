"""Decide for the whole server, and tell everybody. Who may is asked by ``accounts``, above."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Conflict, NotFound
from chatty.core.facts import record
from chatty.core.limits import ANNOUNCEMENTS_AT_ONCE
from chatty.site.events import AnnouncementsUpdated
from chatty.site.models import ONLY_ROW, Announcement, AnnouncementLevel, SiteSettings
from chatty.site.policies import check_announcement, check_domains, check_end, check_filtered_words
from chatty.site.queries import announcements


class SiteChanges(TypedDict, total=False):
    """What is not named stays; None of the first three is what the environment says."""

    registration: str | None
    registration_domains: str | None
    guests: bool | None
    filtered_words: str
    raid_until: datetime | None


def change_settings(by_id: int, changes: SiteChanges) -> list[str]:
    """Make *changes*; answers the names of what is another now, in order. Raises Invalid."""
    settings = _held_settings()
    wanted = _checked(changes)
    changed = sorted(name for name, value in wanted.items() if getattr(settings, name) != value)
    if changed:
        for name in changed:
            setattr(settings, name, wanted[name])
        settings.updated_at, settings.updated_by_id = clock.now(), by_id
        db.session.flush()
    return changed


def announce(
    by_id: int, content: str, *, level: AnnouncementLevel, ends_at: datetime | None
) -> Announcement:
    """Tell everybody *content*, until *ends_at* if that is given.

    Raises Invalid, and Conflict while as many things are told as fit on a page.
    """
    now = clock.now()
    _held_settings()
    if len(announcements()) >= ANNOUNCEMENTS_AT_ONCE:
        detail = f"There are {ANNOUNCEMENTS_AT_ONCE} announcements now. End one of them first."
        raise Conflict("too_many_announcements", detail)
    announcement = Announcement(
        content=check_announcement(content),
        level=level,
        created_by_id=by_id,
        created_at=now,
        ends_at=check_end(ends_at, now=now),
    )
    db.session.add(announcement)
    db.session.flush()
    record(AnnouncementsUpdated())
    return announcement


def end_announcement(announcement_id: int) -> bool:
    """Take words back; answers whether they were still told. Raises NotFound."""
    announcement = db.session.get(Announcement, announcement_id, with_for_update=True)
    if announcement is None:
        raise NotFound
    now = clock.now()
    if announcement.ends_at is not None and announcement.ends_at <= now:
        return False
    announcement.ends_at = now
    db.session.flush()
    record(AnnouncementsUpdated())
    return True


def _held_settings() -> SiteSettings:
    """The one row, held to the end of the transaction: of two who decide, one comes second."""
    query = sa.select(SiteSettings).where(SiteSettings.id == ONLY_ROW).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _checked(changes: SiteChanges) -> dict[str, object]:
    wanted: dict[str, object] = dict(changes)
    if changes.get("registration_domains") is not None:
        wanted["registration_domains"] = check_domains(changes["registration_domains"] or "")
    if "filtered_words" in changes:
        wanted["filtered_words"] = check_filtered_words(changes["filtered_words"])
    return wanted
