"""A real OpenID provider in a process of its own, which insists on PKCE (RFC 7636).

``python -m tests.identity_provider PORT`` serves; ``IdentityProvider`` starts that and signs people
in there, as their browser would.
"""

from __future__ import annotations

import hashlib
import signal
import sys
import warnings
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import requests

from tests.servers import LocalServer

if TYPE_CHECKING:
    from flask import Flask, Response

ROOT = Path(__file__).parent.parent
TIMEOUT_SECONDS = 5
PEOPLE: dict[str, dict[str, object]] = {
    "fay-elsewhere": {
        "email": "fay@example.org",
        "email_verified": True,
        "name": "Fay Green",
        "preferred_username": "Fay.Green",
    },
    "bea-elsewhere": {"email": "bea@example.org", "email_verified": True, "name": "Bea"},
    "mallory": {"email": "bea@example.org", "email_verified": False, "name": "Bea"},
    "says-yes": {"email": "bea@example.org", "email_verified": "true", "name": "Bea"},
    "without-mail": {"name": "Nobody"},
}


class IdentityProvider(LocalServer):
    """The provider; its issuer is ``url``."""

    name = "identity-provider"
    gentle_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
        code += f"from tests.identity_provider import serve; serve({self.port})"
        return [sys.executable, "-c", code]

    def answers(self) -> bool:
        try:
            requests.get(f"{self.url}/.well-known/openid-configuration", timeout=TIMEOUT_SECONDS)
        except requests.RequestException:
            return False
        return True

    def consent(self, address: str, person: str) -> str:
        """What *person* does at the provider's *address*: agree; answers where that leads to."""
        answer = requests.post(
            address, data={"sub": person}, allow_redirects=False, timeout=TIMEOUT_SECONDS
        )
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


def serve(port: int) -> None:
    """Serve until told to stop."""
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, app  # noqa: PLC0415  # only this process needs it

    users = [User(sub=sub, claims=dict(claims)) for sub, claims in PEOPLE.items()]
    provider = app(require_nonce=True, user_claims=users)
    insist_on_pkce(provider)
    provider.run(port=port, debug=False)


def insist_on_pkce(provider: Flask) -> None:
    """Refuse to trade a code without the verifier of the challenge it was asked for with."""
    from flask import Response as Answer  # noqa: PLC0415  # only this process needs it
    from flask import request  # noqa: PLC0415  # only where there is a request

    challenges: dict[str, str] = {}

    @provider.after_request
    def note(response: Response) -> Response:
        codes = parse_qs(urlsplit(response.headers.get("Location", "")).query).get("code", [])
        method = request.args.get("code_challenge_method")
        for code in codes:
            challenges[code] = request.args["code_challenge"] if method == "S256" else ""
        return response

    @provider.before_request
    def check() -> Response | None:
        if request.path != "/oauth2/token":
            return None
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        expected = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenges.get(request.form.get("code", "")) == expected:
            return None
        return Answer('{"error": "invalid_grant"}', 400, mimetype="application/json")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
