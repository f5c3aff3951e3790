"""Which characters a text may consist of."""

from __future__ import annotations

ALLOWED_CONTROLS = frozenset("\n\t")
FIRST_PRINTABLE = " "
SURROGATES = ("\ud800", "\udfff")


def is_storable(text: str) -> bool:
    """Whether both databases can keep *text*: no NUL or other control, no lone surrogate.

    Line feed and tab are kept. PostgreSQL refuses NUL with an error of its own; the other C0
    characters have no business in a chat and break logs and terminals.
    """
    return all(
        character in ALLOWED_CONTROLS
        or (character >= FIRST_PRINTABLE and not SURROGATES[0] <= character <= SURROGATES[1])
        for character in text
    )


def with_unix_newlines(text: str) -> str:
    """*text* with every line end as a line feed; browsers send forms with CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
