"""What everybody is told."""

from __future__ import annotations

from flask import Response

from chatty.accounts.actions import announce, end_announcement
from chatty.api.answers import created, done, ok
from chatty.api.bodies.administration import AnnouncementList, NewAnnouncement
from chatty.api.credentials import Credential, viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.site.models import AnnouncementLevel
from chatty.site.queries import announcements
from chatty.wire.models import Announcement
from chatty.wire.resources.site import announcement_json

routes = Routes()


@routes.route(
    "GET",
    "/announcements",
    Contract({200: AnnouncementList}, needs=Credential.ACCESS_IF_SENT),
)
def index() -> Response:
    """What everybody is told now, newest first; also without credentials."""
    items = [announcement_json(each) for each in announcements()]
    return ok({"items": items, "nextCursor": None})


@routes.route(
    "POST",
    "/admin/announcements",
    Contract({201: Announcement}, body=NewAnnouncement, administrators=True, refuses=(409,)),
)
def create(body: NewAnnouncement) -> Response:
    """Tell everybody something, on every page and over every stream."""
    level = AnnouncementLevel(body.level)
    with writing():
        made = announce(viewer(), body.content, level=level, ends_at=body.ends_at)
        answer = announcement_json(made)
    return created(answer)


@routes.route(
    "DELETE",
    "/admin/announcements/<id:announcement_id>",
    Contract({204: None}, administrators=True),
)
def destroy(announcement_id: int) -> Response:
    """Take words back; doing it twice changes nothing."""
    with writing():
        end_announcement(viewer(), announcement_id)
    return done()
