"""How long a request's body may take to arrive.

gunicorn bounds the time of the head; a body sent a byte at a time would hold its greenlet for ever.
A body has 25 seconds, and one more for each 16 KiB that came: five MiB over a slow line get the
minutes that they need, and whoever sends a trickle is cut off as early as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import gevent
from werkzeug.exceptions import RequestTimeout

from chatty.core import clock
from chatty.core.limits import REQUEST_BODY_BYTES_PER_SECOND, REQUEST_BODY_SECONDS

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication

Read = Callable[..., Any]


class BodyDeadline:
    """WSGI middleware: a body that takes longer is answered 408."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = TimedBody(environ["wsgi.input"])
        try:
            return self._app(environ, start_response)
        except RequestTimeout as error:
            return error(environ, start_response)


class TimedBody:
    """A request's body that must be there in time; raises RequestTimeout."""

    def __init__(self, body: InputStream) -> None:
        self.body = body
        self._until = clock.monotonic() + REQUEST_BODY_SECONDS

    def read(self, size: int = -1) -> bytes:
        """At most *size* bytes."""
        return self._credited(bytes(self._in_time(self.body.read, size)))

    def readline(self, size: int = -1) -> bytes:
        """One line, or its first *size* bytes."""
        return self._credited(bytes(self._in_time(self.body.readline, size)))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """All lines."""
        lines: list[bytes] = self._in_time(self.body.readlines, hint)
        return lines

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readlines())

    def _credited(self, data: bytes) -> bytes:
        self._until += len(data) / REQUEST_BODY_BYTES_PER_SECOND
        return data

    def _in_time(self, read: Read, size: int) -> Any:  # noqa: ANN401  # whatever *read* gives
        timeout = gevent.Timeout(max(0.001, self._until - clock.monotonic()))
        with timeout:
            try:
                return read(size)
            except gevent.Timeout as error:
                if error is not timeout:
                    raise
                raise RequestTimeout from error
