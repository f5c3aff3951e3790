"""What people type and what becomes of it; nothing they type is more than text to a browser."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatty.core.limits import MESSAGE_CHARACTERS
from chatty.messages.rendering import HTML_BYTES, Known, read, render
from chatty.messages.rendering.highlighting import CURLY, LANGUAGES
from chatty.messages.rendering.sanitising import ATTRIBUTES, TAGS, sanitised

KNOWN = Known({"bea": 7, "anna_b.c": 8}, frozenset({"market"}))
REL = 'rel="noopener noreferrer nofollow"'
LINK = f'<a href="http://a.b" {REL}>x</a>'
BEA = f'<a class="mention" data-user-id="7" href="/people/by-id/7" {REL}>'
EMPTY = frozenset({"br", "hr"})

SHOWN = {
    "hello": "<p>hello</p>",
    "two\nlines": "<p>two<br>lines</p>",
    "two\n\nparagraphs": "<p>two</p><p>paragraphs</p>",
    "a   b": "<p>a   b</p>",
    "**bold** *italic* _too_ ~~gone~~ ***both***": (
        "<p><strong>bold</strong> <em>italic</em> <em>too</em> <s>gone</s>"
        " <em><strong>both</strong></em></p>"
    ),
    "7*7*7 and __init__ and snake_case_name": "<p>7*7*7 and __init__ and snake_case_name</p>",
    "`a*b*` and ``a`b``": "<p><code>a*b*</code> and <code>a`b</code></p>",
    "# Title\nmore": '<p class="markup__heading">Title</p><p>more</p>',
    "#nothing": "<p>#nothing</p>",
    "> said\n> twice": "<blockquote><p>said<br>twice</p></blockquote>",
    "- a\n- b": "<ul><li>a</li><li>b</li></ul>",
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "---": "<hr>",
    "foo\n---": "<p>foo</p><hr>",
    "    no code": "<p>no code</p>",
    "```\n<b>\n```": '<pre class="markup__code" tabindex="0"><code>&lt;b&gt;</code></pre>',
    "```py\nx = 1\n```": (
        '<pre class="markup__code" tabindex="0"><code>x = <span class="hl-m">1</span></code></pre>'
    ),
    "```diff\n-a\n+b\n```": (
        '<pre class="markup__code" tabindex="0"><code><span class="hl-d">-a</span>\n'
        '<span class="hl-i">+b</span></code></pre>'
    ),
    "```nonsense\nx\n```": '<pre class="markup__code" tabindex="0"><code>x</code></pre>',
    "|a|b|\n|-|-|\n|1|2|": (
        '<div class="markup__table" tabindex="0"><table><thead><tr><th>a</th><th>b</th></tr>'
        "</thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>"
    ),
    "||secret|| or || not": (
        '<p><span class="spoiler" tabindex="0" title="Spoiler"><span class="spoiler__text">secret'
        "</span></span> or || not</p>"
    ),
    "[x](http://a.b)": f"<p>{LINK}</p>",
    '[x](http://a.b "title")': f"<p>{LINK}</p>",
    "![x](http://a.b)": f"<p>!{LINK}</p>",
    "[x](/rooms/1)": "<p>[x](/rooms/1)</p>",
    "[x]: http://a.b": f'<p>[x]: <a href="http://a.b" {REL}>http://a.b</a></p>',
    "https://a.b/c_d_e?f=1&g=2.": (
        f'<p><a href="https://a.b/c_d_e?f=1&amp;g=2" {REL}>https://a.b/c_d_e?f=1&amp;g=2</a>.</p>'
    ),
    "www.a.com": f'<p><a href="http://www.a.com" {REL}>www.a.com</a></p>',
    "bea@a.com": f'<p><a href="mailto:bea@a.com" {REL}>bea@a.com</a></p>',
    "ftp://a.com": "<p>ftp://a.com</p>",
    "<b>bold</b> &lt; & \"'": "<p>&lt;b&gt;bold&lt;/b&gt; &amp;lt; &amp; \"'</p>",
    "a :tada: b": "<p>a 🎉 b</p>",
    ":no_such_thing: 10:30:45": "<p>:no_such_thing: 10:30:45</p>",
    "`:tada:`": "<p><code>:tada:</code></p>",
    ":tada: :tada:": '<p class="markup__emoji">🎉 🎉</p>',
    "👨‍👩‍👧❤️": '<p class="markup__emoji">👨‍👩‍👧❤️</p>',
    "🎉" * 7: f"<p>{'🎉' * 7}</p>",
    "@bea, (@Bea)!": f"<p>{BEA}@bea</a>, ({BEA}@Bea</a>)!</p>",
    "@nobody `@bea` \\@bea x@bea https://a.b/@bea": (
        "<p>@nobody <code>@bea</code> @bea x@bea"
        f' <a href="https://a.b/@bea" {REL}>https://a.b/@bea</a></p>'
    ),
    "[@bea](http://a.b)": f'<p><a href="http://a.b" {REL}>@bea</a></p>',
    "@room @HERE": '<p><span class="mention">@room</span> <span class="mention">@HERE</span></p>',
    "#market #attic": f'<p><a class="mention" href="/rooms/market" {REL}>#market</a> #attic</p>',
}


@pytest.mark.parametrize("typed", SHOWN)
def test_what_is_typed_is_shown_like_this(typed):
    assert attributes_sorted(read(typed).html(KNOWN)) == attributes_sorted(SHOWN[typed])


@pytest.mark.parametrize("typed", ["{{7*7}}", "${7*7}", "%s%n", "{0.__class__}", "<%= 7*7 %>"])
def test_signs_of_other_languages_are_shown_as_they_are(typed):
    escaped = typed.replace("<", "&lt;").replace(">", "&gt;")
    assert render(typed) == f"<p>{escaped}</p>"


BAD_SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "%6aavascript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example",
    "/sign-out",
    "intent://x",
]


@pytest.mark.parametrize("url", BAD_SCHEMES)
@pytest.mark.parametrize("form", ["[x]({})", "[x](<{}>)", "<{}>", "{}", "[x][1]\n\n[1]: {}"])
def test_other_schemes_are_no_links(url, form):
    html = render(form.format(url))
    hrefs = re.findall(r'href="([^"]*)"', html)
    assert all(re.match(r"https?://|mailto:", href) for href in hrefs), html
    assert "javascript" not in " ".join(hrefs).lower()


def test_what_calls_is_told_apart():
    text = read("@Bea and @cal in #market, `@dan` @here")
    assert text.names == {"bea", "cal"}
    assert text.slugs == {"market"}
    assert (text.calls_everybody, text.calls_those_here) == (False, True)
    assert read("@everyone").calls_everybody


MARKS = ["[", "![", "[a](", "*", "**a* ", "_a ", "~~a", "||a", "`a", "<a", "> ", "- ", "1. ", "|a"]
MORE_MARKS = [
    "a|b\n-|-\n",
    "```\n",
    "@a ",
    "#a ",
    ":tada:",
    "http://a.b ",
    "a@b.c ",
    "https://e.org/((",
]


@pytest.mark.parametrize("mark", MARKS + MORE_MARKS)
def test_ten_thousand_characters_of_anything_cost_little(mark):
    typed = (mark * MESSAGE_CHARACTERS)[:MESSAGE_CHARACTERS]
    with counting() as calls:
        html = render(typed)
    assert len(html.encode()) <= HTML_BYTES
    # What 100 ms are on a slow machine, counted without a clock.
    assert calls[0] < 2_000_000


@pytest.mark.parametrize("mark", ["://", "a://", "http://("])
def test_what_only_looks_like_addresses_is_left_as_text_in_time(mark):
    assert read((mark * MESSAGE_CHARACTERS)[:MESSAGE_CHARACTERS]).tokens is None


@pytest.mark.parametrize("language", sorted(LANGUAGES | CURLY))
def test_code_of_every_language_keeps_its_words(language):
    code = "x = 1; // a\nif (b) { \"c\" } # d\n\n<e f='g'> @h"
    html = render(f"```{language}\n{code}\n```")
    shown = re.sub(r"<[^>]+>", "", html)
    assert shown == code.replace("<", "&lt;").replace(">", "&gt;")


def test_a_large_table_and_a_deep_quote_stay_text():
    table = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "a\n" * 100
    assert "<table>" not in render(table)
    assert render(">" * 30 + " a") == f"<p>{'&gt;' * 30} a</p>"


def test_a_hundred_thousand_nested_marks_are_text():
    html = render("> " * 50_000)
    assert "<blockquote>" not in html


TYPED = st.text(alphabet=st.sampled_from(list("*_~|`[]()<>!#@:.-\n \\&\"'/=ab1é🎉")), max_size=200)


@given(TYPED)
@settings(max_examples=300, deadline=None)
def test_html_is_well_formed_and_has_only_what_messages_have(typed):
    html = read(typed).html(KNOWN)
    check = Checking()
    check.feed(html)
    check.close()
    assert check.open == []
    assert sanitised(html) == html


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_sanitising_once_is_enough(anything):
    once = sanitised(anything)
    assert sanitised(once) == once


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "Zs"]), max_size=100))
@settings(max_examples=100, deadline=None)
def test_plain_words_stay_what_they_are(words):
    shown = unescape(re.sub(r"<[^>]+>", "", render(words)))
    assert shown.split() == words.split()


@contextmanager
def counting():
    """How many calls of functions are made meanwhile."""
    calls = [0]

    def note(*_: object) -> None:
        calls[0] += 1

    sys.setprofile(note)
    yield calls
    sys.setprofile(None)


class Checking(HTMLParser):
    """Reads HTML and insists on what may be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set()) | {"rel"}
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def attributes_sorted(html: str) -> str:
    """*html* with the attributes of each element in one order."""
    return re.sub(r'(?: [\w-]+="[^"]*")+', _sorted, html)


def _sorted(found: re.Match[str]) -> str:
    return " " + " ".join(sorted(re.findall(r'[\w-]+="[^"]*"', found[0])))
