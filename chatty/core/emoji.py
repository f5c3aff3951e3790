"""Emoji by their names, from the same file that the pages' picker reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from chatty.core.paths import STATIC

DATA = "vendor/emoji/*/en/emojibase/data.json"
# Asks for the colourful form; keyboards send some emoji with and some without it.
COLOURFUL = "\N{VARIATION SELECTOR-16}"


def emoji_named(name: str) -> str | None:
    """The emoji that is called *name* (``tada``), if there is one."""
    return names().get(name)


def emoji_like(part: str, *, limit: int) -> Sequence[tuple[str, str]]:
    """Names with *part* in them and their emoji: those that begin with it first, short ones first.

    One name for each emoji.
    """
    found = sorted((not name.startswith(part), len(name), name) for name in names() if part in name)
    chosen: dict[str, str] = {}
    for _, _, name in found:
        chosen.setdefault(names()[name], name)
        if len(chosen) == limit:
            break
    return [(name, emoji) for emoji, name in chosen.items()]


def count_if_only_emoji(text: str) -> int:
    """How many emoji *text* consists of; 0 when there is anything else in it but spaces."""
    plain = "".join(text.split()).replace(COLOURFUL, "")
    found = _each().findall(plain)
    return len(found) if "".join(found) == plain else 0


@cache
def names() -> Mapping[str, str]:
    """Every name and its emoji."""
    found = {name: each["emoji"] for each in _entries() for name in each.get("shortcodes", ())}
    return MappingProxyType(found)


@cache
def _entries() -> Sequence[Mapping[str, Any]]:
    file = next(STATIC.glob(DATA))
    entries: list[Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return entries


@cache
def _each() -> re.Pattern[str]:
    """Finds one emoji, the longest that begins at a place: a family before its members."""
    every = sorted(set(_written()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)))


def _written() -> Iterator[str]:
    for entry in _entries():
        for each in (entry, *entry.get("skins", ())):
            yield str(each["emoji"]).replace(COLOURFUL, "")
