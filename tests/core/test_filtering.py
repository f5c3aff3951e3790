"""Lists of words: what they find, what they leave, and that none of them costs much time."""

from __future__ import annotations

import time

import pytest

from chatty.core.filtering import filter_of, says_something


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("spam", "No SPAM here", "SPAM"),
        ("spam", "spammer", None),
        ("spam*", "a spammer", "spammer"),
        ("*spam", "antispam!", "antispam"),
        ("*spam*", "antispammer", "antispammer"),
        ("two words", "Two   \n WORDS", "Two   \n WORDS"),
        ("cafe\u0301", "caf\u00e9", "caf\u00e9"),
        ("cafe", "caf\u00e9", None),
        ("casino", "\uff43\uff41\uff53\uff49\uff4e\uff4f", "\uff43\uff41\uff53\uff49\uff4e\uff4f"),
        ("spam", "sp\u200bam", "sp\u200bam"),
        ("spam", "sp\ufe0fa\u034f\u3164m", "sp\ufe0fa\u034f\u3164m"),
        ("spam", "s\u0336p\u0336a\u0336m\u0336", "s\u0336p\u0336a\u0336m"),
        ("strasse", "Stra\u00dfe", "Stra\u00dfe"),
        ("a.b", "axb", None),
        ("*", "anything", None),
        ("", "anything", None),
    ],
)
def test_what_is_refused(words, text, found):
    assert filter_of(words).refuses(text) == found


@pytest.mark.parametrize(
    ("words", "text", "cleaned"),
    [
        ("darn => d**n", "Darn, darn it", "d**n, d**n it"),
        ("darn =>", "oh darn", "oh ****"),
        ("darn* => x", "darned darn", "x x"),
        ("one => two\ntwo => three", "one two", "two three"),
        ("a => b b b\nb => c c c\nc => d d d", "a", "b b b"),
        ("stra\u00dfe => weg", "die STRASSE dort", "die weg dort"),
    ],
)
def test_what_is_replaced(words, text, cleaned):
    assert filter_of(words).cleaned(text) == cleaned


def test_line_that_means_no_word_says_nothing():
    assert [says_something(line) for line in ("=> x", "**", " ", "x", "x =>")] == [
        False,
        False,
        False,
        True,
        True,
    ]


@pytest.mark.alone
@pytest.mark.parametrize("word", ["*a*", "*ab*", "*a* *b*", "a* b* c*"])
def test_long_texts_are_gone_through_once(word):
    """Each word is looked at from its beginning only: ten thousand letters take no seconds."""
    begun = time.process_time()
    filter_of("\n".join(f"{word}{number}" for number in range(100))).refuses("a" * 10_000)
    assert time.process_time() - begun < 1


@pytest.mark.alone
@pytest.mark.parametrize("text", ["a b " * 2_500, "w0 w499 " * 1_250, "a" * 10_000])
def test_long_texts_are_gone_through_once_for_all_that_is_replaced(text):
    """However many lines there are, the text is made comparable once."""
    begun = time.process_time()
    filter_of("\n".join(f"w{number} => other" for number in range(500))).cleaned(text)
    assert time.process_time() - begun < 1
