"""Keeping order in a real browser: whom it concerns reads why, at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from chatty.core import clock
from chatty.wire.base import moment
from tests.cast import PASSWORD

END_OF = {"mutes": "until", "bans": "expiresAt"}


@pytest.fixture
def bea_decides(server):
    """``bea_decides("bans", cal_id, seconds=3)``: in the market, as who runs it."""
    api = f"{server.url}/api/v1"
    login = {"login": "bea", "password": PASSWORD}
    token = requests.post(f"{api}/auth/login", json=login, timeout=10).json()["accessToken"]

    def decide(what: str, user_id: int, seconds: int) -> None:
        until = moment(clock.now() + timedelta(seconds=seconds))
        address = f"{api}/rooms/5/{what}/{user_id}"
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.put(address, json={END_OF[what]: until}, headers=headers, timeout=10)
        assert answer.ok, answer.text

    return decide


def test_who_is_banned_reads_why_at_once_and_appeals(person, sqlite_databases):
    cal_id = sqlite_databases.casts["cast"].cal.id
    cal, bea = person("cal"), person("bea")
    cal.enter("market")
    bea.open(f"/rooms/5/members/{cal_id}/sanctions")
    bea.page.fill("#ban-reason", "Shouting.")
    bea.page.get_by_role("button", name="Ban", exact=True).click()
    expect(cal.page.locator("h1")).to_have_text("You are banned from Market")
    expect(cal.page.get_by_text("Shouting.")).to_be_visible()
    assert Axe().run(cal.page).response["violations"] == []
    cal.page.fill("#content", "Sorry.")
    cal.page.get_by_role("button", name="Send the appeal").click()
    expect(cal.page.get_by_text("Your appeal waits")).to_be_visible()


def be_in_market(person) -> None:
    """A member of it, from an earlier journey or from now on."""
    person.send("/rooms/market", "/rooms/5/membership", _method="put")
    person.enter("market")


def test_who_is_muted_reads_until_when_and_keeps_what_they_wrote(person, sqlite_databases):
    dan_id = sqlite_databases.casts["cast"].dan.id
    dan, bea = person("dan"), person("bea")
    be_in_market(dan)
    dan.page.fill("#content", "half a thought")
    bea.open(f"/rooms/5/members/{dan_id}/sanctions")
    bea.page.get_by_role("button", name="Mute", exact=True).click()
    expect(dan.page.get_by_text("You are muted here until")).to_be_visible()
    expect(dan.page.locator("#content")).to_have_value("half a thought")
    bea.page.get_by_role("button", name="Let them write again").click()
    expect(dan.page.get_by_text("You are muted here until")).to_have_count(0)


def test_room_that_is_archived_says_so_and_takes_its_field_away(person):
    dan, ada = person("dan"), person("ada")
    ada.open("/rooms/new")
    ada.page.get_by_label("Name", exact=True).fill("Attic room")
    ada.page.get_by_role("button", name="Create room").click()
    ada.page.wait_for_url("**/rooms/attic-room")
    room_id = ada.page.locator("meta[name=room-id]").get_attribute("content")
    dan.open("/rooms/attic-room")
    dan.page.get_by_role("button", name="Join to write").click()
    dan.expect_live()
    ada.open(f"/rooms/{room_id}/settings")
    ada.page.get_by_role("button", name="Archive for everybody").click()
    expect(dan.page.get_by_text("This room is archived")).to_be_visible()
    expect(dan.page.locator("#content")).to_have_count(0)


def test_who_reported_reads_the_answer_at_once_and_in_their_own_time(person):
    ada, zoe = person("ada", timezone_id="Asia/Tokyo"), person("zoe")
    ada.open("/messages/5/actions")
    ada.page.locator("#message-report ~ form button").click()
    expect(ada.page.locator("h1")).to_have_text("What I reported")
    ada.expect_live()
    zoe.open("/admin/reports")
    zoe.page.locator("summary", has_text="Answer").click()
    zoe.page.get_by_role("button", name="Something was done").click()
    expect(ada.page.get_by_text("Something was done about it.")).to_be_visible()
    expect(ada.page.locator("main time")).not_to_have_text(re.compile("UTC"))


def test_mute_that_ends_gives_the_field_back(person, sqlite_databases, bea_decides):
    dan_id, dan = sqlite_databases.casts["cast"].dan.id, person("dan")
    be_in_market(dan)
    dan.page.fill("#content", "")
    bea_decides("mutes", dan_id, seconds=6)
    expect(dan.page.get_by_text("You are muted here until")).to_be_visible()
    expect(dan.page.get_by_label("Message to Market")).to_be_editable(timeout=20_000)
    expect(dan.page.get_by_text("You are muted here until")).to_have_count(0)


def test_ban_that_ends_leads_back_by_itself(person, sqlite_databases, bea_decides):
    eve_id, eve = sqlite_databases.casts["cast"].eve.id, person("eve")
    bea_decides("bans", eve_id, seconds=6)
    eve.open("/rooms/market")
    expect(eve.page.locator("h1")).to_have_text("You are banned from Market")
    expect(eve.page.locator("h1")).to_have_text("Market", timeout=20_000)


def test_new_report_is_told_in_the_queue_and_shown_by_wish(person):
    zoe, dan = person("zoe"), person("dan")
    # Who shares no room with her knows of no Bea.
    be_in_market(dan)
    zoe.open("/admin/reports")
    zoe.expect_live()
    asked = dan.send("/people/bea/reports", "/people/bea/reports", reason="spam", note="again")
    assert asked.status == 303
    expect(zoe.page.get_by_text("1 new report.")).to_be_visible()
    zoe.page.get_by_role("link", name="Show", exact=True).click()
    expect(zoe.page.get_by_text("again")).to_be_visible()
    expect(zoe.page.get_by_text("1 new report.")).to_have_count(0)
    zoe.page.locator("summary", has_text="Answer").click()
    zoe.page.get_by_role("button", name="Something was done").click()
    expect(zoe.page.get_by_text("again")).to_have_count(0)
