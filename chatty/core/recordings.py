"""Sound and film that people send: how long, how loud, how large, and a picture of it.

For that PyAV has to be there (``requirements-media.txt``); without it such files are kept as they
are. It is a decoder in C that is fed with what anybody sends. So it runs in a process of its own,
which has so much time and memory, is given one file and no environment, and may write none: a
format that names other files is not among those that it is told to read.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from chatty.core import limits

FORMATS = {
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "mov",
    "audio/wav": "wav",
    "audio/webm": "matroska",
    "video/mp4": "mov",
    "video/webm": "matroska",
}
WORKER = "chatty.core.recording_worker"
# Nothing of ours is told to it: no secret, no address of a database.
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Recording:
    """What was found: sides in pixels, loudness of each piece from 0 to 100, a poster as PNG."""

    duration_ms: int | None
    waveform: tuple[int, ...] | None
    width: int | None
    height: int | None
    poster: bytes | None


def can_be_examined(media_type: str) -> bool:
    """Whether there is something to look with, and something to look for."""
    return media_type in FORMATS and find_spec("av") is not None


def examined(content: bytes, media_type: str) -> Recording | None:
    """What is in *content*; None for what cannot be decoded in time. Yields meanwhile."""
    command = [sys.executable, "-m", WORKER, FORMATS[media_type]]
    try:
        done = subprocess.run(  # noqa: S603  # ourselves, and a word from the table above
            command,
            input=content,
            capture_output=True,
            timeout=limits.RECORDING_SECONDS,
            env=ENVIRONMENT,
            check=True,
        )
        return _read(json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return None


def _read(found: dict[str, Any]) -> Recording:
    waveform, poster = found["waveform"], found["poster"]
    return Recording(
        duration_ms=found["durationMs"],
        waveform=None if waveform is None else tuple(map(int, waveform)),
        width=found["width"],
        height=found["height"],
        poster=None if poster is None else base64.b64decode(poster),
    )
