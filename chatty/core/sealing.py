"""Secrets that must be read again, encrypted with a key made from the server's.

A copy of the database alone gives nothing away; whoever has the server's key too has all of it.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

PURPOSE = b"chatty sealed secrets"
KEY_BYTES = 32


class Broken(Exception):
    """What was sealed cannot be opened: the server's key was changed since."""


def seal(secret: str) -> str:
    """*secret*, to be kept."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What ``seal`` was given; raises Broken when the server has another key now."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Broken from error


def _fernet() -> Fernet:
    key: str = current_app.config["SECRET_KEY"]
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
