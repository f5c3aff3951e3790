"""Password hashes: argon2id in gevent's thread pool, at most four at once.

A hash takes 20–100 ms of pure C; run on the hub it would stop every stream for as long.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import gevent
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from gevent.lock import BoundedSemaphore

from chatty.core import limits

Answer = TypeVar("Answer")

_hasher = PasswordHasher(
    time_cost=limits.ARGON2_PASSES,
    memory_cost=limits.ARGON2_MEMORY_KIB,
    parallelism=limits.ARGON2_LANES,
    type=Type.ID,
)
_slots = BoundedSemaphore(limits.HASHES_AT_ONCE)


def hash_password(password: str) -> str:
    """The argon2id hash of *password*, in the PHC string format."""
    return _in_pool(lambda: _hasher.hash(password))


def verify_password(
    stored: str | None, password: str, *, admitted: Callable[[], None] | None = None
) -> bool:
    """Whether *password* made the *stored* hash; *admitted* may still refuse when it is its turn.

    None (no such account, or one without a password) costs the same time and answers False, so
    that the clock does not tell who has an account.
    """
    matches = _in_pool(lambda: _matches(stored or _nobodys_hash(), password), admitted)
    return matches and bool(stored)


def needs_rehash(stored: str) -> bool:
    """Whether *stored* was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def _in_pool(call: Callable[[], Answer], admitted: Callable[[], None] | None = None) -> Answer:
    with _slots:
        if admitted is not None:
            admitted()
        return gevent.get_hub().threadpool.apply(call)
