"""Files as they are seen and heard: they keep their place, and are used by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.test_files import a_file, a_picture, choose, expect_there
from tests.pictures import picture
from tests.recordings import film, sound

BROKEN = picture(600, 400, "JPEG")[:900]
# The block of a message as it was before its picture was ready.
UNDONE = """
  (block) => {
    block.dataset.waiting = "yes";
    const item = block.querySelector("[data-file]");
    item.dataset.state = "processing";
    item.textContent = "";
  }
"""
TOP = "element => element.getBoundingClientRect().top"
HEARD = "(detail) => document.dispatchEvent(new CustomEvent('chatty:frame', { detail }))"


def sent(bea, cal, words: str, *files: dict[str, object]):
    """The message of *files*, as cal has it."""
    choose(bea, *files)
    for file in files:
        expect_there(bea, str(file["name"]))
    bea.say(words)
    cal.expect_message(words)
    return cal.message(words)


def test_picture_has_its_place_before_it_is_there(bea, cal):
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    cal.page.route("**/attachments/*/large", hold)
    said = sent(bea, cal, "wide as the sea", a_picture("sea.png", 900, 300))
    image = said.locator(".attachments__image")
    expect(image).to_be_attached()
    image.scroll_into_view_if_needed()
    before = image.bounding_box()
    assert before["width"] / before["height"] == pytest.approx(3, rel=0.02)
    cal.page.wait_for_timeout(300)
    for route in waiting:
        route.continue_()
    cal.page.wait_for_function("image => image.naturalWidth > 0", arg=image.element_handle())
    assert image.bounding_box() == {side: pytest.approx(before[side], abs=1) for side in before}


def test_who_reads_stays_where_they_are_when_a_picture_is_ready(bea, cal):
    said = sent(bea, cal, "above you", a_picture("high.png", 400, 800))
    expect(said.locator(".attachments__image")).to_be_visible()
    for number in range(12):
        bea.say(f"line {number}")
    cal.expect_message("line 11")
    read = cal.message("line 2")
    said.locator("[data-attachments]").evaluate(UNDONE)
    read.evaluate("element => element.scrollIntoView({ block: 'start' })")
    cal.page.wait_for_timeout(200)
    before = read.evaluate(TOP)
    place = said.get_attribute("data-message-id")
    frame = {"type": "MESSAGE_UPDATED", "id": place, "attachments": [{}]}
    cal.page.evaluate(HEARD, frame | {"previews": [], "cursor": "9007199254740000-test"})
    expect(said.locator(".attachments__image")).to_be_attached()
    assert read.evaluate(TOP) == pytest.approx(before, abs=1)


def test_frame_that_was_missed_leaves_nothing_being_prepared_for_ever(bea, cal):
    said = sent(bea, cal, "nobody told you", a_picture("quiet.png"))
    expect(said.locator(".attachments__image")).to_be_visible()
    said.locator("[data-attachments]").evaluate(UNDONE)
    expect(said.locator(".attachments__image")).to_be_visible(timeout=30_000)


def test_picture_that_cannot_be_read_says_so(bea, cal):
    said = sent(bea, cal, "half of it", a_file("half.jpg", BROKEN, "image/jpeg"))
    expect(said.locator(".attachments__note")).to_have_text("half.jpg could not be read.")
    expect(said.locator("a[data-picture]")).to_have_count(0)


def heard(bea, cal, name: str):
    """A message with a sound of eight seconds, as cal has it."""
    return sent(bea, cal, f"hear {name}", a_file(name, sound(seconds=8), "audio/mpeg"))


def forward(cal, place) -> None:
    """Two seconds on, by keys."""
    place.focus()
    for _ in range(20):
        cal.page.keyboard.press("ArrowRight")
    expect(place).to_have_attribute("aria-valuetext", "0:02 of 0:08")


def test_sound_is_gone_through_by_keys(bea, cal):
    said = heard(bea, cal, "horn.mp3")
    place = said.get_by_role("slider", name="Place in horn.mp3")
    expect(said.get_by_text("0:08", exact=True)).to_be_visible()
    forward(cal, place)
    assert said.locator("audio").evaluate("audio => audio.currentTime") == pytest.approx(2)
    expect(said.locator(".sound__bar--played").first).to_be_attached()
    cal.page.keyboard.press("End")
    expect(place).to_have_attribute("aria-valuetext", "0:08 of 0:08")
    cal.page.keyboard.press("Home")
    expect(place).to_have_attribute("aria-valuetext", "0:00 of 0:08")


def test_sound_is_played_and_paused_by_keys(bea, cal):
    said = heard(bea, cal, "pipe.mp3")
    said.locator("audio").evaluate("audio => { audio.muted = true }")
    said.get_by_role("button", name="Play pipe.mp3").press("Enter")
    expect(said.get_by_role("button", name="Pause pipe.mp3")).to_be_focused()
    cal.page.keyboard.press("Enter")
    expect(said.get_by_role("button", name="Play pipe.mp3")).to_be_focused()
    assert said.locator("audio").evaluate("audio => audio.paused")


def test_sound_goes_on_in_a_page_that_is_read_anew(bea, cal):
    said = heard(bea, cal, "bell.mp3")
    place = said.get_by_role("slider", name="Place in bell.mp3")
    forward(cal, place)
    cal.read_anew()
    expect(place).to_be_visible()
    expect(place).to_have_attribute("aria-valuetext", "0:02 of 0:08")
    expect(said.locator("audio")).to_be_hidden()


def test_film_has_a_picture_and_its_place_before_it_is_played(bea, cal):
    said = sent(bea, cal, "see this", a_file("film.mp4", film(width=320, height=180), "video/mp4"))
    video = said.locator("video")
    expect(video).to_have_attribute("width", "320")
    poster = video.get_attribute("poster")
    assert cal.context.request.get(cal.base + poster).headers["content-type"] == "image/webp"
    box = video.bounding_box()
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.05)
    expect(said.get_by_role("link", name="film.mp4")).to_contain_text("MP4")


def test_pictures_are_looked_through_by_buttons_and_the_way_back_is_where_one_was(bea, cal):
    bea.enter("harbour")
    cal.enter("harbour")
    said = sent(bea, cal, "both of them", a_picture("east.png"), a_picture("west.png"))
    expect(said.locator("a[data-picture]")).to_have_count(2)
    first = said.get_by_role("link", name="east.png")
    first.click()
    shown = cal.page.get_by_role("dialog", name="east.png (1 of 2)")
    expect(shown.get_by_role("button", name="Previous picture")).to_be_disabled()
    shown.get_by_role("button", name="Next picture").press("Enter")
    last = cal.page.get_by_role("dialog", name="west.png (2 of 2)")
    expect(last.get_by_role("button", name="Next picture")).to_be_disabled()
    expect(last.get_by_role("link", name="Download")).to_be_focused()
    last.get_by_role("button", name="Close").click()
    expect(first).to_be_focused()


def test_picture_stays_over_a_page_that_is_read_anew_and_goes_with_it(bea, cal):
    cal.open("/rooms")
    cal.enter("market")
    said = sent(bea, cal, "look long", a_picture("long.png"))
    said.locator("a[data-picture]").click()
    shown = cal.page.locator("#lightbox")
    cal.read_anew()
    expect(shown.locator("img[alt='long.png']")).to_be_visible()
    cal.page.evaluate("Turbo.visit('/rooms')")
    expect(cal.page.locator("h1")).to_have_text("My rooms")
    expect(shown).to_be_hidden()
    cal.page.get_by_role("link", name="Explore rooms").first.click()
    cal.page.wait_for_url("**/explore")
