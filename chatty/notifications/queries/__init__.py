"""What somebody was told, and whom something concerns."""

from chatty.notifications.queries.devices import (
    DueDelivery,
    devices_of,
    due_deliveries,
    view_of,
)
from chatty.notifications.queries.listing import (
    joined,
    notification_for,
    notifications_by_id,
    notifications_of,
    unread_count,
    unread_counts,
    visible_to_its_own,
    waiting_notifications,
)
from chatty.notifications.queries.recipients import (
    Recipient,
    recipient,
    recipients_of,
    reply_author,
    settings_of,
)

__all__ = [
    "DueDelivery",
    "Recipient",
    "devices_of",
    "due_deliveries",
    "joined",
    "notification_for",
    "notifications_by_id",
    "notifications_of",
    "recipient",
    "recipients_of",
    "reply_author",
    "settings_of",
    "unread_count",
    "unread_counts",
    "view_of",
    "visible_to_its_own",
    "waiting_notifications",
]
