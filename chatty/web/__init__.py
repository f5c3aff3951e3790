"""Door 1: pages for people with a browser, complete without scripts.

Every page is read and every change is made by ordinary requests; unsafe ones carry the CSRF
token of the session. Scripts use the same routes.
"""

from __future__ import annotations

from flask import Blueprint, Flask, g, request

from chatty.core.db import db
from chatty.stream.queries import head
from chatty.web import (
    accounts,
    appearance,
    connection,
    errors,
    explore,
    filters,
    home,
    identity,
    markers,
    members,
    memberships,
    messages,
    override,
    presence,
    profile,
    rooms,
    security,
    sessions,
)
from chatty.web.assets import Assets

NOUNS = (
    home, accounts, sessions, rooms, explore, messages, markers, memberships, members, presence,
    appearance, profile, connection,
)  # fmt: skip


def register(app: Flask) -> None:
    """Open the door on *app*."""
    web = Blueprint("web", __name__)
    for noun in NOUNS:
        web.register_blueprint(noun.routes)
    web.before_request(identity.protect)
    web.before_request(take_cursor)
    web.before_request(identity.touch)
    web.after_request(security.forbid_storing)
    assets = Assets(app)
    identity.register(app)
    filters.register(app)
    security.register(app, assets)
    errors.register(app)
    app.register_blueprint(web)
    app.wsgi_app = override.MethodOverride(app.wsgi_app)  # type: ignore[method-assign]  # the way Flask documents it


def take_cursor() -> None:
    """Note where the stream stands before anything of a page is read.

    What is committed in between is then in the page and comes once more over the stream, where it
    does no harm. The other way round it would be in neither.
    """
    if request.method == "GET":
        g.stream_cursor = head(db.session.connection())
