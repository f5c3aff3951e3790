"""What is made of pictures that people send, and what it costs, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import warnings
from threading import Barrier, Event, Thread

import pytest
from PIL import Image
from PIL.ImageCms import ImageCmsProfile, createProfile
from PIL.PngImagePlugin import PngInfo

from chatty.core import thumbnails
from chatty.core.limits import PICTURE_PIXELS
from chatty.core.thumbnails import shown_of
from tests.core.test_media import REFUSED
from tests.pictures import animation, opened, photograph, picture, unfolding, written
from tests.processes import ROOT

MEGABYTE = 1_000_000
# A photograph of 24 megapixels takes a hundred in memory, once; and what is written of it.
LARGEST = 150 * MEGABYTE
COST = """
import json, resource, sys
from PIL import Image
from PIL.ImageCms import ImageCmsProfile, createProfile
from PIL.PngImagePlugin import PngInfo
from chatty.core import thumbnails

def used():
    now = resource.getrusage(resource.RUSAGE_SELF)
    return now.ru_maxrss * 1_024, now.ru_utime + now.ru_stime

Image.init()
content = sys.stdin.buffer.read()
memory, seconds = used()
found = getattr(thumbnails, sys.argv[1])(content) is not None
more_memory, more_seconds = used()
print(json.dumps([found, more_memory - memory, more_seconds - seconds]))
"""


def cost(action: str, content: bytes) -> tuple[bool, int, float]:
    """Whether it was taken, how many bytes more the process had, and its seconds of computing."""
    run = subprocess.run(
        [sys.executable, "-c", COST, action],
        input=content,
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    found, memory, seconds = json.loads(run.stdout)
    return found, memory, seconds


# Only its pixels tell that it breaks off.
AT_A_GLANCE = {name: content for name, content in REFUSED.items() if name != "cut off"}


@pytest.mark.parametrize("content", AT_A_GLANCE.values(), ids=AT_A_GLANCE)
def test_what_is_no_bearable_picture_is_seen_at_a_glance(content):
    """S66."""
    found, memory, seconds = cost("sides_of", content)
    assert not found
    assert memory < 100 * MEGABYTE
    assert seconds < 2


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_no_bearable_picture_costs_the_worker_little(content):
    """S66."""
    found, memory, seconds = cost("shown_of", content)
    assert not found
    assert memory < 100 * MEGABYTE
    assert seconds < 2


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_sides_are_found_without_decoding_a_pixel(form):
    found, memory, seconds = cost("sides_of", picture(6_000, PICTURE_PIXELS // 6_000, form))
    assert found
    assert memory < 20 * MEGABYTE
    assert seconds < 1


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_largest_picture_is_in_memory_once(form):
    content = picture(6_000, PICTURE_PIXELS // 6_000, form, halves=True)
    found, memory, seconds = cost("shown_of", content)
    assert found
    assert memory < LARGEST
    assert seconds < 2


def test_picture_that_moves_and_speaks_costs_no_more_than_one_that_does_not():
    """S66: all its frames are in memory while it is written anew."""
    found, memory, seconds = cost("shown_of", unfolding(40))
    assert found
    assert memory < LARGEST
    assert seconds < 2


@pytest.mark.parametrize(("frames", "moves"), [(4, True), (5, False)])
def test_picture_that_says_something_moves_on_as_far_as_it_is_small(frames, moves):
    others = [Image.new("L", (3_000, 2_000), shade) for shade in range(1, frames)]
    more = {"save_all": True, "append_images": others, "pnginfo": words()}
    found = shown_of(written(Image.new("L", (3_000, 2_000)), "PNG", **more))
    assert found is not None
    assert found.clean is not None
    assert b"canary" not in found.clean
    assert getattr(opened(found.clean), "is_animated", False) == moves


@pytest.mark.parametrize(
    "said",
    [
        b"!\xfe\x06canary\x00",
        b"!\xff\x0bXMP DataXMP<x>canary</x>\x01" + bytes(range(255, -1, -1)) + b"\x00",
        b"!\xff\x0bABCDEFGHIJK\x06canary\x00",
    ],
    ids=["comment", "xmp", "program's own"],
)
@pytest.mark.parametrize("where", ["begin", "end"])
def test_gif_tells_nothing_and_moves_as_before(said, where):
    """S67: wherever it stands, and no frame is touched."""
    plain = animation(3)
    place = 13 + (6 << (plain[10] & 7)) if where == "begin" else -1
    found = shown_of(plain[:place] + said + plain[place:])
    assert found is not None
    assert found.clean == plain


def test_looking_at_several_pictures_at_once_changes_nothing_for_the_rest():
    """What Python does with warnings is the same for all threads of a process."""
    before, entered, left = list(warnings.filters), Barrier(2), Event()

    def first() -> None:
        entered.wait(timeout=10)

    def second() -> None:
        entered.wait(timeout=10)
        left.wait(timeout=10)

    running = [Thread(target=thumbnails._unharmed, args=(look,)) for look in (first, second)]
    for each in running:
        each.start()
        time.sleep(0.1)
    running[0].join()
    left.set()
    running[1].join()
    assert list(warnings.filters) == before


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_picture_in_any_colours_is_shown_in_two_sizes(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    drawn = Image.new(mode, (2_000, 1_000))
    found = shown_of(written(drawn, form))
    assert found is not None
    sizes = {name: opened(each).size for name, each in found.thumbnails.items()}
    assert sizes == {"small": (360, 180), "large": (1_600, 800)}


def test_photograph_on_its_side_is_shown_upright():
    found = shown_of(photograph(orientation=6))
    assert found is not None
    assert (found.width, found.height) == (400, 600)
    assert {opened(each).size for each in found.thumbnails.values()} == {(240, 360), (400, 600)}
    assert found.clean is not None
    assert opened(found.clean).getexif() == {274: 6}


def words() -> PngInfo:
    said = PngInfo()
    said.add_text("Description", "canary", zip=True)
    said.add_itxt("XML:com.adobe.xmp", "<x>canary</x>")
    return said


def two_in_one() -> bytes:
    """As some telephones keep them: the second is seen by nobody, and tells too."""
    exif = Image.Exif()
    exif[0x010E] = "canary"
    return picture(form="MPO", save_all=True, append_images=[opened(picture())], exif=exif)


def with_segment(content: bytes) -> bytes:
    """Such as editors of pictures write: with the town where it was taken."""
    said = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x06canary"
    return content[:2] + b"\xff\xed" + (len(said) + 2).to_bytes(2, "big") + said + content[2:]


TELLING = {
    "photograph": photograph(),
    "words in a PNG": picture(pnginfo=words()),
    "place in a PNG": picture(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00canary"),
    "words in a WebP": picture(form="WEBP", xmp=b"<x>canary</x>"),
    "words in a GIF": picture(form="GIF", comment=b"canary"),
    "two in one": two_in_one(),
    "a segment of its own": with_segment(picture(form="JPEG")),
}


@pytest.mark.parametrize("content", TELLING.values(), ids=TELLING)
def test_what_is_kept_of_a_picture_tells_nothing_beside_it(content):
    """S67."""
    found = shown_of(content)
    assert found is not None
    assert found.clean is not None
    for kept in (found.clean, *found.thumbnails.values()):
        assert b"canary" not in kept
        assert opened(kept).size[0] >= 360


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_picture_that_tells_nothing_stays_as_it_was_sent(form):
    found = shown_of(picture(form=form))
    assert found is not None
    assert found.clean is None


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_colours_are_described_as_they_were(form):
    exif = Image.Exif()
    exif[0x010E] = "canary"
    profile = ImageCmsProfile(createProfile("sRGB")).tobytes()
    found = shown_of(picture(64, 64, form, exif=exif, icc_profile=profile))
    assert found is not None
    assert found.clean is not None
    assert b"canary" not in found.clean
    assert opened(found.clean).info["icc_profile"] == profile
    assert opened(found.thumbnails["large"]).info["icc_profile"] == profile


def test_profile_that_is_not_of_these_colours_is_left_out():
    profile = ImageCmsProfile(createProfile("LAB")).tobytes()
    found = shown_of(picture(64, 64, "JPEG", icc_profile=profile))
    assert found is not None
    assert "icc_profile" not in opened(found.thumbnails["large"]).info
