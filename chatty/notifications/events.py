"""Facts about notifications."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notified:
    """People were told of something; each id is one notification."""

    notification_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotificationsRead:
    """What somebody was told of waits for them no more: they saw it, or it is gone."""

    user_id: int
    notification_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotificationSettingsChanged:
    """Somebody chose anew how they wish to be told."""

    user_id: int
