"""Rooms that change while people look at them."""

from __future__ import annotations

from playwright.sync_api import expect


def open_room(owner, name: str, password: str = "") -> str:
    """A new room of *owner*'s, public or with a *password*; its id."""
    owner.open("/rooms/new")
    owner.page.get_by_label("Name", exact=True).fill(name)
    if password:
        owner.page.get_by_label("With a password").check()
        owner.page.fill("#password", password)
    owner.page.get_by_role("button", name="Create room").click()
    owner.page.wait_for_url(f"**/rooms/{name.lower()}")
    return str(owner.page.locator("meta[name=room-id]").get_attribute("content"))


def test_room_is_renamed_and_closed_before_everybodys_eyes(person, visitor):
    bea, dan, passer_by = person("bea"), person("dan"), visitor()
    room_id = open_room(bea, "Orchard")
    for who in (dan, passer_by):
        who.enter("orchard")
    bea.open(f"/rooms/{room_id}/settings")
    bea.page.fill("#general-name", "Grove")
    bea.page.locator("#settings-general ~ form button").click()
    for who in (dan, passer_by):
        expect(who.page.locator("h1")).to_have_text("Grove")
    bea.page.get_by_label("Private").check()
    bea.page.locator("#settings-access ~ form button").first.click()
    for who in (dan, passer_by):
        expect(who.page.locator("h1")).to_have_text("Not found")


def test_room_with_a_password_is_joined_from_its_card(person):
    bea, dan = person("bea"), person("dan")
    open_room(bea, "Cellar", "a quiet river bank")
    dan.open("/explore?kind=password")
    dan.page.locator("summary", has_text="Join").click()
    dan.page.get_by_label("Password of Cellar").fill("a quiet river bank")
    dan.page.get_by_role("button", name="Join the room").click()
    expect(dan.page.locator("h1")).to_have_text("Cellar")


def test_favourite_moves_up_on_ones_other_device(person):
    here, there = person("cal"), person("cal")
    there.open("/rooms")
    there.expect_live()
    here.open("/rooms/4/settings")
    here.page.get_by_label("Favourite").check()
    here.page.locator("#settings-place ~ form button").click()
    expect(there.page.get_by_role("heading", name="Favourites")).to_be_visible()
