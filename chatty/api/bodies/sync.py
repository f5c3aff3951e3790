"""The state to start from."""

from __future__ import annotations

from chatty.api.bodies.presence import PersonPresence
from chatty.wire.base import WireModel
from chatty.wire.frames.models import Cursor
from chatty.wire.models import Announcement, Friend, Invite, Me, Notification, Room, ThreadPlace
from chatty.wire.models.notifications import NotificationSettings
from chatty.wire.models.unsent import DraftPlace, ScheduledPlace


class Snapshot(WireModel):
    """Everything a client needs to start, or to start over: apply frames after ``cursor`` to it."""

    cursor: Cursor
    me: Me
    rooms: list[Room]
    friends: list[Friend]
    invites: list[Invite]
    notifications: list[Notification]
    unread_notifications: int
    notification_settings: NotificationSettings
    threads: list[ThreadPlace]
    presence: list[PersonPresence]
    announcements: list[Announcement]
    drafts: list[DraftPlace]
    scheduled: list[ScheduledPlace]
