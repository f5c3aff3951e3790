"""Frames about what somebody is told."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import WireId
from chatty.wire.frames.models.base import Durable
from chatty.wire.models import Notification
from chatty.wire.models.notifications import NotificationSettings


class NotificationAdded(Notification, Durable):
    """One was told of something; ``unreadCount`` is how much waits for one now."""

    type: Literal["NOTIFICATION"]
    unread_count: int


class NotificationsRead(Durable):
    """These wait for one no more: they were seen on some device, or are gone."""

    type: Literal["NOTIFICATIONS_READ"]
    ids: list[WireId]
    unread_count: int


class NotificationSettingsChanged(Durable):
    """One chose anew how one wishes to be told, on some device."""

    type: Literal["NOTIFICATION_SETTINGS_CHANGED"]
    settings: NotificationSettings
