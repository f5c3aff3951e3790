"""Read a picture that was sent as a form: how much, how often, and how many at once.

A body above the limit is refused before it was read, or, where its length was not told or told
wrongly, once so much of it came. So is a single file of a form that may bring several.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, cast

import gevent
from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from chatty.core import limits
from chatty.core.db import release
from chatty.core.errors import TooLarge, TooMany, UnsupportedMedia, invalid
from chatty.core.media import Crop
from chatty.core.rates import rates
from chatty.core.storage import current_storage
from chatty.core.storage.staging import unless_full

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

FORM = "multipart/form-data"
# What a form puts around a file, and its other fields.
AROUND_BYTES = 64 * limits.KIB
CROP = ("x", "y", "size")
RETRY_SECONDS = 5
COPIED_BYTES = 256 * limits.KIB

# A file of a form is held in memory up to here, as werkzeug has it.
HELD_BYTES = 500 * limits.KIB

_running: Counter[int] = Counter()


class UploadRequest(Request):
    """A request whose files may each be so large, in bytes; else only all of it together may."""

    most_of_a_file: int | None = None

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return cast("IO[bytes]", _Bounded(self.most_of_a_file))


class _Bounded(SpooledTemporaryFile[bytes]):
    """A file that takes so many bytes and then refuses the form that it came with."""

    def __init__(self, most: int | None) -> None:
        super().__init__(max_size=HELD_BYTES)
        self._left = most

    def write(self, data: ReadableBuffer) -> int:
        if self._left is not None:
            self._left -= memoryview(data).nbytes
            if self._left < 0:
                raise RequestEntityTooLarge
        # This folder may lie on the disk that the files fill.
        with unless_full():
            return self._written(data)

    def _written(self, data: ReadableBuffer) -> int:
        if self.name is None:
            return super().write(data)
        # A sender who is fast enough never makes us wait: without this nobody else had a turn until
        # all of the file was there.
        written = gevent.get_hub().threadpool.apply(_tried, (super().write, data))
        if isinstance(written, OSError):
            raise written
        return written


def _tried(write: Callable[[ReadableBuffer], int], data: ReadableBuffer) -> int | OSError:
    """What goes wrong is answered: the thread that did it would show it."""
    try:
        return write(data)
    except OSError as error:
        return error


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent: the bytes, and the part that the person chose."""

    content: bytes
    crop: Crop | None


@contextmanager
def uploading(request: Request, user_id: int, rate: str, *, files: int = 0) -> Iterator[None]:
    """Let the person send so many *files* in *request*, or a picture, so often as *rate* says.

    Four at once in each process. Raises TooMany.
    """
    rates.hit(rate, "attachments" if files else "pictures", user_id)
    each = limits.ATTACHMENT_BYTES if files else limits.PICTURE_BYTES
    request.max_content_length = max(1, files) * each + AROUND_BYTES
    if isinstance(request, UploadRequest):
        request.most_of_a_file = each
    release()
    with sending(user_id):
        yield


@contextmanager
def sending(user_id: int) -> Iterator[None]:
    """Let the person send one thing more at a time, four in each process; raises TooMany."""
    if _running[user_id] >= limits.UPLOADS_AT_ONCE_USER:
        detail = "You are sending several files already. Please wait for one of them."
        raise TooMany("too_many_uploads", detail, retry_after=RETRY_SECONDS)
    _running[user_id] += 1
    try:
        yield
    finally:
        _running[user_id] -= 1
        if not _running[user_id]:
            del _running[user_id]


def read_upload(request: Request, *, beside: tuple[str, ...] = ()) -> Upload:
    """The file and the crop of the form in *request*, which may have fields *beside* them.

    Raises UnsupportedMedia, TooLarge or Invalid.
    """
    if request.mimetype != FORM:
        raise UnsupportedMedia("not_a_form", f"Send the picture in a form of the type {FORM}.")
    try:
        fields, file = request.form, request.files.get("file")
    except RequestEntityTooLarge as error:
        raise _too_large() from error
    check_fields(request, "file", *CROP, *beside)
    if file is None or not (content := file.read(limits.PICTURE_BYTES + 1)):
        raise invalid("file", "Choose a picture first.")
    if len(content) > limits.PICTURE_BYTES:
        raise _too_large()
    return Upload(content, _crop(fields))


def check_fields(request: Request, *known: str) -> None:
    """Raise Invalid for a form that has others than the *known* fields."""
    for name in {*request.form, *request.files} - {*known}:
        # A part may come without any name.
        raise invalid(name or "", "There is no such field.")


def staged(file: FileStorage, *, most: int) -> Path:
    """A file of the storage's own with what *file* has; whoever takes it deletes it.

    Raises Invalid for an empty one, TooLarge above *most* bytes, StorageFull.
    """
    path = current_storage().stage()
    with unless_full(path):
        size = gevent.get_hub().threadpool.apply(_copy, (file.stream, path, most))
    if 0 < size <= most:
        return path
    path.unlink(missing_ok=True)
    if size:
        raise _too_large(most, "file")
    raise invalid("file", "This file is empty.", code="empty_file")


def _copy(stream: IO[bytes], path: Path, most: int) -> int:
    """How many bytes *stream* has, as far as *most* and one more."""
    size = 0
    with path.open("wb") as file:
        while size <= most and (piece := stream.read(COPIED_BYTES)):
            size += file.write(piece)
    return size


def _crop(fields: Mapping[str, str]) -> Crop | None:
    given = {name: fields[name] for name in CROP if fields.get(name)}
    if not given:
        return None
    return Crop(**{name: _fraction(name, given.get(name, "")) for name in CROP})


def _fraction(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise invalid(name, "This is a fraction from 0 to 1; all three are given, or none.")
    return number


def _too_large(most: int = limits.PICTURE_BYTES, what: str = "picture") -> TooLarge:
    return TooLarge("too_large", f"A {what} has at most {most // limits.MIB} MiB.")
