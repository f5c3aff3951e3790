"""What holds for the whole server."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import db
from chatty.site.models import ONLY_ROW, Announcement, SiteSettings


def site_settings() -> SiteSettings:
    """What the administrators decided; a row of nothing where they never did."""
    found = db.session.get(SiteSettings, ONLY_ROW)
    return found or SiteSettings(id=ONLY_ROW, filtered_words="")


def is_under_raid() -> bool:
    """Whether the server takes nobody new at the moment."""
    until = site_settings().raid_until
    return until is not None and until > clock.now()


def announcements() -> Sequence[Announcement]:
    """What everybody is told now, the newest first."""
    lasts = sa.or_(Announcement.ends_at.is_(None), Announcement.ends_at > clock.now())
    query = sa.select(Announcement).where(lasts).order_by(Announcement.id.desc())
    return db.session.scalars(query).all()
