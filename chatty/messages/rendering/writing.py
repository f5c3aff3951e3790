"""From tokens to HTML, which is sanitised once more whatever made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from chatty.core.emoji import count_if_only_emoji
from chatty.messages.rendering.highlighting import COLOURED_CHARACTERS, highlighted
from chatty.messages.rendering.sanitising import sanitised

# What rules are given besides the tokens: who and what is known, and whether code is coloured.
Env = Any
# Two thousand short links would make a frame larger than the stream takes; they stay text.
HTML_BYTES = 64 * 1024
# So many emoji and nothing else are shown larger.
LARGE_EMOJI = 6
LARGE_EMOJI_CHARACTERS = 100


def written(
    content: str, tokens: Sequence[Token], *, people: Mapping[str, int], rooms: frozenset[str]
) -> str:
    """*tokens* as HTML; without colours, then without anything, where it becomes too large."""
    for colours in (COLOURED_CHARACTERS, -1):
        env = {"people": people, "rooms": rooms, "colours": colours}
        html = sanitised(_in_large(RENDERER.render(tokens, OPTIONS, env), tokens))
        if len(html.encode()) <= HTML_BYTES:
            return html
    return plain(content)


def plain(content: str) -> str:
    """*content* as one paragraph with the lines it has."""
    html = f"<p>{_text(content)}</p>"
    # Quotes and brackets alone are sixty kilobytes.
    return html if len(html.encode()) <= HTML_BYTES else f"<p>{escape(content, quote=False)}</p>"


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _in_large(html: str, tokens: Sequence[Token]) -> str:
    text = _only_text(tokens)
    if text and len(text) <= LARGE_EMOJI_CHARACTERS:
        count = count_if_only_emoji(text)
        if 0 < count <= LARGE_EMOJI:
            return html.replace("<p>", '<p class="markup__emoji">', 1)
    return html


def _only_text(tokens: Sequence[Token]) -> str:
    """What the one paragraph says that consists of text alone; else nothing."""
    kinds = [token.type for token in tokens]
    if kinds != ["paragraph_open", "inline", "paragraph_close"]:
        return ""
    children = tokens[1].children or []
    is_text = all(token.type == "text" for token in children)
    return "".join(token.content for token in children) if is_text else ""


class Renderer(RendererHTML):
    """Writes the tokens that messages have; each method is called by the type of a token."""

    def renderToken(  # noqa: N802  # markdown-it's own name
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env
    ) -> str:
        """A plain element; lines of the source are none of the page's, which keeps spaces."""
        return super().renderToken(tokens, idx, options, env).replace("\n", "")

    def fence(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: Env) -> str:
        """A block of code, in colours where its language is named."""
        token = tokens[idx]
        language = token.info.strip().split(maxsplit=1)
        code = token.content.rstrip("\n")
        if language and env["colours"] >= len(code):
            env["colours"] -= len(code)
            code = highlighted(code, language[0])
        else:
            code = escape(code, quote=False)
        return f'<pre class="markup__code" tabindex="0"><code>{code}</code></pre>'

    def code_inline(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """A piece of code in a line."""
        return f"<code>{escape(tokens[idx].content, quote=False)}</code>"

    def softbreak(self, *_: object) -> str:
        """A line ends where somebody pressed the key for it."""
        return "<br>"

    def hardbreak(self, *_: object) -> str:
        """The same, asked for with two spaces or a backslash."""
        return "<br>"

    def heading_open(self, *_: object) -> str:
        """A heading of a message is none of the page."""
        return '<p class="markup__heading">'

    def heading_close(self, *_: object) -> str:
        """Its end."""
        return "</p>"

    def table_open(self, *_: object) -> str:
        """A table scrolls by itself."""
        return '<div class="markup__table" tabindex="0"><table>'

    def table_close(self, *_: object) -> str:
        """Its end."""
        return "</table></div>"

    def spoiler_open(self, *_: object) -> str:
        """Shown when it is pointed at or reached with the keyboard."""
        return '<span class="spoiler" tabindex="0" title="Spoiler"><span class="spoiler__text">'

    def spoiler_close(self, *_: object) -> str:
        """Its end."""
        return "</span></span>"

    def call_person(
        self, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: Env
    ) -> str:
        """Somebody who can be called here; anybody else is the text that was typed."""
        token = tokens[idx]
        user_id = env["people"].get(token.meta["name"].lower())
        if user_id is None:
            return escape(token.content)
        address = f'data-user-id="{user_id}" href="/people/by-id/{user_id}"'
        return f'<a class="mention" {address}>{escape(token.content)}</a>'

    def call_room(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: Env) -> str:
        """A room that everybody may know of; any other is the text that was typed."""
        token = tokens[idx]
        slug = token.meta["name"]
        if slug not in env["rooms"]:
            return escape(token.content)
        return f'<a class="mention" href="/rooms/{slug}">{escape(token.content)}</a>'

    def call_everybody(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """The whole room."""
        return f'<span class="mention">{escape(tokens[idx].content)}</span>'

    def call_here(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """Those of it who are there."""
        return self.call_everybody(tokens, idx)


RENDERER = Renderer()
OPTIONS: Any = {"xhtmlOut": False}
