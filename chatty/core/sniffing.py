"""What a file is, by its content alone: neither its name nor what the sender says counts."""

from __future__ import annotations

import filetype

# All that the libraries look at.
HEAD_BYTES = 8_192
UNKNOWN = "application/octet-stream"
# How browsers call what the library finds, where that differs.
COMMON_NAMES = {
    "audio/x-wav": "audio/wav",
    "video/x-m4v": "video/mp4",
}
VIDEO_CODEC, AUDIO_CODEC = b"\x86\x85V_", b"\x86\x86A_OPUS"
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
SOUNDS = frozenset({"audio/mpeg", "audio/ogg", "audio/mp4", "audio/wav", "audio/webm"})
FILMS = frozenset({"video/mp4", "video/webm"})


def media_type_of(head: bytes) -> str:
    """The media type of what begins with *head*; ``application/octet-stream`` where unknown."""
    try:
        found = filetype.guess_mime(head[:HEAD_BYTES])
    except Exception:  # noqa: BLE001  # the library reads what people send, and may stumble over it
        return UNKNOWN
    if found == "video/webm" and VIDEO_CODEC not in head and AUDIO_CODEC in head:
        # The same container has both; a browser's recorder of voices names no codec of pictures.
        return "audio/webm"
    return COMMON_NAMES.get(found, found) if found else UNKNOWN
