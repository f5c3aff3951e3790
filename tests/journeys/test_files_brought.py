"""The ways in which files come to a message, and what happens to them before it goes."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.test_files import PLAN, a_file, a_picture, choose, expect_there, upload
from tests.pictures import picture

TOMORROW = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M}"
LARGE = b"tide" * 2_000_000
PASTE = """
  ({ name, bytes }) => {
    const clipboardData = new DataTransfer();
    const data = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
    clipboardData.items.add(new File([data], name, { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector("#content").dispatchEvent(event);
  }
"""
DRAGGED = """
  (kind) => {
    const dataTransfer = new DataTransfer();
    if (kind === "file") dataTransfer.items.add(new File(["x"], "x.txt"));
    else dataTransfer.setData("text/plain", "words");
    const options = { dataTransfer, bubbles: true, cancelable: true };
    document.querySelector(".conversation__log").dispatchEvent(new DragEvent("dragover", options));
  }
"""


@pytest.fixture
def plain(visitor):
    """Bea at a browser that runs no script."""
    bea = visitor(java_script_enabled=False)
    bea.come_in("bea")
    return bea


def test_picture_is_pasted_and_words_beside_it_stay(bea, cal):
    bea.page.fill("#content", "from the clipboard")
    given = {"name": "image.png", "bytes": base64.b64encode(picture()).decode()}
    bea.page.evaluate(PASTE, given)
    expect_there(bea, "image.png")
    expect(bea.page.locator("#content")).to_have_value("from the clipboard")
    bea.page.press("#content", "Enter")
    cal.expect_message("from the clipboard")
    expect(cal.message("from the clipboard").locator("img[alt='image.png']")).to_be_visible()


def test_place_to_drop_is_shown_for_files_and_not_for_words(bea):
    conversation = bea.page.locator("#main .conversation")
    bea.page.evaluate(DRAGGED, "file")
    expect(conversation).to_have_class(re.compile("conversation--drop"))
    bea.page.evaluate(DRAGGED, "words")
    expect(conversation).not_to_have_class(re.compile("conversation--drop"))


def test_upload_is_cancelled_while_it_runs_and_the_next_one_goes(person, proxy):
    bea = person("bea", proxy.url)
    bea.enter("market")
    proxy.bytes_per_second = 1_000_000
    choose(bea, a_file("wrong.bin", LARGE, "application/octet-stream"))
    expect(upload(bea, "wrong.bin").get_by_role("progressbar")).to_be_visible()
    expect(upload(bea, "wrong.bin")).to_contain_text(re.compile(r"[1-9]\d? %"))
    bea.page.get_by_role("button", name="Remove wrong.bin").click()
    expect(upload(bea, "wrong.bin")).to_have_count(0)
    proxy.bytes_per_second = None
    choose(bea, a_file("right.pdf"))
    expect_there(bea, "right.pdf")
    bea.open("/settings/files")
    expect(bea.page.get_by_text("right.pdf")).to_be_visible()
    expect(bea.page.get_by_text("wrong.bin")).to_have_count(0)


def test_upload_goes_on_by_itself_when_the_network_is_back(person, proxy):
    bea = person("bea", proxy.url)
    bea.enter("market")
    proxy.bytes_per_second = 1_000_000
    choose(bea, a_file("large.bin", LARGE, "application/octet-stream"))
    expect(upload(bea, "large.bin")).to_contain_text(re.compile(r"[1-9]\d? %"))
    proxy.cut()
    expect(upload(bea, "large.bin")).to_contain_text("Waiting for the network…")
    proxy.bytes_per_second = None
    proxy.mend()
    expect_there(bea, "large.bin", seconds=40)
    asked = [line for line in proxy.seen if line.startswith("POST /attachments/")]
    assert len(asked) == 1


def test_files_are_sent_later_with_their_message(bea):
    choose(bea, a_file("tomorrow.pdf"))
    expect_there(bea, "tomorrow.pdf")
    bea.page.fill("#content", "in good time")
    bea.page.get_by_text("Send later, silently, or for a while").click()
    bea.page.get_by_label("Send at").fill(TOMORROW)
    bea.page.get_by_role("button", name="Send later").click()
    expect(bea.page.get_by_text("It is sent when its time has come.")).to_be_visible()
    expect(bea.page.locator(".composer .upload")).to_have_count(0)
    bea.open("/scheduled")
    expect(bea.page.get_by_text("With a file")).to_be_visible()


def test_message_that_is_refused_names_each_file_once_and_keeps_it(bea, cal):
    choose(bea, a_file("once.pdf"))
    expect_there(bea, "once.pdf")
    bea.page.fill("#content", "at no time")
    bea.page.get_by_text("Send later, silently, or for a while").click()
    bea.page.get_by_label("Send at").fill("2099-01-01T10:00")
    bea.page.get_by_role("button", name="Send later").click()
    expect(bea.page.get_by_text("Choose a time between")).to_be_visible()
    expect_there(bea, "once.pdf")
    expect(bea.page.locator(".composer__files bdi")).to_have_count(1)
    bea.page.get_by_label("Send at").fill("")
    bea.page.press("#content", "Enter")
    cal.expect_message("at no time")
    expect(cal.message("at no time").get_by_role("link", name="once.pdf")).to_have_count(1)


def test_message_is_not_sent_later_before_its_files_are_there(person, proxy):
    bea = person("bea", proxy.url)
    bea.enter("market")
    proxy.refuses = lambda line: line.startswith("PATCH")
    choose(bea, a_file("slow.pdf"))
    bea.page.get_by_text("Send later, silently, or for a while").click()
    bea.page.get_by_label("Send at").fill(TOMORROW)
    bea.page.get_by_role("button", name="Send later").click()
    told = bea.page.locator(".composer [role=alert]:visible")
    expect(told).to_contain_text("Wait until all files are there")
    bea.page.get_by_role("button", name="Remove slow.pdf").click()


def test_room_takes_files_without_scripts(plain, cal):
    plain.open("/rooms/market")
    plain.page.get_by_label("Add files").set_input_files([a_file("plain.pdf"), a_picture("p.png")])
    plain.page.fill("#content", "no script sent this")
    plain.page.get_by_role("button", name="Send", exact=True).click()
    said = plain.message("no script sent this")
    expect(said.get_by_role("link", name="plain.pdf")).to_be_visible()
    cal.expect_message("no script sent this")
    expect(cal.message("no script sent this").locator("img[alt='p.png']")).to_be_visible()


def test_thread_takes_files_without_scripts(plain, bea):
    bea.say("any papers on this")
    bea.expect_message("any papers on this")
    place = bea.message("any papers on this").get_attribute("data-message-id")
    plain.open(f"/messages/{place}/thread")
    plain.page.get_by_label("Add files").set_input_files([a_file("paper.pdf", PLAN)])
    plain.page.get_by_role("button", name="Send the reply").click()
    expect(plain.page.get_by_role("link", name="paper.pdf")).to_be_visible()


def test_refused_form_keeps_words_and_files_without_scripts(plain):
    plain.open("/rooms/market")
    good, empty = a_file("good.pdf"), a_file("empty.txt", b"", "text/plain")
    plain.page.get_by_label("Add files").set_input_files([good, empty])
    plain.page.fill("#content", "one of them is empty")
    plain.page.get_by_role("button", name="Send", exact=True).click()
    expect(plain.page.get_by_role("alert")).to_contain_text("empty")
    expect(plain.page.locator("#content")).to_have_value("one of them is empty")
    expect(plain.page.get_by_label("good.pdf")).to_be_checked()
    plain.page.get_by_role("button", name="Send", exact=True).click()
    said = plain.message("one of them is empty")
    expect(said.get_by_role("link", name="good.pdf")).to_be_visible()
