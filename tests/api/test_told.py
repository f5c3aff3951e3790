"""R22: whatever a route changes is among the changes that `test_state` proves to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import request

from chatty.api.views import ROUTES
from tests.api.conftest import People
from tests.api.test_state import NAMES, changes
from tests.conftest import app_on

if TYPE_CHECKING:
    from collections.abc import Iterator

# What nobody hears of, by the name of the route, and why.
TRUST = "One's ways in stand on their own pages, and in no snapshot."
OWN_PAGE = "It is of one device, or read by its own page, and stands in no snapshot."
WAYS_IN = "It begins or ends a stream, and is told to none that goes on."
ASIDE = "It is kept for who runs the room or the server, and stands in no snapshot."
BY_MAIL = "The word for it comes by mail: tests/wire/test_facts.py has its fact."
READING = frozenset({"GET", "HEAD", "OPTIONS"})
UNNAMED = "It is its sender's alone until a message names it, and stands in no snapshot."
UNTOLD: dict[str, str] = {
    "addresses_confirm": BY_MAIL,
    "addresses_destroy": BY_MAIL,
    "addresses_update": BY_MAIL,
    "admin_audit_export": ASIDE,
    "admin_users_end_sessions": WAYS_IN,
    "admin_users_reset": WAYS_IN,
    "attachments_create": UNNAMED,
    "attachments_destroy": UNNAMED,
    "auth_login": WAYS_IN,
    "auth_logout": WAYS_IN,
    "auth_refresh": WAYS_IN,
    "auth_register": WAYS_IN,
    "auth_ticket": WAYS_IN,
    "guests_create": WAYS_IN,
    "guests_update": "Nobody of the cast is a guest: tests/api/test_guests.py has its frames.",
    "identities_destroy": TRUST,
    "invites_accept_mailed": BY_MAIL,
    "links_destroy": ASIDE,
    "messages_typing": "It is told, and kept by nobody.",
    "passkeys_ask": TRUST,
    "passkeys_ask_for_new": TRUST,
    "passkeys_create": TRUST,
    "passkeys_destroy": TRUST,
    "passkeys_sign_in": WAYS_IN,
    "passwords_create": WAYS_IN,
    "passwords_finish": WAYS_IN,
    "passwords_update": TRUST,
    "push_subscriptions_destroy": OWN_PAGE,
    "push_subscriptions_subscribe": OWN_PAGE,
    "room_audit_export": ASIDE,
    "signins_accept_link": WAYS_IN,
    "signins_clear": WAYS_IN,
    "signins_destroy": WAYS_IN,
    "signins_link": WAYS_IN,
    "totp_create": TRUST,
    "totp_destroy": TRUST,
    "totp_renew": TRUST,
    "totp_update": TRUST,
    "uploads_announce_file": UNNAMED,
    "uploads_append": UNNAMED,
    "uploads_complete": UNNAMED,
    "uploads_create": UNNAMED,
    "uploads_destroy": UNNAMED,
}


@pytest.fixture
def asked(sqlite_databases, tmp_path) -> set[str]:
    """The routes that the changes go through, each on a database of its own."""
    endpoints: set[str] = set()
    for name in NAMES:
        for app in app_on(sqlite_databases, "cast", tmp_path, shared=False):
            app.before_request(lambda: endpoints.add(request.endpoint or ""))
            cast = sqlite_databases.casts["cast"]
            for act in changes(People(app, cast), cast)[name]:
                act()
    return endpoints


def changing() -> Iterator[str]:
    for route in ROUTES:
        if route.method not in READING:
            yield route.name


def test_every_route_that_changes_something_is_proven_to_be_told(asked):
    proven = {endpoint.removeprefix("api.") for endpoint in asked}
    missing = set(changing()) - proven - set(UNTOLD)
    assert sorted(missing) == []
    assert set(UNTOLD) <= set(changing())
