"""A face for one's name: chosen, cut, and seen by others at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload, expect

from tests.pictures import picture

if TYPE_CHECKING:
    from tests.journeys.person import Person

PHOTO: FilePayload = {
    "name": "me.png",
    "mimeType": "image/png",
    "buffer": picture(1200, 800, halves=True),
}
WRONG: FilePayload = {
    "name": "me.png",
    "mimeType": "image/png",
    "buffer": b"<svg onload=alert(1)>",
}


def choose(person: Person, kind: str, file: FilePayload) -> None:
    person.page.set_input_files(f"#{kind}-file", file)


def upload(person: Person, kind: str) -> None:
    person.page.locator(f"form[action$='/{kind}'] button", has_text="Upload").click()


def test_picture_is_cut_where_one_says_and_seen_by_others_at_once(person):
    bea, cal = person("bea"), person("cal")
    cal.enter("market")
    bea.open("/settings/profile")
    choose(bea, "avatar", PHOTO)
    frame = bea.page.locator(".crop__frame--avatar")
    expect(frame).to_be_visible()
    bea.page.locator("form[action$='/avatar'] [data-crop-target=zoom]").fill("2")
    bea.page.locator("form[action$='/avatar'] [data-crop-target=across]").fill("1")
    upload(bea, "avatar")
    expect(bea.page.locator(".flash")).to_contain_text("how others see you now")
    shown = bea.page.locator(".glance .avatar__picture")
    expect(shown).to_have_attribute("src", re.compile("/large$"))
    blue = shown.evaluate(
        """async image => {
          await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 10;
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0, 10, 10);
          const [red, , blue] = context.getImageData(5, 5, 1, 1).data;
          return blue > red;
        }"""
    )
    assert blue
    expect(cal.page.locator(".members [data-avatar-of] img").first).to_be_visible()


def test_picture_is_refused_in_words_and_cover_is_wide(person):
    bea = person("bea")
    bea.open("/settings/profile")
    choose(bea, "cover", WRONG)
    upload(bea, "cover")
    expect(bea.page.locator(".flash--error")).to_contain_text("cannot be used as a picture")
    choose(bea, "cover", PHOTO)
    upload(bea, "cover")
    expect(bea.page.locator("img.profile__cover")).to_be_visible()
    bea.open("/people/bea")
    box = bea.page.locator(".profile__cover").bounding_box()
    assert box is not None
    assert 2.9 < box["width"] / box["height"] < 3.1


def test_new_name_is_seen_in_open_pages(person):
    bea, cal = person("bea"), person("cal")
    cal.enter("market")
    bea.open("/settings/profile")
    bea.page.fill("#display_name", "Beatrice Lemon")
    bea.page.locator("form", has=bea.page.locator("#display_name")).get_by_role("button").click()
    expect(cal.page.get_by_role("link", name="Beatrice Lemon")).to_be_visible()
    bea.page.fill("#display_name", "Bea")
    bea.page.locator("form", has=bea.page.locator("#display_name")).get_by_role("button").click()
    expect(bea.page.locator(".flash")).to_contain_text("Saved")


def test_everything_works_without_scripts(person):
    bea = person("bea", java_script_enabled=False)
    bea.open("/settings/profile")
    choose(bea, "avatar", PHOTO)
    upload(bea, "avatar")
    expect(bea.page.locator(".glance .avatar__picture")).to_be_visible()
    bea.page.get_by_role("button", name="Remove picture of you").click()
    expect(bea.page.locator(".glance .avatar__initials")).to_be_visible()
    bea.page.select_option("#lasts", "today")
    bea.page.fill("#text", "in the garden")
    bea.page.get_by_role("button", name="Set status").click()
    bea.open("/people/bea")
    expect(bea.page.locator(".profile__status")).to_contain_text("in the garden")
    bea.open("/settings/privacy")
    bea.page.get_by_label("Let others find me").check()
    bea.page.get_by_role("button", name="Save").click()
    expect(bea.page.get_by_label("Let others find me")).to_be_checked()
    bea.open("/explore/people")
    bea.page.fill("#query", "nobody")
    bea.page.get_by_role("button", name="Search").click()
    expect(bea.page.get_by_text("Nobody found")).to_be_visible()


def test_time_is_told_as_one_chose(person):
    bea = person("bea", timezone_id="Europe/London", locale="en-GB")
    bea.enter("plaza")
    first = bea.page.locator("li.message time").first
    before = first.inner_text()
    bea.open("/settings/profile")
    bea.page.select_option("#time_zone", "Asia/Tokyo")
    bea.page.locator("form", has=bea.page.locator("#time_zone")).get_by_role("button").click()
    expect(bea.page.locator(".flash")).to_contain_text("Saved")
    bea.enter("plaza")
    assert first.inner_text() != before
