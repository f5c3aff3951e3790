"""How a page on the web calls itself: what it says for such purposes, else its title."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser

from chatty.core.text import is_storable

CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
TITLE_CHARACTERS = 200
DESCRIPTION_CHARACTERS = 400
SITE_NAME_CHARACTERS = 64
# What of a page is looked at for these; pages that say it later are few.
HEAD_BYTES = 256 * 1024
# Encodings of names, not of pages: they refuse what is none, or take very long over it.
NO_CHARSETS = frozenset({"idna", "punycode", "undefined"})
NAMES = {
    "title": ("og:title", "twitter:title"),
    "description": ("og:description", "twitter:description", "description"),
    "site_name": ("og:site_name", "application-name"),
    "picture": ("og:image:secure_url", "og:image", "og:image:url", "twitter:image"),
}


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page's own words, each in one line and cut to what is shown.

    ``picture`` is where it says that its picture is, seen from the page; empty if nowhere.
    """

    title: str
    description: str
    site_name: str
    picture: str = ""


def words_of(body: bytes, content_type: str) -> PageWords | None:
    """What the page in *body* says of itself; None where it has no title or is no page."""
    if "html" not in content_type.lower():
        return None
    reader = _Reader()
    # Where a page makes no sense its reading ends: it must not keep others from being read.
    with suppress(AssertionError, ValueError):
        reader.feed(_text(body[:HEAD_BYTES], content_type))
    title = reader.meta("title") or reader.title
    if not title.strip():
        return None
    return PageWords(
        title=_line(title, TITLE_CHARACTERS),
        description=_line(reader.meta("description"), DESCRIPTION_CHARACTERS),
        site_name=_line(reader.meta("site_name"), SITE_NAME_CHARACTERS),
        picture=reader.meta("picture").strip(),
    )


@dataclass
class _Reader(HTMLParser):
    """Collects titles and descriptions, and builds nothing, however deep it goes."""

    found: dict[str, str] = field(default_factory=dict)
    title: str = ""
    _in_title: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def meta(self, name: str) -> str:
        return next((self.found[key] for key in NAMES[name] if self.found.get(key)), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            given = dict(attrs)
            name = (given.get("property") or given.get("name") or "").lower()
            self.found.setdefault(name, given.get("content") or "")
        # A drawing further down may have a title, too.
        self._in_title = tag == "title" and not self.title

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def _text(body: bytes, content_type: str) -> str:
    named = CHARSET.search(content_type) or CHARSET.search(body[:2048].decode("ascii", "replace"))
    try:
        charset = codecs.lookup(named[1]).name if named else "utf-8"
        return body.decode("utf-8" if charset in NO_CHARSETS else charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _line(text: str, most: int) -> str:
    line = " ".join("".join(sign for sign in text if is_storable(sign) or sign.isspace()).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
