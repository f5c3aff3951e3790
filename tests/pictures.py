"""Pictures as people send them, honest and not."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

PLACE = 34853  # the EXIF tag of where a picture was taken
ORIENTATION = 274
RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(
    width: int = 600, height: int = 400, form: str = "PNG", *, halves: bool = False, **more: object
) -> bytes:
    """A red picture; with *halves* its right half is blue."""
    drawn = Image.new("RGB", (width, height), RED)
    if halves:
        drawn.paste(BLUE, (width // 2, 0, width, height))
    return written(drawn, form, **more)


def photograph(*, orientation: int = 1) -> bytes:
    """A JPEG that tells where it was taken and how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = "canary-of-the-camera"
    exif.get_ifd(PLACE)[2] = (52.0, 31.0, 12.0)
    return picture(form="JPEG", halves=True, exif=exif, comment=b"canary-comment")


def animation(frames: int) -> bytes:
    """A GIF of so many frames."""
    drawn = [Image.new("RGB", (8, 8), (number % 256, number // 256, 0)) for number in range(frames)]
    written_to = BytesIO()
    drawn[0].save(written_to, "GIF", save_all=True, append_images=drawn[1:])
    return written_to.getvalue()


def unfolding(frames: int) -> bytes:
    """A small GIF that speaks: its first frame is vast, and so each of the others unfolds to."""
    others = animation(frames - 1)
    begin = 13 + (6 << (others[10] & 7))
    return picture(3_000, 2_000, "GIF", comment=b"canary")[:-1] + others[begin:]


def vast(width: int, height: int) -> bytes:
    """A small file that unfolds to a vast picture."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        return written(Image.new("1", (width, height)), "PNG")
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def written(drawn: Image.Image, form: str, **more: object) -> bytes:
    """*drawn* as a file."""
    written_to = BytesIO()
    drawn.save(written_to, form, **more)
    return written_to.getvalue()


def pixel(image: Image.Image, x: int) -> tuple[int, int, int]:
    """Red, green and blue of a place in the middle of a small square picture."""
    found = image.convert("RGB").getpixel((x, 48))
    assert isinstance(found, tuple)
    red, green, blue = (int(part) for part in found)
    return red, green, blue


def opened(content: bytes) -> Image.Image:
    """The picture in *content*."""
    return Image.open(BytesIO(content))
