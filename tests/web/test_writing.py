"""Writing without scripts: formatting, commands; and what is offered to scripts."""

from __future__ import annotations

import pytest

from tests.web.browser import Page


def options(browser, room: int, **query: str) -> list[str]:
    address = "&".join(f"{name}={value}" for name, value in query.items())
    page = Page(browser.client.get(f"/rooms/{room}/completions?{address}").text)
    return [item.attributes["data-insert"] for item in page.all("li")]


@pytest.fixture
def market(cast) -> str:
    return f"/rooms/{cast.market}/messages"


def send(browser, market: str, content: str):
    return browser.submit("/rooms/market", market, content=content, client_id="c1")


def test_markdown_is_shown_formatted(bea, market):
    send(bea, market, "**loud** and ||hidden||")
    html = bea.page("/rooms/market").html
    assert "<strong>loud</strong>" in html
    assert '<span class="spoiler" tabindex="0" title="Spoiler">' in html


def test_action_reads_as_a_sentence(bea, market):
    send(bea, market, "/me waves")
    boxes = bea.page("/rooms/market").all("div")
    shown = [box.text for box in boxes if box.attributes.get("class") == "message__content"]
    assert "Bea waves" in [" ".join(text.split()) for text in shown]


def test_command_tells_what_it_did(bea, market):
    answer = send(bea, market, "/topic Fish and fruit")
    assert answer.status_code == 303
    html = bea.page("/rooms/market").html
    assert "The topic of this room is now: Fish and fruit" in html


def test_help_is_a_private_answer(bea, cal, market):
    send(cal, market, "/help")
    assert "/me waves" in cal.page("/rooms/market").html
    assert "/me waves" not in bea.page("/rooms/market").html


@pytest.mark.parametrize("content", ["/foo bar", "/topic mine", "/mute @bea 5m"])
def test_refused_command_keeps_the_text(cal, market, content):
    answer = send(cal, market, content)
    assert answer.status_code == 422
    assert Page(answer.text).all("textarea")[0].text == content


def test_script_is_told_what_a_command_did(bea, market):
    answer = bea.script("POST", market, content="/topic x", client_id="c1")
    assert answer.json == {"command": "topic", "detail": "The topic of this room is now: x"}


def test_people_of_the_room_are_offered(bea, cast):
    assert options(bea, cast.market, kind="person", part="ca") == ["@cal "]
    assert options(bea, cast.market, kind="person", part="ada") == []


def test_rooms_that_everybody_may_know_are_offered(bea, cast):
    assert options(bea, cast.market, kind="room", part="mark") == ["#market "]
    assert options(bea, cast.harbour, kind="room", part="harb") == []


def test_emoji_are_offered_by_name(bea, cast):
    assert "🎉 " in options(bea, cast.market, kind="emoji", part="tada")


def test_nothing_is_offered_where_one_may_not_read(dan, cast):
    assert dan.client.get(f"/rooms/{cast.harbour}/completions?kind=person").status_code == 404


def test_visitors_are_offered_nothing(visitor, cast):
    answer = visitor.client.get(f"/rooms/{cast.market}/completions?kind=person")
    assert answer.status_code != 200


def test_suggestions_are_of_kinds_there_are(bea, cast):
    assert bea.client.get(f"/rooms/{cast.market}/completions?kind=planet").status_code == 400


def test_slip_is_not_said_in_a_thread_either(bea, cast, market):
    send(bea, market, "a thread")
    found = bea.page("/rooms/market").all("li")
    root = next(
        item.attributes["data-message-id"] for item in found if "data-seq" in item.attributes
    )
    thread = f"/messages/{root}/thread"
    assert bea.submit(thread, thread, content="/foo", client_id="t1").status_code == 422
    assert bea.submit(thread, thread, content="/me nods", client_id="t1").status_code == 303
