"""PUT and DELETE from forms: browsers send only POST, and a field ``_method`` names the verb."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from chatty.core.limits import FORM_MEMORY_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FORM = "application/x-www-form-urlencoded"
VERBS = frozenset({"PUT", "PATCH", "DELETE"})


class MethodOverride:
    """Reads small form posts once, and gives the app a fresh copy of them."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and _is_small_form(environ):
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)
            verb = _verb(body)
            if verb in VERBS:
                environ["REQUEST_METHOD"] = verb
        return self.app(environ, start_response)


def _is_small_form(environ: WSGIEnvironment) -> bool:
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    length = environ.get("CONTENT_LENGTH") or ""
    return kind == FORM and length.isascii() and length.isdigit() and _fits(int(length))


def _fits(length: int) -> bool:
    # What is larger is refused by the app; it is not for this class to read it.
    return length <= FORM_MEMORY_BYTES


def _verb(body: bytes) -> str:
    if b"_method=" not in body:
        return ""
    fields = parse_qs(body.decode("latin-1"), max_num_fields=None)
    return fields.get("_method", [""])[0].upper()
