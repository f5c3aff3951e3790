r"""What a text calls: `@bea`, `@room`, `#market`, `:tada:`.

Looked for in what is left as text when all else was found, so that neither code nor addresses call
anybody, and `\@bea` does not either. What is called is decided elsewhere: here are only names.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chatty.core.emoji import emoji_named

CALL = re.compile(
    r"(?<![\w@./])@(?P<person>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?)(?![\w@])"
    r"|(?<![\w#&/])\#(?P<room>[a-z0-9]+(?:-[a-z0-9]+)*)(?![\w#-])"
    r"|(?<!\w):(?P<emoji>[a-z0-9_+-]{1,40}):(?!\w)"
)
EVERYBODY = frozenset({"room", "all", "everyone"})
THOSE_HERE = "here"


def find_calls(state: StateCore) -> None:
    """Cut what calls something out of the texts around it."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _cut_all(block.children)


def _cut_all(tokens: list[Token]) -> list[Token]:
    found: list[Token] = []
    links = 0
    for token in tokens:
        links += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and not links:
            found += _cut(token)
        else:
            found.append(token)
    return found


def _cut(token: Token) -> list[Token]:
    pieces: list[Token] = []
    end = 0
    for match in CALL.finditer(token.content):
        call = _call(match, token.level)
        if call is not None:
            pieces += [_text(token.content[end : match.start()], token.level), call]
            end = match.end()
    return [*pieces, _text(token.content[end:], token.level)]


def _call(match: re.Match[str], level: int) -> Token | None:
    kind = str(match.lastgroup)
    name = match[kind]
    if kind == "emoji":
        emoji = emoji_named(name)
        return None if emoji is None else _text(emoji, level)
    if kind == "person" and name.lower() in EVERYBODY:
        kind = "everybody"
    elif kind == "person" and name.lower() == THOSE_HERE:
        kind = "here"
    return Token(f"call_{kind}", "", 0, content=match[0], level=level, meta={"name": name})


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
