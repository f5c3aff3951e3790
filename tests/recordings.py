"""Sound and film for tests, made here."""

from __future__ import annotations

import math
from array import array
from io import BytesIO
from typing import Any

import av
from PIL import Image

RATE = 48_000


def sound(form: str = "mp3", codec: str = "mp3", *, seconds: float = 1.0) -> bytes:
    """A tone that begins loud and is silent in its second half."""
    half = int(seconds * RATE / 2)
    tone = array("h", (int(30_000 * math.sin(place / 20)) for place in range(half)))
    samples = tone + array("h", bytes(2 * half))
    written = BytesIO()
    opened: Any = av.open(written, "w", format=form)
    with opened as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.layout = "mono"
        resampler = av.AudioResampler(stream.format, stream.layout, RATE, stream.frame_size or 960)
        frame = av.AudioFrame("s16", "mono", len(samples))
        frame.planes[0].update(samples.tobytes())
        frame.rate = RATE
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return written.getvalue()


def film(form: str = "mp4", codec: str = "mpeg4", *, width: int = 320, height: int = 240) -> bytes:
    """A second of red."""
    written = BytesIO()
    opened: Any = av.open(written, "w", format=form)
    with opened as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_image(Image.new("RGB", (width, height), (200, 0, 0)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return written.getvalue()
