"""Pages that links lead to are written by anybody: none of them keeps others from being read."""

from __future__ import annotations

import pytest

from chatty.messages.rendering.pages import PageWords, words_of

HTML = "text/html"
NUMBER = b"&#" + b"1" * 5_000 + b";"


@pytest.mark.parametrize(
    "rest",
    [
        b"<![x[",
        b"<![[",
        b"<p>" + NUMBER + b"<p>",
        b"<meta name='description' content='%b'>" % NUMBER,
    ],
)
def test_what_makes_no_sense_ends_the_reading(rest):
    assert words_of(b"<title>Herons</title>" + rest, HTML) == PageWords("Herons", "", "")


@pytest.mark.parametrize("charset", ["idna", "punycode", "-PunyCode", "undefined", "hex", "none"])
def test_what_is_no_charset_of_pages_is_not_used(charset):
    page = words_of(b"<title>Herons</title>", f"{HTML}; charset={charset}")
    assert page == PageWords("Herons", "", "")
