"""A push service and the browsers behind it: takes pushes and opens them as they would."""

from __future__ import annotations

import json
import re
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chatty.core.webpush import decoded, encoded, point

# The keys of some device (RFC 8291, appendix A), for what is never opened.
SOME_KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNt"
    "oIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
VAPID = re.compile(r"vapid t=([\w.-]+), k=([\w-]+)")


@dataclass
class Device:
    """One browser's subscription: its keys, and what reached it."""

    service: PushService
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    received: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return f"{self.service.origin}/push/{self.name}"

    @property
    def subscription(self) -> dict[str, Any]:
        """What ``PushSubscription.toJSON()`` says in a browser."""
        keys = {"p256dh": encoded(point(self.key.public_key())), "auth": encoded(self.auth)}
        return {"endpoint": self.endpoint, "keys": keys}

    def opened(self, body: bytes) -> bytes:
        """What was sealed for this device (RFC 8291, from the other side)."""
        salt, size = body[:16], body[20]
        theirs, sealed = body[21 : 21 + size], body[21 + size :]
        curve = ec.SECP256R1()
        sender = ec.EllipticCurvePublicKey.from_encoded_point(curve, theirs)
        shared = self.key.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\0" + point(self.key.public_key()) + theirs
        secret = derive(self.auth, shared, info, 32)
        key = derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(salt, secret, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


def derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


class PushService:
    """Answers what ``answers`` says, in order, and then 201."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.asked = 0
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                status, headers = service.take(
                    self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"]))
                )
                self.send_response(status)
                for name, value in (headers | {"Content-Length": "0"}).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def device(self) -> Device:
        made = Device(self)
        self.devices[f"/push/{made.name}"] = made
        return made

    def take(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str]]:  # noqa: ANN401  # the library's message
        self.asked += 1
        device = self.devices.get(path)
        if device is None:
            return 410, {}
        if not self.is_signed(headers["Authorization"]):
            return 403, {}
        if self.answers:
            return self.answers.pop(0)
        device.heads.append(dict(headers.items()))
        device.received.append(json.loads(device.opened(body)))
        return 201, {}

    def is_signed(self, authorization: str) -> bool:
        """Whether the token was signed by the key that stands beside it, for this service."""
        found = VAPID.fullmatch(authorization)
        if found is None:
            return False
        curve = ec.SECP256R1()
        key = ec.EllipticCurvePublicKey.from_encoded_point(curve, decoded(found[2]))
        claims = jwt.decode(found[1], key, algorithms=["ES256"], audience=self.origin)
        return str(claims["sub"]).startswith("mailto:")

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
