"""Files in a folder of this machine, for its owner only.

A key is checked to be one of ours before it becomes a path, so no address leads out of the folder.
A file is written beside its place, flushed to the disk, and put there in one step: after a crash it
is whole or absent. Disks may keep a greenlet waiting long, so large files are read, and all are
flushed, in gevent's thread pool.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import gevent

from chatty.core.storage.base import KEY, NoSuchFile, Storage
from chatty.core.storage.staging import FILE_MODE, FOLDER_MODE, Staging, unless_full

# 4,096 folders, so that none gets too long.
FOLDER_CHARACTERS = 2
# On the same disk, so that a file gets to its place in one step.
STAGING = "staging"
PIECE_BYTES = 256 * 1024


class LocalStorage(Storage):
    """Keeps files below *folder*, which is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._staging = Staging(folder / STAGING)

    def stage(self) -> Path:
        return self._staging.new()

    def staged(self, key: str) -> Path:
        return self._staging.of(self._path(key).name)

    def write(self, key: str, content: bytes) -> None:
        path = self._place(key)
        beside = path.with_name(f".{secrets.token_hex(8)}")
        with unless_full(beside):
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                _flush(file)
            beside.replace(path)

    def take(self, key: str, staged: Path) -> None:
        path = self._place(key)
        with unless_full(staged):
            with staged.open("rb+") as file:
                _flush(file)
            staged.replace(path)

    def read(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NoSuchFile from error

    def size(self, key: str) -> int:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError as error:
            raise NoSuchFile from error

    def pieces(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError as error:
            raise NoSuchFile from error
        return _pieces(file, start, stop)

    def rename(self, key: str, other: str) -> None:
        try:
            self._path(key).replace(self._place(other))
        except FileNotFoundError as error:
            raise NoSuchFile from error

    def delete(self, key: str) -> None:
        try:
            paths = (self._path(key), self.staged(key))
        except NoSuchFile:
            return
        # What is large takes the disk a while, and many go one after another.
        gevent.get_hub().threadpool.apply(_unlink, (paths,))

    def forget_staged(self, *, before: float) -> int:
        return self._staging.forget(before=before)

    def begin_parts(self, key: str, sizes: Sequence[int]) -> None:
        _ = self._path(key), sizes

    def end_parts(self, key: str, upload_id: str, count: int) -> None:
        _ = self._path(key), upload_id, count
        raise NoSuchFile

    def address(self, key: str, *, media_type: str, disposition: str) -> None:
        _ = self._path(key), media_type, disposition

    def _place(self, key: str) -> Path:
        """Where *key* belongs, in a folder that is there."""
        path = self._path(key)
        with unless_full():
            path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        return path

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise NoSuchFile
        return self._folder / key[:FOLDER_CHARACTERS] / key


def _pieces(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    pool = gevent.get_hub().threadpool
    with file:
        file.seek(start)
        while start < stop:
            piece = pool.apply(file.read, (min(PIECE_BYTES, stop - start),))
            if not piece:
                return
            start += len(piece)
            yield piece


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _flush(file: BinaryIO) -> None:
    """To the disk; what goes wrong is raised here, not shown in the thread that did it."""
    failed = gevent.get_hub().threadpool.apply(_sync, (file.fileno(),))
    if failed is not None:
        raise failed


def _sync(handle: int) -> OSError | None:
    try:
        os.fsync(handle)
    except OSError as error:
        return error
    return None
