"""From what was typed to HTML: plain text with links, rendered once when it is stored."""

from __future__ import annotations

from html import escape

from linkify_it import LinkifyIt

VERSION = 1
# Two thousand short links would make a frame larger than the stream takes; they stay text.
HTML_BYTES = 64 * 1024
SCHEMES = frozenset({"http", "https", "mailto"})

_linkify = LinkifyIt()


def render(content: str) -> str:
    """*content* as one HTML paragraph with line breaks; http, https and mailto become links."""
    html = _with_links(content)
    return html if len(html.encode()) <= HTML_BYTES else f"<p>{_text(content)}</p>"


def _with_links(content: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _linkify.match(content) or ():
        if match.url.partition(":")[0].lower() not in SCHEMES:
            continue
        pieces += (_text(content[end : match.index]), _link(match.url, match.text))
        end = match.last_index
    pieces.append(_text(content[end:]))
    return f"<p>{''.join(pieces)}</p>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{escape(text)}</a>'
