"""Markdown as messages understand it: CommonMark without raw HTML, pictures and surprises.

Every step of the parser is counted. A few kilobytes of brackets would otherwise cost seconds, and
all streams of the process stand still meanwhile; the count depends on the text alone, so that the
same text always becomes the same HTML.
"""

from __future__ import annotations

import re

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.token import Token

from chatty.messages.rendering import calling, marking

STEPS = 30_000
TOKENS = 4_000
NESTING = 20
SEARCHED_IN_A_STEP = 64
CELLS = 2_000
SCHEME = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
BLOCKS = ("blockquote", "fence", "heading", "hr", "list", "paragraph", "table")
IN_LINES = (
    "text", "linkify", "newline", "escape", "backticks", "strikethrough", "emphasis", "link",
    "autolink",
)  # fmt: skip
PAIRS = ("balance_pairs", "strikethrough", "emphasis", "fragments_join")
WHOLE = ("normalize", "block", "inline", "linkify", "text_join")


class Entangled(Exception):
    """There is too much in a text to make sense of."""


class CountedInline(ParserInline):
    """The parser of lines, which gives up in time."""

    def skipToken(self, state: StateInline) -> None:  # noqa: N802  # markdown-it's own name
        """Look past one piece, and count that."""
        count_step(state, False)
        super().skipToken(state)


def parse(content: str) -> list[Token]:
    """The tokens of *content*; raises Entangled."""
    tokens = MARKDOWN.parse(content, {"steps": 0})
    # Deeper down the parser drops what it finds.
    too_deep = any(token.block and token.level >= NESTING - 1 for token in tokens)
    if too_deep or len(tokens) > TOKENS:
        raise Entangled
    return tokens


def is_good_link(url: str) -> bool:
    """Whether *url* leads to where a message may point: the web, or somebody's mailbox."""
    return SCHEME.match(url.strip()) is not None


def count_step(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001  # markdown-it calls it
    """A rule that never applies, and counts how often it was asked."""
    state.env["steps"] += 1
    if state.env["steps"] > STEPS:
        raise Entangled
    return False


def find_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the same
    """An address in the text. Its scheme is looked for in all that stands before; that counts."""
    if not state.src.startswith("://", state.pos):
        return False
    state.env["steps"] += len(state.pending) // SEARCHED_IN_A_STEP
    return linkify(state, silent)


def small_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the same
    """A table that cannot have more than two thousand cells; the others stay lines."""
    columns = state.src[state.bMarks[start] : state.eMarks[start]].count("|") + 1
    return columns * (end - start) <= CELLS and table(state, start, end, silent)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"linkify": True, "breaks": True, "maxNesting": NESTING})
    markdown.inline = CountedInline()
    markdown.linkify = LinkifyIt()
    markdown.validateLink = is_good_link  # type: ignore[method-assign]  # made to be replaced
    markdown.core.ruler.enableOnly(WHOLE)
    markdown.block.ruler.enableOnly(BLOCKS)
    markdown.block.ruler.at("table", small_table, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.enableOnly(IN_LINES)
    markdown.inline.ruler2.enableOnly(PAIRS)
    markdown.inline.ruler.at("linkify", find_link)
    marking.install(markdown)
    markdown.inline.ruler.before("text", "count_step", count_step)
    markdown.core.ruler.after("linkify", "calling", calling.find_calls)
    return markdown


MARKDOWN = _markdown()
