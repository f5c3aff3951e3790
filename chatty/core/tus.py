"""Uploads that go on where they broke off: the protocol tus 1.0.0 (https://tus.io/protocols).

What has arrived is a file, and its size is how far the upload is: it needs no other memory, and is
right after every crash. One request at a time writes to it.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import gevent
from flask import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, RequestTimeout

from chatty.core.errors import (
    BadRequest,
    Conflict,
    TooLarge,
    UnsupportedMedia,
    invalid,
)
from chatty.core.storage.staging import FILE_MODE, FOLDER_MODE, unless_full

VERSION = "1.0.0"
EXTENSIONS = "creation,termination"
MEDIA_TYPE = "application/offset+octet-stream"
PIECE_BYTES = 256 * 1024
DIGITS = 15
NAME = "filename"


def capabilities(most: int) -> dict[str, str]:
    """What this server tells about itself; *most* is the largest file, in bytes."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(most),
    }


def check_version(request: Request) -> None:
    """Raise PreconditionFailed's problem for a client of another version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise BadRequest("tus_version", f"Send the header Tus-Resumable: {VERSION}.")


def announced(request: Request) -> tuple[str, int]:
    """The name and the size of what is going to be sent; raises BadRequest."""
    check_version(request)
    return _metadata(request).get(NAME, ""), _number(request, "Upload-Length")


def offset_of(path: Path) -> int:
    """How many bytes have arrived at *path*."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def append(request: Request, path: Path, size: int) -> int:
    """Write the body of *request* behind what is at *path*; answers how far it is now, of *size*.

    What came before the line broke stays. Raises BadRequest, Conflict where the offsets differ or
    somebody else is writing, TooLarge, UnsupportedMedia, StorageFull.
    """
    check_version(request)
    if request.mimetype != MEDIA_TYPE:
        raise UnsupportedMedia("not_a_piece", f"Send pieces of a file as {MEDIA_TYPE}.")
    with unless_full():
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
    with os.fdopen(handle, "r+b") as file:
        _lock(file)
        if _number(request, "Upload-Offset") != (begin := file.seek(0, os.SEEK_END)):
            raise Conflict("offset_differs", f"{begin} bytes have arrived. Go on from there.")
        # One more than may come: a stream that ends exactly at its limit counts as too long.
        request.max_content_length = size - begin + 1
        return begin + _copy(request, file, size - begin)


def _lock(file: IO[bytes]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Conflict("upload_busy", "Another request is sending this file.") from error


def _copy(request: Request, file: IO[bytes], most: int) -> int:
    pool = gevent.get_hub().threadpool
    written = 0
    try:
        with unless_full():
            while piece := request.stream.read(min(PIECE_BYTES, most - written + 1)):
                if written + len(piece) > most:
                    raise _too_long()
                written += pool.apply(file.write, (piece,))
            pool.apply(_flush, (file,))
    except RequestEntityTooLarge as error:
        raise _too_long() from error
    except (ClientDisconnected, RequestTimeout):
        # The rest comes with another request.
        return written
    return written


def _too_long() -> TooLarge:
    return TooLarge("too_large", "This is more than was announced.")


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        raise BadRequest("bad_header", f"Send the header {name} with a number of bytes.")
    return int(text)


def _metadata(request: Request) -> Mapping[str, str]:
    """The pairs of ``Upload-Metadata``: a word, and behind a space its value in Base64."""
    found: dict[str, str] = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise invalid("Upload-Metadata", "This is not Base64 of UTF-8.") from error
    return found
