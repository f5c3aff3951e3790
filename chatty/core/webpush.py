"""Web push without a vendor: who sends (RFC 8292), and what only the device reads (RFC 8291).

The key pair that identifies this installation to push services is made from the server's key, as
sealed secrets are: every process has the same without asking, and it is kept nowhere. Whoever
changes the server's key ends all subscriptions.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# The order of the curve's group: a private key is a number below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PURPOSE = b"chatty web push"
RECORD_BYTES = 4_096
SALT_BYTES = AUTH_BYTES = 16
TOKEN_LIVES = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a device's browser made for its subscription, as base64url."""

    p256dh: str
    auth: str


class Sender:
    """This installation, as push services know it."""

    def __init__(self) -> None:
        self._key: ec.EllipticCurvePrivateKey | None = None
        self._contact = ""

    def configure(self, secret_key: str, *, contact: str) -> None:
        """Be who *secret_key* makes; *contact* is whom a push service writes to about it."""
        # Sixteen bytes more than the order has, so that no number is likelier than another.
        seed = HKDF(algorithm=SHA256(), length=48, salt=None, info=PURPOSE)
        number = int.from_bytes(seed.derive(secret_key.encode())) % (ORDER - 1) + 1
        self._key = ec.derive_private_key(number, CURVE)
        self._contact = contact

    @property
    def public_key(self) -> str:
        """What browsers subscribe with."""
        return encoded(point(self._private.public_key()))

    def authorization(self, endpoint: str, *, now: datetime) -> str:
        """The header that tells the push service of *endpoint* who sends."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + TOKEN_LIVES).timestamp()),
            "sub": self._contact,
        }
        token = jwt.encode(claims, self._private, algorithm="ES256")
        return f"vapid t={token}, k={self.public_key}"

    @property
    def _private(self) -> ec.EllipticCurvePrivateKey:
        if self._key is None:
            message = "web push was not configured"
            raise RuntimeError(message)
        return self._key


def sealed_for(
    keys: Keys,
    payload: bytes,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """*payload* as only the device of *keys* reads it; *own* and *salt* are new each time."""
    own = own or ec.generate_private_key(CURVE)
    salt = salt or secrets.token_bytes(SALT_BYTES)
    theirs, ours = decoded(keys.p256dh), point(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    secret = _derive(decoded(keys.auth), shared, b"WebPush: info\0" + theirs + ours, 32)
    key = _derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(salt, secret, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD_BYTES.to_bytes(4) + len(ours).to_bytes(1) + ours
    return head + AESGCM(key).encrypt(nonce, payload + b"\x02", None)


def are_good(keys: Keys) -> bool:
    """Whether something can be sealed for *keys*."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(keys.p256dh))
        return len(decoded(keys.auth)) == AUTH_BYTES
    except ValueError:
        return False


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as push writes it: 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encoded(data: bytes) -> str:
    """*data* as base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """What ``encoded`` was given; ValueError for what is no base64url."""
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


sender = Sender()
