"""Tell everybody something, and take it back."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import announce, end_announcement
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.site.models import AnnouncementLevel
from chatty.site.queries import announcements
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.forms.administration import AnnouncementForm
from chatty.web.identity import viewer
from chatty.wire.resources.site import announcement_json

PAGE = "/admin/announcements"

routes = Blueprint("announcements", __name__)


@routes.get("/announcements")
def index() -> ResponseReturnValue:
    return _page(AnnouncementForm())


@routes.post("/announcements")
def create() -> ResponseReturnValue:
    form = AnnouncementForm()
    if form.attempt(lambda: _announce(form)) is None:
        return _page(form)
    flash("Everybody is told now.", "success")
    return go_to(PAGE)


@routes.delete(f"/announcements/<int(max={LARGEST}):announcement_id>")
def destroy(announcement_id: int) -> ResponseReturnValue:
    with writing():
        end_announcement(viewer(), announcement_id)
    flash("Taken back.", "success")
    return go_to(PAGE)


def _announce(form: AnnouncementForm) -> int:
    level = form.level.data or ""
    if level not in set(AnnouncementLevel):
        raise invalid("level", "Choose one of the list.")
    with writing():
        made = announce(
            viewer(),
            form.content.data or "",
            level=AnnouncementLevel(level),
            ends_at=form.ends_at,
        )
        return made.id


def _page(form: AnnouncementForm) -> ResponseReturnValue:
    told = [announcement_json(each) for each in announcements()]
    return page("admin/announcements.html", form.status, form=form, told=told)
