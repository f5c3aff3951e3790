"""Pages for who runs the server. That it is run is no secret: others are told that it is not them.

What is dangerous asks for the password once more, and each act stands in the log.
"""

from __future__ import annotations

from flask import Blueprint

from chatty.accounts.policies import check_administrator
from chatty.web.admin import announcements, audit, health, people, registration, reports, rooms
from chatty.web.identity import viewer

NOUNS = (health, people, rooms, reports, registration, announcements, audit)

routes = Blueprint("admin", __name__, url_prefix="/admin")
for noun in NOUNS:
    routes.register_blueprint(noun.routes)


@routes.before_request
def keep_others_out() -> None:
    """Visitors are led to the sign-in, everybody else who is no administrator is refused."""
    _ = viewer().id
    check_administrator(viewer())
