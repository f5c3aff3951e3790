"""What one was told."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.notifications import NotificationPage, ReadUpTo
from chatty.api.credentials import viewer
from chatty.api.queries import Notified
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.notifications import actions
from chatty.notifications.policies import minute_of
from chatty.notifications.queries import notifications_of, settings_of, unread_count
from chatty.wire.models.notifications import NotificationSettings
from chatty.wire.resources import notification_json
from chatty.wire.resources.notifications import notification_settings_json

routes = Routes()


@routes.route("GET", "/notifications", Contract({200: NotificationPage}, query=Notified))
def index(query: Notified) -> Response:
    """What one was told, newest first: as far as one may see now what it is about."""
    page = notifications_of(
        viewer(), unread=query.unread == "true", cursor=query.cursor, limit=query.limit
    )
    return ok(
        {
            "items": [notification_json(each) for each in page.items],
            "nextCursor": page.next_cursor,
            "unreadCount": unread_count(viewer()),
        }
    )


@routes.route(
    "PUT",
    "/notifications/read",
    Contract({204: None}, body=ReadUpTo, body_optional=True, guests=True),
)
def read_all(body: ReadUpTo | None) -> Response:
    """Note that one saw all of it, or all up to one of them."""
    with writing():
        actions.read_all(viewer(), upto=body.upto if body else None)
    return done()


@routes.route("PUT", "/notifications/<id:notification_id>/read", Contract({204: None}, guests=True))
def read(notification_id: int) -> Response:
    """Note that one saw it; twice changes nothing."""
    with writing():
        actions.read_one(viewer(), notification_id)
    return done()


@routes.route("GET", "/me/notification-settings", Contract({200: NotificationSettings}))
def settings() -> Response:
    """How one wishes to be told."""
    kept, _ = settings_of(viewer().id)
    return ok(notification_settings_json(kept))


@routes.route(
    "PUT",
    "/me/notification-settings",
    Contract({200: NotificationSettings}, body=NotificationSettings),
)
def change_settings(body: NotificationSettings) -> Response:
    """Choose how one wishes to be told, all of it."""
    with writing():
        kept = actions.keep_wishes(viewer(), _wishes(body))
    return ok(notification_settings_json(kept))


def _wishes(body: NotificationSettings) -> actions.Wishes:
    return actions.Wishes(
        is_quiet=body.do_not_disturb,
        quiet_until=_moment(body.do_not_disturb_until),
        hours=[
            None if day is None else (minute_of(day.begin), minute_of(day.until))
            for day in body.quiet_hours
        ],
        keywords=body.keywords,
        push_words=body.push_content,
        mail_digest=body.mail_digest,
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise invalid("doNotDisturbUntil", "There is no such moment.") from None
