"""What people type comes back as they typed it, and never as something that acts."""

from __future__ import annotations

import pytest


def test_words_are_kept_as_they_are_and_shown_escaped(people, market):
    words = "{{7*7}} ${7*7} %s%n {0.__class__} <b>'\"&\r\nnext"
    message = people.bea.say(market, words, "w").json
    assert message["content"] == words.replace("\r\n", "\n")
    assert "&lt;b&gt;" in message["contentHtml"]
    assert "49" not in message["contentHtml"]


@pytest.mark.parametrize("host", ["a℀b.com", "[::1", "x\uff03@y.org", "[abc]", "a" * 9_000])
def test_address_that_no_parser_likes_is_a_message_all_the_same(people, market, host):
    assert people.bea.say(market, f"see http://{host}/", "c1").status_code == 201


@pytest.mark.parametrize(
    "scheme", ["javascript:", "data:text/html,", "vbscript:", "file:///", "java\tscript:"]
)
def test_only_addresses_of_the_web_and_of_mail_become_links(people, market, scheme):
    message = people.bea.say(market, f"{scheme}alert(1)//x", "c1").json
    assert "href" not in message["contentHtml"]
