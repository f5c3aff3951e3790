"""GIFs without what they tell (GIF89a, 20 to 27): block by block, no pixel is decoded for it."""

from __future__ import annotations

TRAILER = b";"
IMAGE = 0x2C
EXTENSION = 0x21
HEADER_BYTES = 13
# When the next frame comes, and how often all of them do; comments, XMP and others are words.
TIMING = b"\xf9"
LOOPS = (b"\xff\x0bNETSCAPE2.0", b"\xff\x0bANIMEXTS1.0")


def without_words(content: bytes) -> bytes:
    """The same frames and nothing else; raises ValueError or IndexError for what is no GIF."""
    place = HEADER_BYTES + table_bytes(content[10])
    kept = [content[:place]]
    while place < len(content) and content[place] in {IMAGE, EXTENSION}:
        end = _end_of_block(content, place)
        if content[place] == IMAGE or content.startswith((TIMING, *LOOPS), place + 1):
            kept.append(content[place:end])
        place = end
    if not any(block[0] == IMAGE for block in kept[1:]):
        raise ValueError(content[:6])
    return b"".join((*kept, TRAILER))


def table_bytes(flags: int) -> int:
    """The bytes of the table of colours that *flags* announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end_of_block(content: bytes, place: int) -> int:
    """Behind the block at *place*: its head, then pieces behind their lengths, then none."""
    is_image = content[place] == IMAGE
    place += 11 + table_bytes(content[place + 9]) if is_image else 2
    while place < len(content) and content[place]:
        place += content[place] + 1
    return place + 1
