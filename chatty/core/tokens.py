"""Access and refresh tokens: signed here, read here, for every door alike.

HS256 only; issuer, audience, subject, type and id are required; 30 s leeway for clocks (RFC 8725).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask_jwt_extended import JWTManager, create_access_token
from jwt import PyJWTError, decode
from jwt import encode as sign

from chatty.core import limits
from chatty.core.errors import Unauthenticated

ISSUER = "chatty"
AUDIENCE = "chatty-api"
ALGORITHM = "HS256"
FAMILY = "fam"
# Set at the start, so that domains need no app to derive a word.
_derivation: dict[str, bytes] = {}
REQUIRED = ["iss", "aud", "sub", "iat", "exp", "jti", "type", FAMILY]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says once its signature was found good."""

    user_id: int
    family_id: int
    jti: str
    expires_at: float


def configure_tokens(app: Flask) -> None:
    """Give *app* its JWT settings."""
    app.config.update(
        JWT_TOKEN_LOCATION=["headers"],
        JWT_ALGORITHM=ALGORITHM,
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_DECODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_DECODE_AUDIENCE=AUDIENCE,
        JWT_ACCESS_TOKEN_EXPIRES=limits.ACCESS_TOKEN_LIVES,
        JWT_DECODE_LEEWAY=limits.ACCESS_TOKEN_LEEWAY,
        JWT_ERROR_MESSAGE_KEY="detail",
    )
    JWTManager(app)
    _derivation["key"] = hashlib.sha256(f"derive:{app.config['SECRET_KEY']}".encode()).digest()


def derived_token(purpose: str, token_id: int) -> str:
    """The word for a link: 256 bits that only who has the server's key can find from the id.

    So a mail is written as often as it takes, and no table ever holds the word.
    """
    name = f"{purpose}:{token_id}".encode()
    digest = hmac.digest(_derivation["key"], name, "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def sign_access(*, user_id: int, family_id: int) -> str:
    """A fresh access token, good for 15 minutes."""
    claims = {FAMILY: str(family_id)}
    return str(create_access_token(str(user_id), additional_claims=claims))


def sign_refresh(claims: Claims, *, issued_at: datetime, key: str) -> str:
    """The refresh token for *claims*: the same values always give the same token."""
    body = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(claims.user_id),
        "jti": claims.jti,
        "type": "refresh",
        FAMILY: str(claims.family_id),
        "fresh": False,
        "iat": int(issued_at.timestamp()),
        "nbf": int(issued_at.timestamp()),
        "exp": int(claims.expires_at),
    }
    return sign(body, key, algorithm=ALGORITHM)


def read_token(token: str, *, kind: str) -> Claims:
    """The claims of an access or refresh *token*; raises Unauthenticated."""
    try:
        return _claims(_verified(token), kind)
    except (PyJWTError, KeyError, TypeError, ValueError) as error:
        detail = "This token is not valid here, or no longer."
        raise Unauthenticated("bad_token", detail) from error


def _verified(token: str) -> dict[str, Any]:
    # flask-jwt-extended would put a default where a claim is missing.
    claims: dict[str, Any] = decode(
        token,
        current_app.config["SECRET_KEY"],
        algorithms=[ALGORITHM],
        audience=AUDIENCE,
        issuer=ISSUER,
        leeway=limits.ACCESS_TOKEN_LEEWAY,
        options={"require": REQUIRED},
    )
    return claims


def _claims(claims: dict[str, Any], kind: str) -> Claims:
    if claims["type"] != kind:
        message = "a token of another type"
        raise ValueError(message)
    return Claims(
        user_id=int(claims["sub"]),
        family_id=int(claims[FAMILY]),
        jti=str(claims["jti"]),
        expires_at=float(claims["exp"]),
    )
