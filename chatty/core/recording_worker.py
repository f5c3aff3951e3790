"""Look at one recording: ``python -m chatty.core.recording_worker FORMAT``, the bytes on stdin.

What was found goes to stdout as JSON. Whatever goes wrong ends the process, and that is all right.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from array import array
from io import BytesIO
from itertools import islice, pairwise
from typing import Any

from chatty.core.limits import (
    POSTER_SIDE,
    RECORDING_CPU_SECONDS,
    RECORDING_MEMORY_BYTES,
    WAVEFORM_PIECES,
    WAVEFORM_SECONDS,
)

RATE = 8_000
LOUDEST = 32_768
MICROSECONDS_IN_MS = 1_000


def main() -> None:
    """Look, and tell."""
    resource.setrlimit(resource.RLIMIT_CPU, (RECORDING_CPU_SECONDS, RECORDING_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (RECORDING_MEMORY_BYTES, RECORDING_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    sys.stdout.write(json.dumps(look(content, sys.argv[1])))


def look(content: bytes, form: str) -> dict[str, Any]:
    """What is in *content*, which is read as *form* and as nothing else."""
    import av  # noqa: PLC0415  # an extra

    opened: Any = av.open(BytesIO(content), format=form)
    with opened as container:
        sounds, films = container.streams.audio, container.streams.video
        duration = container.duration
        found: dict[str, Any] = {
            "durationMs": None if duration is None else duration // MICROSECONDS_IN_MS,
            "waveform": None,
            "width": None,
            "height": None,
            "poster": None,
        }
        if films:
            found |= _picture(container, films[0])
        elif sounds:
            found |= _loudness(container)
        return found


def _picture(container: Any, film: Any) -> dict[str, Any]:  # noqa: ANN401  # an extra's types
    film.thread_type = "NONE"
    frame = next(islice(container.decode(film), 1))
    image = frame.to_image()
    image.thumbnail((POSTER_SIDE, POSTER_SIDE))
    written = BytesIO()
    image.save(written, "PNG")
    poster = base64.b64encode(written.getvalue()).decode()
    return {"width": frame.width, "height": frame.height, "poster": poster}


def _loudness(container: Any) -> dict[str, Any]:  # noqa: ANN401  # the same
    """How loud each of some equal pieces is, by its peak; and how long all is, to the sample."""
    from av import AudioResampler  # noqa: PLC0415  # an extra

    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    samples = array("h")
    most = WAVEFORM_SECONDS * RATE
    for frame in container.decode(audio=0):
        for part in resampler.resample(frame):
            samples.frombytes(bytes(part.planes[0])[: part.samples * samples.itemsize])
        if len(samples) > most:
            break
    return {"waveform": _peaks(samples), "durationMs": _length(container, samples)}


def _length(container: Any, samples: array[int]) -> int:  # noqa: ANN401  # the same
    if container.duration is not None:
        return int(container.duration) // MICROSECONDS_IN_MS
    return len(samples) * 1_000 // RATE


def _peaks(samples: array[int]) -> list[int]:
    if not samples:
        return []
    pieces = min(WAVEFORM_PIECES, len(samples))
    bounds = [place * len(samples) // pieces for place in range(pieces + 1)]
    loud = [max(abs(sample) for sample in samples[begin:end]) for begin, end in pairwise(bounds)]
    return [round(peak * 100 / LOUDEST) for peak in loud]


if __name__ == "__main__":
    main()
