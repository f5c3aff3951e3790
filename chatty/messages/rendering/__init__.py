"""From what was typed to HTML: a piece of Markdown, rendered once when it is stored.

A text is read once (`read`), which tells whom and what it calls; then it is written as HTML for the
people and rooms that were found (`Text.html`). What is too large or too entangled for that stays
the plain text that it was: nothing anybody sends keeps the server busy, and nothing is lost.
"""

from chatty.messages.rendering.reading import Known, Text, read
from chatty.messages.rendering.writing import HTML_BYTES

# Raised whenever the same text becomes other HTML; `flask rerender` writes older ones anew.
VERSION = 2

__all__ = ["HTML_BYTES", "VERSION", "Known", "Text", "read", "render"]


def render(content: str) -> str:
    """*content* as HTML, as if it called nobody."""
    return read(content).html()
