"""Where files are kept: bytes under random keys, nothing else.

A storage knows no names, no folders and no owners; nothing of what people send gets into a key, and
nobody can list what there is. Who may have a file is decided before it is asked for.
"""

from __future__ import annotations

from pathlib import Path

from chatty.core.storage.address import s3_address
from chatty.core.storage.base import NoSuchFile, Storage, StorageAway, StorageFull, new_key
from chatty.core.storage.local import LocalStorage

__all__ = [
    "LocalStorage",
    "NoSuchFile",
    "Storage",
    "StorageAway",
    "StorageFull",
    "current_storage",
    "install_storage",
    "make_storage",
    "new_key",
]

_installed: list[Storage] = []


def make_storage(url: str, folder: Path) -> Storage:
    """The storage that *url* names; below *folder* where it names none."""
    if not url:
        return LocalStorage(folder / "files")
    # Its library takes a quarter of a second to load, and few need it.
    from chatty.core.storage.s3 import S3Storage  # noqa: PLC0415  # that is why

    return S3Storage(s3_address(url), folder / "staging")


def install_storage(storage: Storage) -> Storage:
    """Make *storage* the one of this process."""
    _installed[:] = [storage]
    return storage


def current_storage() -> Storage:
    """The storage of this process."""
    return _installed[0]
