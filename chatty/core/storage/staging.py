"""Where files lie while they arrive: a folder of this machine, for its owner only."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chatty.core.storage.base import StorageFull

FOLDER_MODE = 0o700
FILE_MODE = 0o600
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Staging:
    """Keeps them below *folder*, which is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> Path:
        """A new empty file; its name is only ours to know."""
        path = self._folder / secrets.token_hex(16)
        with unless_full():
            self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
        return path

    def of(self, key: str) -> Path:
        """Where what arrives under *key*, which was checked, is or will be."""
        return self._folder / key

    def forget(self, *, before: float) -> int:
        """Delete what arrived no further since *before*, in seconds of the epoch; how many."""
        forgotten = 0
        for path in self._folder.glob("*"):
            # It may get to its place, or go, at any time.
            with suppress(FileNotFoundError):
                if path.lstat().st_mtime < before:
                    path.unlink()
                    forgotten += 1
        return forgotten


@contextmanager
def unless_full(unfinished: Path | None = None) -> Iterator[None]:
    """What goes wrong leaves nothing *unfinished*; StorageFull where it is for want of room."""
    try:
        yield
    except BaseException as error:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in FULL:
            raise StorageFull from error
        raise
