"""What a storage promises."""

from __future__ import annotations

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatty.core.errors import Unavailable

KEY_BYTES = 24
RETRY_FULL_SECONDS = 60
RETRY_AWAY_SECONDS = 5
KEY = re.compile(r"[A-Za-z0-9_-]{20,64}(?:\.[a-z]{1,8})?")


class NoSuchFile(Exception):
    """There is nothing under this key."""


class StorageFull(Unavailable):
    """There is no room for this file."""

    def __init__(self) -> None:
        detail = "There is no room for files on this server right now. Please try again later."
        super().__init__("storage_full", detail, retry_after=RETRY_FULL_SECONDS)


class StorageAway(Unavailable):
    """The storage does not answer, or not in time."""

    def __init__(self) -> None:
        detail = "Files cannot be reached right now. Messages can; please try again."
        super().__init__("storage_away", detail, retry_after=RETRY_AWAY_SECONDS)


@dataclass(frozen=True, slots=True)
class Parts:
    """An upload that a browser does itself: each address takes exactly one part."""

    upload_id: str
    urls: tuple[str, ...]


class Storage(ABC):
    """Whole files by key: written once, read, deleted.

    What writes may raise StorageFull, and everything StorageAway.
    """

    @abstractmethod
    def stage(self) -> Path:
        """A new empty file for what is still arriving; its name is only ours to know."""

    @abstractmethod
    def staged(self, key: str) -> Path:
        """Where what is still arriving under *key* is, or will be; raises NoSuchFile for no key."""

    @abstractmethod
    def write(self, key: str, content: bytes) -> None:
        """Keep *content* under *key*: all of it is there afterwards, or nothing."""

    @abstractmethod
    def take(self, key: str, staged: Path) -> None:
        """Keep the file *staged* under *key*, whole or not at all; it is gone from its place."""

    @abstractmethod
    def read(self, key: str) -> bytes:
        """What is kept under *key*; raises NoSuchFile."""

    @abstractmethod
    def size(self, key: str) -> int:
        """How many bytes are kept under *key*; raises NoSuchFile."""

    @abstractmethod
    def pieces(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from *start* up to *stop* a piece at a time; raises NoSuchFile at once."""

    @abstractmethod
    def rename(self, key: str, other: str) -> None:
        """Keep under *other* what is kept under *key*; raises NoSuchFile."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Forget what is kept, or still arriving, under *key*; that there is nothing is as good."""

    @abstractmethod
    def forget_staged(self, *, before: float) -> int:
        """Forget what arrived no further since *before*, in seconds of the epoch; how many."""

    @abstractmethod
    def begin_parts(self, key: str, sizes: Sequence[int]) -> Parts | None:
        """Let a browser send *key* itself, in parts of *sizes* bytes; None where it sends it to us.

        Deleting the key gives the upload up.
        """

    @abstractmethod
    def end_parts(self, key: str, upload_id: str, count: int) -> None:
        """Put the *count* parts together; raises NoSuchFile when one is missing."""

    @abstractmethod
    def address(self, key: str, *, media_type: str, disposition: str) -> str | None:
        """Where a browser gets *key* itself for some minutes; None where we hand it out."""


def new_key() -> str:
    """A key that nobody guesses: 192 random bits, good in an address and as a file's name."""
    return secrets.token_urlsafe(KEY_BYTES)
