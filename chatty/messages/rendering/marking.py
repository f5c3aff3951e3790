"""Marks that stand in pairs: `*stress*`, and `||what is not shown at once||`.

Stars inside of words and double underscores say nothing: `7*7*7` and `__init__` are written more
often than anybody stresses half a word.
"""

from __future__ import annotations

from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter, Scanned

STAR, LINE, BAR = "*", "_", "|"
SPOILER = BAR * 2


def install(markdown: MarkdownIt) -> None:
    """Let *markdown* understand both."""
    markdown.inline.add_terminator_char(BAR)
    markdown.inline.ruler.at("emphasis", find_stress)
    markdown.inline.ruler.before("emphasis", "spoiler", find_spoiler)
    markdown.inline.ruler2.before("emphasis", "spoiler", pair_spoilers)


def find_stress(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it calls it
    """Note each mark of a run as the possible begin or end of stress."""
    mark = state.src[state.pos]
    if silent or mark not in {STAR, LINE}:
        return False
    scanned = state.scanDelims(state.pos, False)
    if mark == LINE and scanned.length > 1:
        _push(state, mark * scanned.length)
    else:
        for _ in range(scanned.length):
            _push(state, mark)
            _note(state, scanned, length=scanned.length)
    state.pos += scanned.length
    return True


def find_spoiler(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the same
    """Note two bars as the possible begin or end of a spoiler."""
    if silent or not state.src.startswith(SPOILER, state.pos):
        return False
    scanned = state.scanDelims(state.pos, True)
    _push(state, BAR * scanned.length)
    if scanned.length == len(SPOILER):
        _note(state, scanned, length=0)
    state.pos += scanned.length
    return True


def pair_spoilers(state: StateInline) -> None:
    """Make spoilers of the marks that found each other."""
    _pair(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _pair(state, meta["delimiters"])


def _push(state: StateInline, text: str) -> None:
    state.push("text", "", 0).content = text


def _note(state: StateInline, scanned: Scanned, *, length: int) -> None:
    delimiter = Delimiter(
        marker=ord(state.src[state.pos]),
        length=length,
        token=len(state.tokens) - 1,
        end=-1,
        open=scanned.can_open,
        close=scanned.can_close,
    )
    state.delimiters.append(delimiter)


def _pair(state: StateInline, delimiters: list[Delimiter]) -> None:
    for begin in delimiters:
        if begin.marker == ord(BAR) and begin.end != -1:
            _turn(state, begin.token, "spoiler_open", 1)
            _turn(state, delimiters[begin.end].token, "spoiler_close", -1)


def _turn(state: StateInline, place: int, kind: str, nesting: Literal[-1, 1]) -> None:
    token = state.tokens[place]
    token.type, token.tag, token.nesting = kind, "span", nesting
    token.markup, token.content = SPOILER, ""
