"""Who sees and finds one."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import SettingsChanges, update_settings
from chatty.accounts.models import Audience
from chatty.accounts.queries import user_by_id
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.web.answers import go_to, page
from chatty.web.identity import viewer
from chatty.wire.resources import settings_json

routes = Blueprint("privacy", __name__)


@routes.get("/settings/privacy")
def edit() -> ResponseReturnValue:
    return page("accounts/privacy.html", chosen=settings_json(user_by_id(viewer().id)))


@routes.put("/settings/privacy")
def update() -> ResponseReturnValue:
    _ = viewer().id
    audience = request.form.get("lastSeen", "")
    if audience not in set(Audience):
        raise invalid("lastSeen", "Choose nobody, friends or everyone.")
    changes: SettingsChanges = {
        "last_seen": audience,
        "discoverable": "discoverable" in request.form,
        "show_typing": "showTyping" in request.form,
        "show_receipts": "showReceipts" in request.form,
        "share_birth_date": "shareBirthDate" in request.form,
        "message_requests": "messageRequests" in request.form,
    }
    with writing():
        update_settings(viewer(), **changes)
    flash("Saved.", "success")
    return go_to("/settings/privacy")
