"""How one wishes to be told: when not to be disturbed, by which words, on which devices."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core import clock
from chatty.core.db import writing
from chatty.core.mail import mail_is_on
from chatty.core.webpush import sender
from chatty.notifications import actions
from chatty.notifications.policies import DAYS, Span, minute_of
from chatty.notifications.queries import devices_of, settings_of
from chatty.web.answers import go_to, page
from chatty.web.forms.notifications import QUIET, NotificationForm
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.resources.notifications import (
    notification_settings_json,
    push_subscription_json,
)

ADDRESS = "/settings/notifications"
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

routes = Blueprint("notification_settings", __name__)


@routes.get(ADDRESS)
def edit() -> ResponseReturnValue:
    chosen = _kept()
    return _page(NotificationForm(None, data=_typed(chosen)), chosen)


@routes.put(ADDRESS)
def update() -> ResponseReturnValue:
    form = NotificationForm()

    def write() -> bool:
        wishes = _wishes(form)
        with writing():
            actions.keep_wishes(viewer(), wishes)
        return True

    if form.attempt(write) is None:
        return _page(form, _kept())
    flash("Saved.", "success")
    return go_to(ADDRESS)


def _page(form: NotificationForm, chosen: Json) -> ResponseReturnValue:
    hours = [(NAMES[day], *_hours_shown(day, chosen)) for day in range(DAYS)]
    return page(
        "notifications/settings.html",
        form.status,
        form=form,
        chosen=chosen,
        hours=hours,
        zone=viewer().time_zone or "UTC",
        with_mail=mail_is_on(),
        devices=[push_subscription_json(each) for each in devices_of(viewer())],
        push_key=sender.public_key,
    )


def _hours_shown(day: int, chosen: Json) -> tuple[str, str]:
    if request.form:
        return request.form.get(f"begin{day}", ""), request.form.get(f"until{day}", "")
    kept = chosen["quietHours"][day] if chosen["quietHours"] else None
    return (kept["begin"], kept["until"]) if kept else ("", "")


def _kept() -> Json:
    kept, _ = settings_of(viewer().id)
    return notification_settings_json(kept)


def _typed(chosen: Json) -> dict[str, object]:
    quiet = "off"
    if chosen["doNotDisturb"]:
        quiet = "keep" if chosen["doNotDisturbUntil"] else "on"
    return {
        "quiet": quiet,
        "keywords": "\n".join(chosen["keywords"]),
        "push_content": chosen["pushContent"],
        "mail_digest": chosen["mailDigest"],
    }


def _wishes(form: NotificationForm) -> actions.Wishes:
    quiet = form.quiet.data or "off"
    return actions.Wishes(
        is_quiet=quiet != "off",
        quiet_until=_until(quiet),
        hours=[_span(day) for day in range(DAYS)],
        keywords=(form.keywords.data or "").splitlines(),
        push_words=bool(form.push_content.data),
        mail_digest=bool(form.mail_digest.data),
    )


def _until(quiet: str) -> datetime | None:
    if quiet == "keep":
        kept, _ = settings_of(viewer().id)
        return kept.quiet_until if kept else None
    minutes = dict(QUIET).get(quiet)
    return clock.now() + timedelta(minutes=minutes) if minutes else None


def _span(day: int) -> Span | None:
    begin, until = (request.form.get(f"{name}{day}", "") for name in ("begin", "until"))
    if not begin and not until:
        return None
    return minute_of(begin), minute_of(until)
