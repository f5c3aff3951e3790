"""Pictures: opened to find out what they are, cut to shape, and written anew.

What a file is decides its content alone: what Pillow opens as JPEG, PNG, GIF or WebP, and nothing
else. What is written is made from the pixels, so no byte that was sent is ever served: no place
where the picture was taken (EXIF), no script behind its end, no second file inside of it.

Decoding is C that takes long and much memory, so it runs in gevent's thread pool, two at once, and
only for pictures of at most 24 megapixels and 200 frames, of which the first is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import gevent
from gevent.lock import BoundedSemaphore
from PIL import Image, ImageFile, ImageOps

from chatty.core import limits
from chatty.core.errors import invalid
from chatty.core.gifs import table_bytes

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MEDIA_TYPE = "image/webp"
QUALITY = 82
# Speed against size: 4 of 6 takes a third of the time of the slowest.
METHOD = 4
# Pillow decodes a JPEG at a fraction of its size where that is enough.
DRAFT_FACTOR = 2
# Shrink by whole steps first, down to three times the size, then finely.
REDUCING_GAP = 3.0
GIF_IMAGE = 0x2C
GIF_EXTENSION = 0x21

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = limits.PICTURE_PIXELS

slots = BoundedSemaphore(limits.PICTURES_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Crop:
    """The part that somebody chose: left, top and width as fractions of the picture's own.

    *y* is one of its height, the others of its width; how high the part is follows from the shape.
    """

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What to make of a picture: as wide as high times *ratio*, in these widths by name."""

    ratio: float
    widths: Mapping[str, int]


def pictures_of(content: bytes, shape: Shape, crop: Crop | None = None) -> dict[str, bytes]:
    """*content* cut to *shape*, as WebP in each of its sizes; raises Invalid.

    Waits for its turn, and yields meanwhile: nothing of a transaction may be open.
    """
    with slots:
        made = gevent.get_hub().threadpool.apply(lambda: _made(content, shape, crop))
    if made is None:
        message = (
            "This cannot be used as a picture: take a JPEG, PNG, GIF or WebP of at most "
            f"{limits.PICTURE_PIXELS // 1_000_000} megapixels."
        )
        raise invalid("file", message, code="not_a_picture")
    return made


def _made(content: bytes, shape: Shape, crop: Crop | None) -> dict[str, bytes] | None:
    """The sizes by name, or None for what is no picture; in a thread of the pool."""
    try:
        return _sizes(content, shape, crop)
    except Exception:  # noqa: BLE001  # decoders raise whatever a file meant to harm makes them
        return None


def _sizes(content: bytes, shape: Shape, crop: Crop | None) -> dict[str, bytes] | None:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if not is_bearable(opened, content):
            return None
        if opened.format == "JPEG" and crop is None:
            widest = max(shape.widths.values()) * DRAFT_FACTOR
            opened.draft("RGB", (widest, widest))
        ImageOps.exif_transpose(opened, in_place=True)
        whole: Image.Image = opened
        if whole.mode not in {"RGB", "RGBA"}:
            whole = whole.convert("RGBA" if whole.has_transparency_data else "RGB")
        box = _box(whole.size, shape.ratio, crop)
        return {
            name: _webp(whole, box, (width, round(width / shape.ratio)))
            for name, width in shape.widths.items()
        }


def is_bearable(picture: ImageFile.ImageFile, content: bytes) -> bool:
    """Whether *picture*, opened from *content*, is small enough to be decoded here."""
    width, height = picture.size
    if width * height > limits.PICTURE_PIXELS or max(width, height) > limits.PICTURE_SIDE:
        return False
    if picture.format == "GIF":
        return _gif_frames(content) <= limits.PICTURE_FRAMES
    return int(getattr(picture, "n_frames", 1)) <= limits.PICTURE_FRAMES


def _gif_frames(content: bytes) -> int:
    """How many frames a GIF has, counted without decoding and no further than needed.

    Pillow would walk through all of a quarter of a million.
    """
    place = 13 + table_bytes(content[10])
    frames = 0
    while place < len(content) and frames <= limits.PICTURE_FRAMES:
        kind = content[place]
        if kind == GIF_IMAGE:
            frames += 1
            place += 11 + table_bytes(content[place + 9])
        elif kind == GIF_EXTENSION:
            place += 2
        else:
            break
        while place < len(content) and content[place]:
            place += content[place] + 1
        place += 1
    return frames


def _box(size: Sequence[int], ratio: float, crop: Crop | None) -> tuple[int, int, int, int]:
    """The part to take, in pixels: what was chosen as far as it lies inside, else the middle."""
    width, height = size
    widest = min(width, height * ratio)
    if crop is None:
        wide = widest
        left, top = (width - wide) / 2, (height - wide / ratio) / 2
    else:
        wide = min(widest, max(1.0, crop.size * width))
        left = min(max(0.0, crop.x * width), width - wide)
        top = min(max(0.0, crop.y * height), height - wide / ratio)
    return (
        round(left),
        round(top),
        max(round(left) + 1, round(left + wide)),
        max(round(top) + 1, round(top + wide / ratio)),
    )


def _webp(whole: Image.Image, box: tuple[int, int, int, int], size: tuple[int, int]) -> bytes:
    resized = whole.resize(size, Image.Resampling.LANCZOS, box, REDUCING_GAP)
    written = BytesIO()
    resized.save(written, "WEBP", quality=QUALITY, method=METHOD, exif=b"", icc_profile=b"")
    return written.getvalue()
