"""Devices that somebody has signed in on: a cookie that keeps their owner from being locked out.

It opens nothing. Whoever guesses at a password elsewhere uses up the failures of the account, but
not those of a device that shows one of these words.
"""

from __future__ import annotations

from flask import Response, after_this_request, request

from chatty.accounts.actions import known_device_word
from chatty.accounts.actions.devices import known_device
from chatty.core.limits import KNOWN_DEVICE_LIVES
from chatty.web.settings import settings

SECURE_NAME = "__Host-known"
PLAIN_NAME = "known"
# Of a family's tablet; with more the oldest is forgotten.
ACCOUNTS = 4
BETWEEN = " "


def words() -> list[str]:
    """What the browser shows of earlier sign-ins."""
    return request.cookies.get(_name(), "").split(BETWEEN)[:ACCOUNTS]


def remember_device(user_id: int) -> None:
    """Let the browser show from now on that the person has signed in on it."""
    others = [word for word in words() if word and not known_device(user_id, [word])]
    kept = [known_device_word(user_id), *others][:ACCOUNTS]

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _name(),
            BETWEEN.join(kept),
            max_age=KNOWN_DEVICE_LIVES,
            secure=settings().https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _name() -> str:
    return SECURE_NAME if settings().https else PLAIN_NAME
