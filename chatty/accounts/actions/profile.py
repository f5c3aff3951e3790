"""Change what others and oneself see of an account."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.events import ProfileUpdated, SettingsUpdated
from chatty.accounts.models import Theme, User, Viewer
from chatty.accounts.policies import check_bio, check_display_name
from chatty.accounts.queries import user_by_id
from chatty.core import clock
from chatty.core.db import db
from chatty.core.facts import record


def update_profile(
    viewer: Viewer, *, display_name: str | None = None, bio: str | None = None
) -> User:
    """Change what others see; None leaves a field as it is. Raises Invalid."""
    user = user_by_id(viewer.id)
    if display_name is not None:
        user.display_name = check_display_name(display_name)
    if bio is not None:
        user.bio = check_bio(bio)
    user.updated_at = clock.now()
    record(ProfileUpdated(user_id=user.id))
    return user


def set_theme(viewer: Viewer, theme: Theme) -> None:
    """Choose how pages look on all of the person's devices."""
    user_by_id(viewer.id).theme = theme
    record(SettingsUpdated(user_id=viewer.id, theme=theme))


def note_last_seen(user_id: int) -> None:
    """Write down that the person just went offline."""
    db.session.execute(sa.update(User).where(User.id == user_id).values(last_seen_at=clock.now()))
