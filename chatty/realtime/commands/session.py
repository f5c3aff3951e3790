"""AUTHENTICATE: say who one is, or that one still is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatty.core.db import db
from chatty.core.errors import ChattyError, Forbidden
from chatty.realtime.catchup import Looks
from chatty.realtime.credentials import Credential, from_token
from chatty.stream.models import Cursor
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection

TOO_MANY_STREAMS = 4504


def authenticate(connection: Connection, command: frames.Authenticate) -> None:
    """Become the person of the token, answered by WELCOME; or renew the token of the same person.

    Raises Unauthenticated for a bad token, Forbidden for another person's.
    """
    credential = from_token(command.token)
    db.session.remove()
    if connection.viewer.is_visitor:
        _become(connection, credential, Cursor.parse(command.cursor) if command.cursor else None)
    elif credential.viewer.user_id != connection.viewer.user_id:
        raise Forbidden("identity_mismatch", "This connection is another person's.")
    else:
        connection.viewer = credential.viewer
        connection.expires_at = credential.expires_at


def _become(connection: Connection, credential: Credential, cursor: Cursor | None) -> None:
    hub = connection.hub
    looked_at = Looks(rooms=tuple(connection.rooms))
    try:
        hub.roll.check(credential.viewer, connection.address)
    except ChattyError:
        connection.close(TOO_MANY_STREAMS, "too many connections")
        raise
    hub.unlink(connection, clean=True)
    connection.viewer = credential.viewer
    connection.expires_at = credential.expires_at
    hub.catch_up.attach(connection, cursor, looked_at)
