"""What can go wrong, raised once and translated once per door.

Every error has a stable lower_snake ``code`` (for programs), a ``detail`` in words (for people) and
a ``status`` after RFC 9110. A door makes of it a page, a problem body (RFC 9457) or an ERROR frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field of what was sent."""

    field: str
    message: str


class ChattyError(Exception):
    """Base of everything that a door translates for the person asking."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail or code.replace("_", " ").capitalize() + "."
        self.errors = tuple(errors)
        self.retry_after = retry_after


class BadRequest(ChattyError):
    """What was sent cannot be read."""

    status = 400
    title = "Bad request"


class Unauthenticated(ChattyError):
    """Who is asking is not known, or no longer."""

    status = 401
    title = "Not signed in"


class Forbidden(ChattyError):
    """The thing may be known, the act is not allowed."""

    status = 403
    title = "Not allowed"


class NotFound(ChattyError):
    """Absent, or nothing the person asking may know of: the same answer."""

    status = 404
    title = "Not found"

    def __init__(self, code: str = "not_found", detail: str = "There is nothing here.") -> None:
        super().__init__(code, detail)


class Conflict(ChattyError):
    """The state of things does not allow it now."""

    status = 409
    title = "Conflict"


class Gone(ChattyError):
    """It was here, and is no more."""

    status = 410
    title = "Gone"


class TooLarge(ChattyError):
    """More bytes than are taken."""

    status = 413
    title = "Too large"


class UnsupportedMedia(ChattyError):
    """A content type that is not taken here."""

    status = 415
    title = "Unsupported media type"


class Invalid(ChattyError):
    """Readable, but not acceptable; ``errors`` names the fields."""

    status = 422
    title = "Not valid"


class TooMany(ChattyError):
    """A rate is used up; ``retry_after`` tells in whole seconds when to come back."""

    status = 429
    title = "Too many requests"


class Unavailable(ChattyError):
    """Something this server stands on is away for a moment."""

    status = 503
    title = "Not available right now"


def invalid(field: str, message: str, code: str = "invalid") -> Invalid:
    """The refusal of one field."""
    return Invalid(code, message, errors=[FieldError(field, message)])
