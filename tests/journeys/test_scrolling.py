"""A long history: read on without a jump, within a bounded page."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.clients import Api

WINDOW = 300
names = itertools.count(1)


@pytest.fixture
def long_room(server):
    """``long_room(400)``: the address of a new room in which bea has said that much."""

    def fill(messages: int) -> tuple[str, Api]:
        login = {"login": "bea", "password": PASSWORD}
        answer = Api(server.url).request("POST", "/auth/login", login)
        bea = Api(server.url, answer.json["accessToken"], answer.json["user"]["id"])
        slug = f"long-{next(names)}"
        room = bea.request("POST", "/rooms", {"kind": "public", "name": slug}).json["id"]
        for number in range(1, messages + 1):
            bea.post(room, f"line {number}", f"l{number}")
        return slug, bea

    return fill


def top_of(person, text: str) -> float:
    box = person.message(text).bounding_box()
    assert box
    return float(box["y"])


def scroll_to(person, where: str) -> None:
    log = person.page.locator(".conversation__log")
    log.evaluate(f"log => log.scrollTop = {where}")


def test_older_messages_come_without_a_jump(person, long_room):
    slug, _ = long_room(120)
    bea = person("bea")
    bea.enter(slug)
    expect(bea.message("line 120")).to_be_in_viewport()
    scroll_to(bea, "-(log.scrollHeight - log.clientHeight - 300)")
    bea.page.wait_for_timeout(50)
    seen = bea.texts[5]
    before = top_of(bea, seen)
    expect(bea.message("line 30")).to_have_count(1)
    assert abs(top_of(bea, seen) - before) < 2


def test_whole_history_is_read_in_a_page_of_bounded_size(person, long_room):
    slug, _ = long_room(420)
    bea = person("bea")
    bea.enter(slug)
    for first in (371, 321, 271, 221, 171, 121, 71, 21, 1):
        scroll_to(bea, "-log.scrollHeight")
        expect(bea.message(f"line {first}")).to_have_count(1)
    numbers = [int(text.split()[1]) for text in bea.texts]
    assert len(numbers) <= WINDOW
    assert numbers == list(range(1, len(numbers) + 1))
    expect(bea.page.locator(".conversation__start")).to_be_visible()
    for _ in range(6):
        scroll_to(bea, "0")
        bea.page.wait_for_timeout(150)
    expect(bea.message("line 420")).to_be_in_viewport()
    numbers = [int(text.split()[1]) for text in bea.texts]
    assert numbers == list(range(421 - len(numbers), 421))


def test_new_messages_do_not_move_who_reads_older_ones_and_are_counted(person, long_room):
    slug, api = long_room(60)
    room = api.get("/rooms/explore", query=slug)["items"][0]["id"]
    cal = person("cal")
    cal.open(f"/rooms/{slug}")
    cal.page.get_by_role("button", name="Join to write").click()
    cal.expect_live()
    # Opened anew, past the event of having joined, which brings the page up to date by itself.
    cal.open(f"/rooms/{slug}")
    cal.expect_live()
    scroll_to(cal, "-800")
    cal.page.wait_for_timeout(100)
    before = top_of(cal, "line 30")
    for number in range(3):
        api.post(room, f"news {number}", f"n{number}")
    jump = cal.page.locator(".conversation__jump")
    expect(jump).to_have_text("3 new")
    assert abs(top_of(cal, "line 30") - before) < 2
    jump.click()
    expect(cal.message("news 2")).to_be_in_viewport()
    expect(jump).to_be_hidden()


def test_where_one_stopped_reading_a_line_says_new(person, long_room):
    slug, api = long_room(3)
    room = api.get("/rooms/explore", query=slug)["items"][0]["id"]
    cal = person("cal")
    cal.open(f"/rooms/{slug}")
    cal.page.get_by_role("button", name="Join to write").click()
    cal.expect_live()
    cal.open("/rooms")
    api.post(room, "while away", "w1")
    cal.enter(slug)
    line = cal.page.locator(".divider--new")
    expect(line).to_have_count(1)
    following = line.evaluate("line => line.nextElementSibling.textContent")
    assert "while away" in following


def test_a_day_begins_with_its_name(person, long_room):
    slug, _ = long_room(2)
    bea = person("bea")
    bea.enter(slug)
    expect(bea.page.locator("[data-divider=day]")).to_have_text(["Today"])
