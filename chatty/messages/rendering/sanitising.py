"""The last word on what a message's HTML may consist of, whatever wrote it."""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    {
        "a", "blockquote", "br", "code", "div", "em", "hr", "li", "ol", "p", "pre", "s", "span",
        "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
ATTRIBUTES = {
    "a": {"class", "data-user-id", "href"},
    "div": {"class", "tabindex"},
    "li": {"value"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"class", "tabindex"},
    "span": {"class", "tabindex", "title"},
}
CLASSES = frozenset(
    {
        "markup__code", "markup__emoji", "markup__heading", "markup__table", "mention", "spoiler",
        "spoiler__text", "hl-a", "hl-c", "hl-d", "hl-i", "hl-k", "hl-m", "hl-n", "hl-s",
    }
)  # fmt: skip
# To the web and to mailboxes, and on this server only where calls lead.
HREF = re.compile(
    r"(?:https?://|mailto:)\S+|/people/by-id/[0-9]{1,19}|/rooms/[a-z0-9-]{1,64}", re.IGNORECASE
)
REL = "noopener noreferrer nofollow"
NUMBER = re.compile(r"[0-9]{1,19}")
VALUES = {
    "href": HREF,
    "rel": re.compile(REL),
    "data-user-id": NUMBER,
    "start": NUMBER,
    "value": NUMBER,
    "tabindex": re.compile("0"),
    "title": re.compile("Spoiler"),
}


def sanitised(html: str) -> str:
    """*html* with nothing in it but what messages have; the same once more changes nothing."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_value,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )


def _value(_tag: str, name: str, value: str) -> str | None:
    """*value* as it may stand; None for an attribute that goes."""
    if name == "class":
        return value if value in CLASSES else None
    rule = VALUES.get(name)
    return value if rule is not None and rule.fullmatch(value) else None
