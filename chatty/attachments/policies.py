"""What files may be like, and how they are called. Pure functions of values."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from chatty.attachments.models import AttachmentKind, AttachmentState
from chatty.core import limits
from chatty.core.errors import TooLarge, invalid
from chatty.core.recordings import can_be_examined
from chatty.core.scanning import scanner
from chatty.core.sniffing import FILMS, PICTURES, SOUNDS, UNKNOWN

NAMELESS = "file"
LONGEST_ENDING = 16
# Signs that turn what follows around, so that a name shows another ending than it has.
MISLEADING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def kind_of(media_type: str) -> AttachmentKind:
    """How a file of this type is shown."""
    if media_type in PICTURES:
        return AttachmentKind.IMAGE
    if media_type in SOUNDS:
        return AttachmentKind.AUDIO
    return AttachmentKind.VIDEO if media_type in FILMS else AttachmentKind.DOCUMENT


def served_as(kind: str, media_type: str) -> str:
    """The type under which the bytes are handed out: nothing a browser would open as a page."""
    return UNKNOWN if kind == AttachmentKind.DOCUMENT else media_type


def first_state(media_type: str) -> AttachmentState:
    """Whether the worker has something to do."""
    waits = media_type in PICTURES or can_be_examined(media_type) or scanner.is_asked
    return AttachmentState.PROCESSING if waits else AttachmentState.READY


def sent_file(storage_key: str, media_type: str) -> str:
    """Where the bytes are kept as they were sent: pictures are shown only once made anew."""
    return f"{storage_key}.sent" if media_type in PICTURES else storage_key


def files_of(storage_key: str) -> tuple[str, ...]:
    """All that may be kept of one file."""
    return (
        storage_key,
        f"{storage_key}.sent",
        *(f"{storage_key}.{size}" for size in limits.THUMBNAIL_SIDES),
    )


def kept_of(storage_key: str, state: str, media_type: str, has_thumbnail: bool) -> list[str]:  # noqa: FBT001  # a column
    """What is kept of one file, as far as it is."""
    match state:
        case AttachmentState.READY:
            found = [storage_key]
        case AttachmentState.PROCESSING:
            found = [sent_file(storage_key, media_type)]
        case _:
            found = []
    sizes = limits.THUMBNAIL_SIDES if has_thumbnail else ()
    return found + [f"{storage_key}.{size}" for size in sizes]


def tidy_name(name: str) -> str:
    """*name* as it is shown: the last part of a path, in one line, without signs that mislead.

    The ending stays where the name is too long.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if not _is_odd(sign)).strip(" .")
    if len(kept) > limits.ATTACHMENT_NAME_CHARACTERS:
        stem, dot, ending = kept.rpartition(".")
        ending = f"{dot}{ending}"[:LONGEST_ENDING] if stem else ""
        kept = kept[: limits.ATTACHMENT_NAME_CHARACTERS - len(ending)] + ending
    return kept or NAMELESS


def check_size(size: int) -> int:
    """*size* in bytes, if a file may have so many; raises Invalid, TooLarge."""
    if size < 1:
        raise invalid("file", "This file is empty.", code="empty_file")
    if size > limits.ATTACHMENT_BYTES:
        raise too_large()
    return size


def part_sizes(size: int) -> list[int]:
    """The sizes of the parts that a file of *size* bytes is sent in, in bytes."""
    whole, rest = divmod(size, limits.PART_BYTES)
    return [limits.PART_BYTES] * whole + ([rest] if rest else [])


def too_large() -> TooLarge:
    """The refusal of a file that is too large."""
    megabytes = limits.ATTACHMENT_BYTES // limits.MIB
    return TooLarge("too_large", f"A file has at most {megabytes} MiB.")


def check_keys(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys of a message's files, each once; raises Invalid."""
    once = tuple(dict.fromkeys(keys))
    if len(once) > limits.ATTACHMENTS:
        detail = f"A message has at most {limits.ATTACHMENTS} files."
        raise invalid("attachmentKeys", detail, code="too_many_files")
    return once


def _is_odd(sign: str) -> bool:
    return sign in MISLEADING or unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
