"""A device with passkeys (WebAuthn level 3), which does what it is told, right or wrong."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

Json = dict[str, Any]

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
AAGUID = bytes(16)


class Authenticator:
    """One passkey. *origin* is the page that asks, *host* what the passkey belongs to."""

    def __init__(self, origin: str, host: str, *, verifies: bool = True) -> None:
        self.origin = origin
        self.host = host
        self.verifies = verifies
        self.count = 0
        self.id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: Json) -> Json:
        """The credential of a new passkey."""
        data = self._data(ATTESTED) + AAGUID + len(self.id).to_bytes(2, "big")
        data += self.id + cbor2.dumps(self._public_key())
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", options)
        return self._credential(clientDataJSON=told, attestationObject=attestation)

    def get(self, options: Json) -> Json:
        """The credential that signs in."""
        self.count += 1
        told, data = self._told("webauthn.get", options), self._data()
        signed = self._key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._credential(clientDataJSON=told, authenticatorData=data, signature=signed)

    def _data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _told(self, kind: str, options: Json) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _public_key(self) -> dict[int, object]:
        point = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        return {1: 2, 3: -7, -1: 1, -2: x, -3: y}

    def _credential(self, **response: bytes) -> Json:
        return {
            "id": text(self.id),
            "rawId": text(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: text(value) for name, value in response.items()},
        }


def text(value: bytes) -> str:
    """*value* in base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()
