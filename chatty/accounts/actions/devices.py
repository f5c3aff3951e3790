"""A second device without a password, and devices that somebody signed in on before.

A known device holds a signed word about one account. It keeps nobody out when strangers guess at
the account's password: the word has failures of its own to use up, and nobody gets one without
the password.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.notices import notify
from chatty.accounts.actions.one_time import issue_token, spend_token
from chatty.accounts.actions.sessions import Device
from chatty.accounts.models import OneTimeToken, Purpose, User, UserKind, Viewer
from chatty.accounts.queries import holder_of
from chatty.core import clock, limits
from chatty.core.errors import Forbidden
from chatty.core.rates import rates
from chatty.core.tokens import derived_token

NONCE_BYTES = 9
PARTS = 4


def link_device(viewer: Viewer, *, device: Device) -> tuple[str, OneTimeToken]:
    """The word that signs another device in once within ten minutes, and its row.

    Raises Forbidden for who is no member, and TooMany.
    """
    user_id = viewer.id
    if viewer.kind != UserKind.MEMBER:
        raise Forbidden("members_only", "Only members sign in on another device.")
    rates.hit(limits.RATE_DEVICE_LINKS, "link-device", user_id)
    token = issue_token(user_id, Purpose.LINK_DEVICE, lives=limits.DEVICE_LINK_LIVES)
    token.session_id, token.family_id = viewer.session_id, viewer.family_id
    audit("device_link_made", actor_id=user_id, address=device.address)
    return derived_token(Purpose.LINK_DEVICE, token.id), token


def accept_device(token: OneTimeToken, *, device: Device) -> User:
    """Spend the link; the door opens the session. The person is told by mail.

    Raises Gone, also when the sign-in that made the link has ended meanwhile.
    """
    spend_token(token)
    user = holder_of(token)
    words = "Another device was signed in with a link that was made on one of yours."
    notify(user, "A new device was signed in", words, device=device)
    audit("device_linked", actor_id=user.id, address=device.address)
    return user


def known_device_word(user_id: int) -> str:
    """What a device keeps after signing in: ``<user>.<nonce>.<until>.<signature>``."""
    until = int((clock.now() + limits.KNOWN_DEVICE_LIVES).timestamp())
    claim = f"{user_id}.{secrets.token_urlsafe(NONCE_BYTES)}.{until}"
    return f"{claim}.{_signature(claim)}"


def known_device(user_id: int, words: Iterable[str]) -> str | None:
    """The name of the device that one of *words* proves for this account, or None."""
    return next((word for word in words if _proves(word, user_id)), None)


def _proves(word: str, user_id: int) -> bool:
    parts = word.split(".")
    if len(parts) != PARTS or parts[0] != str(user_id) or not word.isascii():
        return False
    claim, _, signature = word.rpartition(".")
    if not hmac.compare_digest(signature, _signature(claim)):
        return False
    return int(parts[2]) > clock.now().timestamp()


def _signature(claim: str) -> str:
    return derived_token(f"known_device:{claim}", 0)
