"""An S3 server in a process of its own: moto, which forgets to ask who is asking.

    python s3_server.py PORT ACCESS_KEY SECRET_KEY

So each request's signature is looked at here first, the way Amazon describes it for version 4: what
is not signed with the secret, was signed for other headers, or is over, is answered 403.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, run_simple
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from botocore.auth import SigV4Auth

REGION = "us-east-1"
MOMENT = "%Y%m%dT%H%M%SZ"
SKEW = timedelta(minutes=15)
UNSIGNED = {"X-Amz-Signature"}
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"


class Words(NamedTuple):
    """What a request says of its own signature."""

    moment: str
    signature: str
    payload: str


class Signed:
    """WSGI middleware that lets only signed requests through."""

    def __init__(self, app: Callable[..., Any], key: str, secret: str) -> None:
        self.app = app
        self.credentials = Credentials(key, secret)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401  # WSGI's own
        request = Request(environ)
        problem = self.problem(request)
        if problem is None:
            found: Iterable[bytes] = self.app(environ, start)
            return found
        text = f"<Error><Code>{problem}</Code><Message>{problem}</Message></Error>"
        return Response(text, status=403, mimetype="application/xml")(environ, start)

    def problem(self, request: Request) -> str | None:
        if request.method == "OPTIONS":
            return None
        if "X-Amz-Signature" in request.args:
            return self._of_address(request)
        if "Authorization" in request.headers:
            return self._of_headers(request)
        return "AccessDenied"

    def _of_address(self, request: Request) -> str | None:
        signed_at = datetime.strptime(request.args["X-Amz-Date"], MOMENT).replace(tzinfo=UTC)
        ends = signed_at + timedelta(seconds=int(request.args["X-Amz-Expires"]))
        if datetime.now(UTC) > ends:
            return "AccessDenied"
        wanted = request.args["X-Amz-SignedHeaders"]
        asked = self._as_asked(request, wanted.split(";"))
        signer = S3SigV4QueryAuth(self.credentials, "s3", REGION)
        words = Words(request.args["X-Amz-Date"], request.args["X-Amz-Signature"], UNSIGNED_PAYLOAD)
        return self._differs(signer, asked, words)

    def _of_headers(self, request: Request) -> str | None:
        fields = dict(
            part.strip().split("=", 1)
            for part in request.headers["Authorization"].partition(" ")[2].split(",")
        )
        moment = request.headers["X-Amz-Date"]
        if abs(datetime.now(UTC) - datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)) > SKEW:
            return "RequestTimeTooSkewed"
        asked = self._as_asked(request, fields["SignedHeaders"].split(";"))
        signer = S3SigV4Auth(self.credentials, "s3", REGION)
        payload = request.headers["X-Amz-Content-Sha256"]
        return self._differs(signer, asked, Words(moment, fields["Signature"], payload))

    def _as_asked(self, request: Request, signed: list[str]) -> AWSRequest:
        pairs = parse_qsl(request.query_string.decode(), keep_blank_values=True)
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in pairs
            if name not in UNSIGNED
        )
        url = f"{request.host_url.rstrip('/')}{quote(request.path, safe='/~')}"
        headers = {name: request.headers.get(name, "") for name in signed}
        return AWSRequest(request.method, f"{url}?{query}" if query else url, headers=headers)

    def _differs(self, signer: SigV4Auth, asked: AWSRequest, words: Words) -> str | None:
        asked.context["timestamp"] = words.moment
        url = urlsplit(asked.url or "")
        headers = sorted((name.lower(), value) for name, value in asked.headers.items())
        canonical = "\n".join(
            (
                asked.method or "",
                url.path,
                "&".join(sorted(url.query.split("&"))) if url.query else "",
                *(f"{name}:{' '.join(value.split())}" for name, value in headers),
                "",
                ";".join(name for name, _ in headers),
                words.payload,
            )
        )
        expected = signer.signature(signer.string_to_sign(asked, canonical), asked)
        return None if expected == words.signature else "SignatureDoesNotMatch"


class Quiet(WSGIRequestHandler):
    """Keeps no log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401  # werkzeug's signature
        """Say nothing."""


def main() -> None:
    """Serve until the process is ended."""
    port, key, secret = sys.argv[1:]
    app = Signed(DomainDispatcherApplication(create_backend_app), key, secret)
    run_simple("127.0.0.1", int(port), app, threaded=True, request_handler=Quiet)


if __name__ == "__main__":
    main()
