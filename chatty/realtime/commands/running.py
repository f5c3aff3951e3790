"""Run one command: read it, check who says it, call its function, answer what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from chatty.core.db import is_outage, unavailable
from chatty.core.errors import ChattyError, Forbidden, TooMany, Unauthenticated
from chatty.core.origin import came_from
from chatty.realtime.commands import messages, presence, rooms, session
from chatty.realtime.frame import Frame
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection

AUTHENTICATE = 4401
UNEXPECTED = "internal_error"

Run = Callable[[Any, Any], None]

COMMANDS: Mapping[type[frames.Command], Run] = {
    frames.Active: presence.active,
    frames.Authenticate: session.authenticate,
    frames.DeleteMessage: messages.delete,
    frames.Delivered: messages.delivered,
    frames.EditMessage: messages.edit,
    frames.JoinRoom: rooms.join,
    frames.LeaveRoom: rooms.leave,
    frames.Post: messages.post,
    frames.React: messages.react,
    frames.Read: messages.read,
    frames.Typing: presence.typing,
    frames.Vote: messages.vote,
    frames.WatchPresence: presence.watch,
}
OPEN_TO_VISITORS = (frames.JoinRoom, frames.LeaveRoom, frames.Authenticate)

log = structlog.get_logger(__name__)


def run_command(connection: Connection, text: str | None) -> None:
    """Run the command in *text*; None stands for a frame above the rate."""
    came_from(connection.address)
    try:
        with connection.hub.app.app_context():
            _run(connection, text)
    except Unauthenticated as error:
        _refuse(connection, text, error)
        connection.close(AUTHENTICATE, "authenticate")
    except ChattyError as error:
        _refuse(connection, text, error)
    except SQLAlchemyError as error:
        if not is_outage(error):
            _unexpected(connection, text, error)
        else:
            _refuse(connection, text, unavailable(error))
    except Exception as error:  # noqa: BLE001  # a defect must not end the client's stream
        _unexpected(connection, text, error)


def _run(connection: Connection, text: str | None) -> None:
    if text is None:
        raise TooMany("rate_limited", "That was too fast. Please slow down.", retry_after=1)
    command = frames.read_command(text)
    viewer = connection.viewer
    if viewer.is_visitor and not isinstance(command, OPEN_TO_VISITORS):
        raise Unauthenticated("sign_in_required", "Please sign in first.")
    claimed = getattr(command, "user_id", None)
    if claimed is not None and claimed != viewer.user_id:
        detail = "A command speaks for the person whose connection it is."
        raise Forbidden("identity_mismatch", detail)
    COMMANDS[type(command)](connection, command)


def _refuse(connection: Connection, text: str | None, error: ChattyError) -> None:
    command, client_id = frames.about(text) if text else (None, None)
    connection.insist(Frame.ephemeral(frames.error(error, command, client_id)))


def _unexpected(connection: Connection, text: str | None, error: Exception) -> None:
    log.error("command_failed", connection=connection.id, exc_info=error)
    _refuse(connection, text, Defect(UNEXPECTED, "Something went wrong here. It was noted."))


class Defect(ChattyError):
    """A mistake of ours; what is told about it is only that it happened."""
