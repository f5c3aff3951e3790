"""Decide for the whole server, as one of its administrators; each decision is written down."""

from __future__ import annotations

from datetime import datetime, timedelta

from chatty.accounts.actions.auditing import audit
from chatty.accounts.models import Viewer
from chatty.accounts.policies import check_administrator
from chatty.core import clock
from chatty.site import actions
from chatty.site.actions import SiteChanges
from chatty.site.models import Announcement, AnnouncementLevel
from chatty.site.policies import check_raid
from chatty.site.queries import site_settings

# What is told of a change in the log; words that are filtered are not for everybody who reads it.
TOLD = ("registration", "registration_domains", "guests")


def change_site(viewer: Viewer, changes: SiteChanges) -> None:
    """Change what holds for the whole server; raises Forbidden and Invalid."""
    check_administrator(viewer)
    changed = actions.change_settings(viewer.id, changes)
    if changed:
        values = {name: _told(changes.get(name)) for name in TOLD if name in changed}
        details = {"changed": ", ".join(changed)} | values
        audit("site_changed", actor_id=viewer.id, details=details)


def begin_raid_mode(viewer: Viewer, lasts: timedelta) -> datetime:
    """Take nobody new for *lasts*; answers when that ends by itself. Raises Invalid."""
    until = clock.now() + check_raid(lasts)
    check_administrator(viewer)
    actions.change_settings(viewer.id, {"raid_until": until})
    details = {"until": until.isoformat(timespec="seconds")}
    audit("raid_mode_on", actor_id=viewer.id, subject="site", details=details)
    return until


def end_raid_mode(viewer: Viewer) -> None:
    """Take people again; ending it twice changes nothing."""
    check_administrator(viewer)
    until = site_settings().raid_until
    actions.change_settings(viewer.id, {"raid_until": None})
    if until is not None and until > clock.now():
        audit("raid_mode_off", actor_id=viewer.id, subject="site")


def announce(
    viewer: Viewer,
    content: str,
    *,
    level: AnnouncementLevel = AnnouncementLevel.INFO,
    ends_at: datetime | None = None,
) -> Announcement:
    """Tell everybody *content*; raises Forbidden, Invalid and Conflict."""
    check_administrator(viewer)
    made = actions.announce(viewer.id, content, level=level, ends_at=ends_at)
    audit("announcement_made", actor_id=viewer.id, subject=f"announcement:{made.id}")
    return made


def end_announcement(viewer: Viewer, announcement_id: int) -> None:
    """Take words back; ending them twice changes nothing. Raises NotFound."""
    check_administrator(viewer)
    if actions.end_announcement(announcement_id):
        subject = f"announcement:{announcement_id}"
        audit("announcement_ended", actor_id=viewer.id, subject=subject)


def _told(value: object) -> str:
    """A decision in the log; what was left to the environment says so."""
    if value is None:
        return "as configured"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
