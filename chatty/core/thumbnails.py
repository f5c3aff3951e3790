"""What is shown of pictures that people send: smaller ones of the same shape, and no place.

What was sent is served too, but without what cameras write into it (EXIF, XMP, comments): a JPEG is
written anew with its own tables of quantisation, which costs next to nothing, a PNG loses nothing.
Decoding runs in gevent's thread pool, as in `media`, and under the same bounds.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

import gevent
from PIL import Image, ImageFile, ImageOps

from chatty.core import limits
from chatty.core.gifs import without_words
from chatty.core.media import FORMATS, METHOD, QUALITY, REDUCING_GAP, is_bearable, slots

ORIENTATION = 0x0112
# Where libraries find what cameras and programs wrote into a picture.
TALK = ("exif", "xmp", "comment", "XML:com.adobe.xmp", "Raw profile type exif")
PLACEHOLDER_QUALITY = 30
# Of the segments of a JPEG, those that only say how it is to be shown.
SILENT = (b"JFIF", b"ICC_PROFILE", b"Adobe")
JPEG_QUALITY = 92
WEBP_QUALITY = 90
# A third larger in a third of the time.
FAST_PNG = 1
# Where a profile of colours says of which it is (ICC.1:2022, 7.2); those of cameras are short.
COLOUR_SPACE = slice(16, 20)
PROFILE_BYTES = 16 * limits.KIB
# In these colours a picture is made small before anything else is done to it.
SHRINKABLE = frozenset({"RGB", "RGBA", "L", "CMYK"})

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it is shown: its sides in pixels, a placeholder, and WebP by name of size.

    *clean* is what was sent without what it told; None where it told nothing.
    """

    width: int
    height: int
    placeholder: str
    thumbnails: Mapping[str, bytes]
    clean: bytes | None


@dataclass(frozen=True, slots=True)
class Reduced:
    """A picture made small, as WebP; its sides are the small one's, in pixels."""

    width: int
    height: int
    content: bytes


def sides_of(content: bytes) -> tuple[int, int] | None:
    """How wide and how high the picture is shown; None for what cannot be one here.

    Nothing is decoded for it.
    """
    return _in_thread(lambda: _sides_of(content))


def shown_of(content: bytes) -> Shown | None:
    """What is shown of a picture; None for what cannot be decoded.

    Waits for its turn, and yields meanwhile: nothing of a transaction may be open.
    """
    with slots:
        return _in_thread(lambda: _shown_of(content))


def reduced_of(content: bytes, side: int) -> Reduced | None:
    """A picture whose longer side is *side* at most; otherwise as `shown_of`."""
    with slots:
        return _in_thread(lambda: _reduced_of(content, side))


def _in_thread(look: Callable[[], Result | None]) -> Result | None:
    return gevent.get_hub().threadpool.apply(_unharmed, (look,))


def _unharmed(look: Callable[[], Result | None]) -> Result | None:
    try:
        return look()
    except Exception:  # noqa: BLE001  # decoders raise whatever a file meant to harm makes them
        return None


def _sides_of(content: bytes) -> tuple[int, int] | None:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if not is_bearable(opened, content):
            return None
        return _sides(opened)


def _shown_of(content: bytes) -> Shown | None:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if not is_bearable(opened, content):
            return None
        clean = _clean_gif(content) if opened.format == "GIF" else _clean(opened)
        width, height = _sides(opened)
        # All are made of the largest, so that what was sent is in memory once.
        largest = _small(opened, max(limits.THUMBNAIL_SIDES.values()))
        return Shown(
            width,
            height,
            placeholder=_placeholder(largest),
            thumbnails={
                name: _webp(largest, side, QUALITY) for name, side in limits.THUMBNAIL_SIDES.items()
            },
            clean=clean,
        )


def _reduced_of(content: bytes, side: int) -> Reduced | None:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if not is_bearable(opened, content):
            return None
        small = _small(opened, side)
        return Reduced(*small.size, content=_written(small, QUALITY))


def _sides(opened: ImageFile.ImageFile) -> tuple[int, int]:
    """How wide and how high it is to be seen."""
    width, height = opened.size
    if opened.format == "PNG" and "exif" not in opened.info:
        # Pillow would look for it behind the pixels, and decode them all for that.
        return width, height
    # Lying on its side, as telephones keep what they take.
    return (height, width) if opened.getexif().get(ORIENTATION, 1) > 4 else (width, height)  # noqa: PLR2004  # EXIF's numbers


def _small(opened: ImageFile.ImageFile, side: int) -> Image.Image:
    """As it is to be seen, in colours that WebP knows; *opened* itself is made small for it."""
    if opened.mode in SHRINKABLE:
        _shrink(opened, side)
    small = ImageOps.exif_transpose(opened)
    if small.mode not in {"RGB", "RGBA"}:
        small = small.convert("RGBA" if small.has_transparency_data else "RGB")
    _shrink(small, side)
    return small


def _shrink(picture: Image.Image, side: int) -> None:
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, REDUCING_GAP)


def _webp(largest: Image.Image, side: int, quality: int) -> bytes:
    small = largest.copy()
    _shrink(small, side)
    return _written(small, quality)


def _written(small: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    colours = _colours_of(small)
    small.save(written, "WEBP", quality=quality, method=METHOD, exif=b"", icc_profile=colours)
    return written.getvalue()


def _colours_of(small: Image.Image) -> bytes:
    """What says which red is meant, as telephones mean another than others; if it is short."""
    profile: bytes = small.info.get("icc_profile") or b""
    fits = profile[COLOUR_SPACE] == b"RGB " and len(profile) <= PROFILE_BYTES
    return profile if fits else b""


def _placeholder(largest: Image.Image) -> str:
    tiny = largest.copy()
    tiny.info.pop("icc_profile", None)
    written = _webp(tiny, limits.PLACEHOLDER_SIDE, PLACEHOLDER_QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(written).decode()}"


def _clean_gif(content: bytes) -> bytes | None:
    clean = without_words(content)
    return None if clean == content else clean


def _clean(opened: ImageFile.ImageFile) -> bytes | None:
    """The same picture without what it tells; None where it tells nothing."""
    if opened.format == "PNG":
        # Its words may stand behind the pixels.
        opened.load()
    if not _tells(opened):
        return None
    silent: dict[str, Any] = {"exif": _orientation(opened), "xmp": b"", "comment": b""}
    # Without it what telephones take is shown in duller colours.
    silent["icc_profile"] = opened.info.get("icc_profile", b"")
    form = opened.format
    match form:
        case "JPEG":
            silent["quality"] = "keep"
        case "MPO":
            # Two photographs in one JPEG, each with words of its own; the first is what is seen.
            form = "JPEG"
            silent["quality"] = JPEG_QUALITY
        case "WEBP":
            silent |= {"quality": WEBP_QUALITY, "method": METHOD}
        case "PNG":
            silent["compress_level"] = FAST_PNG
    silent["save_all"] = form != "JPEG" and _moves_on(opened)
    written = BytesIO()
    opened.save(written, form, **silent)
    opened.seek(0)
    return written.getvalue()


def _moves_on(opened: ImageFile.ImageFile) -> bool:
    """Whether there are several frames, which all are in memory where they are written anew.

    Of those that together have more pixels than a picture may have, the first is kept.
    """
    width, height = opened.size
    frames = int(getattr(opened, "n_frames", 1))
    return frames > 1 and frames * width * height <= limits.PICTURE_PIXELS


def _tells(opened: ImageFile.ImageFile) -> bool:
    """Whether there is more in the file than a picture and its colours."""
    if any(opened.info.get(name) for name in TALK) or opened.getexif():
        return True
    if getattr(opened, "text", None):
        return True
    segments = getattr(opened, "applist", ())
    return any(not content.startswith(SILENT) for _, content in segments)


def _orientation(opened: ImageFile.ImageFile) -> bytes:
    kept = Image.Exif()
    kept[ORIENTATION] = opened.getexif().get(ORIENTATION, 1)
    return kept.tobytes()
