"""What becomes of a picture that was sent (S63, S66, S67)."""

from __future__ import annotations

import contextlib
import itertools
import resource
import struct
import time
from io import BytesIO

import gevent
import pytest
from PIL import Image

from chatty.core.errors import Invalid
from chatty.core.media import Crop, Shape, pictures_of
from tests.pictures import animation, opened, photograph, picture, pixel, vast, written

SQUARE = Shape(ratio=1.0, widths={"small": 96, "large": 384})
WIDE = Shape(ratio=3.0, widths={"small": 640, "large": 1600})
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n"
REFUSED = {
    "nothing": b"",
    "text": b"hello",
    "svg": SVG,
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "postscript": POSTSCRIPT,
    "pdf": b"%PDF-1.7\n",
    "photoshop": b"8BPS\0\1" + bytes(40),
    "tiff": written(Image.new("RGB", (9, 9)), "TIFF"),
    "icon": written(Image.new("RGB", (32, 32)), "ICO"),
    "bitmap": written(Image.new("RGB", (9, 9)), "BMP"),
    "cut off": picture(2_000, 2_000)[:300],
    "cut off jpeg": photograph()[:400],
    "head only": picture()[:8],
    "four hundred megapixels": vast(20_000, 20_000),
    "a line of a million": vast(1, 1_000_000),
    "ten thousand frames": animation(10_000),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_no_bearable_picture_is_refused_quickly(content):
    """S66: below two seconds and a hundred megabytes."""
    began, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid) as refused:
        pictures_of(content, SQUARE)
    assert (refused.value.code, refused.value.errors[0].field) == ("not_a_picture", "file")
    assert time.process_time() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100_000


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_picture_becomes_webp_in_its_sizes(form):
    made = pictures_of(picture(form=form), SQUARE)
    sizes = {name: (opened(each).format, opened(each).size) for name, each in made.items()}
    assert sizes == {"small": ("WEBP", (96, 96)), "large": ("WEBP", (384, 384))}


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3_000, 10), (10, 3_000), (599, 401)])
def test_cover_is_three_times_as_wide_as_high_whatever_it_was(width, height):
    made = pictures_of(picture(width, height), WIDE)
    assert opened(made["small"]).size == (640, 213)
    assert opened(made["large"]).size == (1600, 533)


def test_place_and_camera_are_gone():
    """S67: nothing of the file that was sent is kept, so no original with its place exists."""
    sent = photograph()
    assert b"canary" in sent
    for made in pictures_of(sent, SQUARE).values():
        assert not opened(made).getexif()
        assert b"canary" not in made
        assert set(opened(made).info) <= {"loop", "background", "timestamp", "duration"}


def test_picture_held_upside_down_is_turned():
    upright = opened(pictures_of(photograph(), SQUARE)["small"]).convert("RGB")
    turned = opened(pictures_of(photograph(orientation=3), SQUARE)["small"]).convert("RGB")
    assert [is_red(upright, x) for x in (10, 86)] == [True, False]
    assert [is_red(turned, x) for x in (10, 86)] == [False, True]


@pytest.mark.parametrize(
    ("crop", "reds"),
    [
        (None, [True, False]),
        (Crop(x=0, y=0, size=0.5), [True, True]),
        (Crop(x=0.5, y=0, size=0.5), [False, False]),
        (Crop(x=1, y=1, size=1), [True, False]),
        (Crop(x=0, y=0, size=0), [True, True]),
    ],
)
def test_part_that_was_chosen_is_taken_as_far_as_it_lies_inside(crop, reds):
    made = pictures_of(picture(halves=True), SQUARE, crop)
    small = opened(made["small"]).convert("RGB")
    assert [is_red(small, x) for x in (10, 86)] == reds


def test_script_behind_a_picture_is_not_kept():
    """S63: a polyglot is decoded and written anew."""
    polyglot = picture(form="GIF") + b"/*<script>alert(1)</script>*/"
    assert all(b"script" not in made for made in pictures_of(polyglot, SQUARE).values())


def test_first_of_two_hundred_frames_is_taken():
    assert pictures_of(animation(200), SQUARE)
    with pytest.raises(Invalid):
        pictures_of(animation(201), SQUARE)


def test_clear_parts_stay_clear():
    made = pictures_of(written(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"), SQUARE)
    low, high = opened(made["small"]).getchannel("A").getextrema()
    assert (low, high) == (0, 0)


@pytest.mark.alone
def test_others_go_on_while_a_large_picture_is_made():
    content = picture(5_000, 4_500)
    beats: list[float] = []
    beating = gevent.spawn(beat, beats)
    gevent.sleep(0)
    pictures_of(content, WIDE)
    gevent.kill(beating)
    pauses = [after - before for before, after in itertools.pairwise(beats)]
    assert len(beats) > 5
    assert max(pauses) < 0.2


def beat(beats: list[float]) -> None:
    for _ in range(400):
        beats.append(time.monotonic())
        gevent.sleep(0.005)


def is_red(image: Image.Image, x: int) -> bool:
    red, _, blue = pixel(image, x)
    return red > blue


@pytest.mark.parametrize(
    ("tag", "kind", "value"),
    [
        (0x2BC, 11, b"\0\0\0\0"),
        (0x2BC, 13, b"\1\0\0\0"),
        (0x8769, 4, b"\xff\xff\xff\xff"),
        (0x1, 99, b"abcd"),
    ],
)
def test_rotated_picture_with_strange_tags_is_taken_or_refused(tag, kind, value):
    """Writing its EXIF anew, which nobody needs, raised whatever the tags made it raise."""
    plain = BytesIO()
    Image.new("RGB", (40, 30), "red").save(plain, "JPEG")
    entries = [(0x112, 3, 1, b"\6\0\0\0"), (tag, kind, 1, value)]
    body = b"".join(struct.pack("<HHL", *head) + data for *head, data in entries)
    exif = b"Exif\0\0II*\0" + struct.pack("<LH", 8, len(entries)) + body + bytes(4)
    jpeg = plain.getvalue()
    strange = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]
    with contextlib.suppress(Invalid):
        assert pictures_of(strange, SQUARE)
