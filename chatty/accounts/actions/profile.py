"""Change what others and oneself see of an account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypedDict, Unpack

import sqlalchemy as sa

from chatty.accounts.events import ProfileUpdated, SettingsUpdated
from chatty.accounts.models import StatusDraft, Theme, User, Viewer
from chatty.accounts.policies import (
    check_bio,
    check_birth_date,
    check_display_name,
    check_emoji,
    check_locale,
    check_phone,
    check_status_text,
    check_time_zone,
    status_ends,
)
from chatty.accounts.queries import own_account
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import invalid
from chatty.core.facts import record


class ProfileChanges(TypedDict, total=False):
    """What is left out stays as it is."""

    display_name: str
    bio: str
    phone: str | None
    birth_date: date | None


class SettingsChanges(TypedDict, total=False):
    """What is left out stays as it is."""

    theme: str
    locale: str | None
    time_zone: str | None
    discoverable: bool
    show_typing: bool
    show_receipts: bool
    show_previews: bool
    last_seen: str
    share_birth_date: bool
    message_requests: bool


# What others see of one besides: their copies are told.
SEEN_BY_OTHERS = frozenset({"time_zone", "share_birth_date"})


def update_profile(viewer: Viewer, **changes: Unpack[ProfileChanges]) -> User:
    """Change what is said about oneself. Raises Invalid."""
    user = own_account(viewer)
    before = user.display_name
    if "display_name" in changes:
        user.display_name = check_display_name(changes["display_name"])
    if "bio" in changes:
        user.bio = check_bio(changes["bio"])
    if "phone" in changes:
        user.phone = check_phone(changes["phone"])
    if "birth_date" in changes:
        user.birth_date = check_birth_date(changes["birth_date"], today=clock.now().date())
    return _updated(user, in_rooms=user.display_name != before)


def set_status(viewer: Viewer, draft: StatusDraft) -> User:
    """Say what one is up to, by an emoji, some words, or both. Raises Invalid."""
    user = own_account(viewer)
    emoji, text = check_emoji(draft.emoji), check_status_text(draft.text)
    if emoji is None and text is None:
        raise invalid("text", "A status has an emoji or some words.")
    user.status_emoji, user.status_text = emoji, text
    user.status_until = status_ends(draft.lasts, now=clock.now(), time_zone=user.time_zone)
    return _updated(user, in_rooms=False)


def clear_status(user: User) -> None:
    """Take a status away; without one nothing happens."""
    if user.status_emoji is None and user.status_text is None:
        return
    user.status_emoji = user.status_text = user.status_until = None
    _updated(user, in_rooms=False)


def update_settings(viewer: Viewer, **changes: Unpack[SettingsChanges]) -> User:
    """Choose things for oneself. Raises Invalid."""
    user = own_account(viewer)
    values: dict[str, object] = {**changes}
    if "locale" in changes:
        values["locale"] = check_locale(changes["locale"])
    if "time_zone" in changes:
        values["time_zone"] = check_time_zone(changes["time_zone"])
    if "last_seen" in changes:
        values["last_seen_audience"] = values.pop("last_seen")
    for name, value in values.items():
        setattr(user, name, value)
    record(SettingsUpdated(user_id=user.id))
    if changes.keys() & SEEN_BY_OTHERS:
        _updated(user, in_rooms=False)
    return user


def set_theme(viewer: Viewer, theme: Theme) -> None:
    """Choose how pages look on all of the person's devices."""
    update_settings(viewer, theme=theme)


def note_last_seen(user_ids: Collection[int]) -> None:
    """Write down that these people were here a moment ago."""
    db.session.execute(
        sa.update(User).where(User.id.in_(user_ids)).values(last_seen_at=clock.now())
    )


def _updated(user: User, *, in_rooms: bool) -> User:
    user.updated_at = clock.now()
    record(ProfileUpdated(user_id=user.id, in_rooms=in_rooms))
    return user
