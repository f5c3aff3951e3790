"""Notifications as plain dicts."""

from __future__ import annotations

import json

from chatty.notifications.models import NotificationSettings, NotificationView, PushSubscription
from chatty.notifications.policies import Span, in_week
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.resources.people import person_json


def notification_json(view: NotificationView) -> Json:
    """*view* as a Notification."""
    row = view.row
    return {
        "id": str(row.id),
        "kind": row.kind,
        "actor": None if view.actor is None else person_json(view.actor),
        "roomId": _id(view.room.id if view.room else None),
        "messageId": _id(row.message_id),
        "threadId": _id(view.thread_id),
        "seq": row.seq,
        "inviteId": _id(row.invite_id),
        "detail": row.detail,
        "readAt": moment_or_none(row.read_at),
        "createdAt": moment(row.created_at),
    }


def notification_settings_json(kept: NotificationSettings | None) -> Json:
    """*kept* as NotificationSettings; who chose nothing has what everybody begins with."""
    if kept is None:
        return {
            "doNotDisturb": False,
            "doNotDisturbUntil": None,
            "quietHours": [],
            "keywords": [],
            "pushContent": True,
            "mailDigest": True,
        }
    return {
        "doNotDisturb": kept.is_quiet,
        "doNotDisturbUntil": moment_or_none(kept.quiet_until),
        "quietHours": [_hours(span) for span in in_week(kept.quiet_hours)],
        "keywords": json.loads(kept.keywords),
        "pushContent": kept.push_words,
        "mailDigest": kept.mail_digest,
    }


def push_subscription_json(device: PushSubscription) -> Json:
    """*device* as a PushSubscription: its address is a secret between it and the server."""
    return {
        "id": str(device.id),
        "device": device.device,
        "createdAt": moment(device.created_at),
    }


def _hours(span: Span | None) -> Json | None:
    return None if span is None else {"begin": _clock(span[0]), "until": _clock(span[1])}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)
