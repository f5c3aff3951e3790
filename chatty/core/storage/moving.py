"""Files from one storage to another, each proven to be the same there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from chatty.core.storage.base import NoSuchFile, Storage


@dataclass(slots=True)
class Moved:
    """How many files were copied, how many were there already, and how many are nowhere."""

    copied: int = 0
    same: int = 0
    missing: int = 0


def move(source: Storage, target: Storage, keys: Iterable[str], *, delete: bool = False) -> Moved:
    """Copy what is kept under *keys*; with *delete* from *source* what is proven at *target*.

    Raises StorageAway, StorageFull, and Unproven where a copy differs.
    """
    moved = Moved()
    for key in keys:
        wanted = digest_of(source, key)
        if wanted is None:
            # Moved before, or gone from both.
            if digest_of(target, key) is None:
                moved.missing += 1
            else:
                moved.same += 1
            continue
        if digest_of(target, key) == wanted:
            moved.same += 1
        else:
            _copy(source, target, key)
            if digest_of(target, key) != wanted:
                raise UnprovenError(key)
            moved.copied += 1
        if delete:
            source.delete(key)
    return moved


class UnprovenError(Exception):
    """What was read back is not what was written."""


def digest_of(storage: Storage, key: str) -> bytes | None:
    """What *key* is proven by; None where there is nothing."""
    digest = hashlib.sha256()
    try:
        for piece in storage.pieces(key, 0, storage.size(key)):
            digest.update(piece)
    except NoSuchFile:
        return None
    return digest.digest()


def _copy(source: Storage, target: Storage, key: str) -> None:
    staged = target.stage()
    with staged.open("wb") as file:
        for piece in source.pieces(key, 0, source.size(key)):
            file.write(piece)
    target.take(key, staged)
