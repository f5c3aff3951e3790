"""What facts about notifications become."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chatty.notifications.events import (
    NotificationSettingsChanged,
    NotificationsRead,
    Notified,
)
from chatty.notifications.queries import notifications_by_id, settings_of, unread_counts
from chatty.stream.models import EventDraft
from chatty.wire.frames.facts.building import builder, to_person
from chatty.wire.resources import notification_json
from chatty.wire.resources.notifications import notification_settings_json


@builder(Notified)
def _notified(_session: Session, fact: Notified) -> list[EventDraft]:
    views = notifications_by_id(fact.notification_ids)
    counts = unread_counts({view.row.user_id for view in views})
    return [
        to_person(
            view.row.user_id,
            {
                "type": "NOTIFICATION",
                **notification_json(view),
                "unreadCount": counts.get(view.row.user_id, 0),
            },
            about=view.row.message_id,
        )
        for view in views
    ]


@builder(NotificationsRead)
def _notifications_read(_session: Session, fact: NotificationsRead) -> list[EventDraft]:
    frame = {
        "type": "NOTIFICATIONS_READ",
        "ids": [str(each) for each in fact.notification_ids],
        "unreadCount": unread_counts({fact.user_id}).get(fact.user_id, 0),
    }
    return [to_person(fact.user_id, frame)]


@builder(NotificationSettingsChanged)
def _settings_changed(_session: Session, fact: NotificationSettingsChanged) -> list[EventDraft]:
    kept, _ = settings_of(fact.user_id)
    frame = {
        "type": "NOTIFICATION_SETTINGS_CHANGED",
        "settings": notification_settings_json(kept),
    }
    return [to_person(fact.user_id, frame)]
