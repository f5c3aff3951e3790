"""Files of messages, as two people send and see them in their browsers."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.pictures import picture

PLAN = b"%PDF-1.7\n" + b"what we mean to do\n" * 40
DROP = """
  ([target, files]) => {
    const transfer = new DataTransfer();
    for (const { name, type, bytes } of files) {
      const data = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
      transfer.items.add(new File([data], name, { type }));
    }
    const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
    const element = document.querySelector(target);
    element.dispatchEvent(new DragEvent("dragover", options));
    element.dispatchEvent(new DragEvent("drop", options));
  }
"""


def a_file(name: str, content: bytes = PLAN, media_type: str = "application/pdf"):
    return {"name": name, "mimeType": media_type, "buffer": content}


def a_picture(name: str, width: int = 600, height: int = 400):
    return a_file(name, picture(width, height), "image/png")


def choose(person, *files: dict[str, Any], form: str = "#main form.composer"):
    person.page.locator(f"{form} input[type=file]").set_input_files(list(files))


def drop(person, *files: dict[str, Any]):
    given = [
        {
            "name": each["name"],
            "type": each["mimeType"],
            "bytes": base64.b64encode(each["buffer"]).decode(),
        }
        for each in files
    ]
    person.page.evaluate(DROP, [".conversation__log", given])


def upload(person, name: str):
    return person.page.locator(".composer .upload").filter(has_text=name)


def expect_there(person, name: str, seconds: float = 10):
    """The file has arrived, and waits for its message."""
    found = upload(person, name)
    expect(found).to_have_attribute("data-state", "done", timeout=seconds * 1_000)


@pytest.fixture
def two(person):
    """Bea and cal in the market."""
    bea, cal = person("bea"), person("cal")
    bea.enter("market")
    cal.enter("market")
    return bea, cal


def newest(person):
    return person.page.locator("li.message").last


def test_files_are_dropped_and_chosen_and_seen_at_once(two):
    bea, cal = two
    drop(bea, a_picture("tide.png"), a_picture("moon.png", 300, 500))
    choose(bea, a_file("plan.pdf"))
    for name in ("tide.png", "moon.png", "plan.pdf"):
        expect_there(bea, name)
    bea.say("look at these")
    cal.expect_message("look at these")
    said = cal.message("look at these")
    expect(said.locator("img[alt='tide.png']")).to_be_visible(timeout=15_000)
    expect(said.locator("img[alt='moon.png']")).to_be_visible(timeout=15_000)
    expect(said.get_by_role("link", name="plan.pdf")).to_contain_text("PDF")
    expect(bea.page.locator(".composer .upload")).to_have_count(0)


def test_message_without_words_is_sent_and_has_no_bubble(two):
    bea, cal = two
    choose(bea, a_file("alone.pdf"))
    expect_there(bea, "alone.pdf")
    bea.page.get_by_role("button", name="Send", exact=True).click()
    expect(newest(cal).get_by_role("link", name="alone.pdf")).to_be_visible()
    expect(newest(cal).locator(".message__content")).to_be_hidden()
    expect(cal.page.locator(".conversation [role=log]")).to_have_text("Bea: A file")


def test_message_waits_for_its_files_and_holds_nothing_up(person, proxy):
    bea, cal = person("bea", proxy.url), person("cal")
    proxy.refuses = lambda line: line.startswith("PATCH")
    bea.enter("market")
    cal.enter("market")
    choose(bea, a_file("slow.pdf"))
    expect(upload(bea, "slow.pdf")).to_be_visible()
    bea.say("with a file")
    bea.say("and without")
    cal.expect_message("and without")
    waiting = bea.message("with a file")
    expect(waiting).to_have_class(re.compile("message--pending"))
    expect(waiting.locator(".upload")).to_contain_text("slow.pdf")
    proxy.refuses = lambda _line: False
    cal.expect_message("with a file", seconds=15)
    expect(cal.message("with a file").get_by_role("link", name="slow.pdf")).to_be_visible()


def test_upload_goes_on_after_a_reload(person, proxy):
    bea, cal = person("bea", proxy.url), person("cal")
    bea.enter("market")
    cal.enter("market")
    proxy.bytes_per_second = 1_500_000
    choose(bea, a_file("large.bin", b"tide" * 3_000_000, "application/octet-stream"))
    expect(upload(bea, "large.bin")).to_contain_text(re.compile("[1-9]\\d? %"), timeout=15_000)
    bea.say("here it comes")
    expect(bea.message("here it comes")).to_have_class(re.compile("message--pending"))
    bea.page.reload()
    expect(bea.message("here it comes").locator(".upload")).to_contain_text("large.bin")
    proxy.bytes_per_second = None
    cal.expect_message("here it comes", seconds=30)
    asked = [line.split()[0] for line in proxy.seen if "/attachments" in line]
    assert asked.count("POST") == 1
    assert asked.count("HEAD") >= 2


def test_what_is_not_sent_yet_is_there_after_a_reload(two):
    bea, _ = two
    choose(bea, a_picture("tide.png"))
    expect_there(bea, "tide.png")
    bea.page.reload()
    expect_there(bea, "tide.png")
    expect(upload(bea, "tide.png").locator("img")).to_be_visible()


def test_file_that_is_cancelled_is_gone_on_the_server_too(person, proxy):
    bea = person("bea", proxy.url)
    bea.enter("market")
    choose(bea, a_file("wrong.pdf"))
    expect_there(bea, "wrong.pdf")
    bea.page.get_by_role("button", name="Remove wrong.pdf").click()
    expect(upload(bea, "wrong.pdf")).to_have_count(0)
    expect(bea.page.locator("#content")).to_be_focused()
    bea.open("/settings/files")
    expect(bea.page.get_by_text("wrong.pdf")).to_have_count(0)


def test_refused_file_says_why_and_takes_its_message_with_it(two):
    bea, cal = two
    choose(bea, a_file("broken.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "image/png"))
    expect(upload(bea, "broken.png")).to_contain_text("cannot be shown", timeout=10_000)
    bea.say("with a broken one")
    said = bea.message("with a broken one")
    expect(said).to_have_class(re.compile("message--failed"))
    expect(said).to_contain_text("Not sent. broken.png")
    said.get_by_role("button", name="Discard").click()
    expect(said).to_have_count(0)
    assert "with a broken one" not in cal.texts


def test_file_is_tried_again_when_somebody_says_so(person, proxy):
    bea = person("bea", proxy.url)
    bea.enter("market")
    bea.page.route(
        "**/attachments/announcements",
        lambda route: route.fulfill(status=403, json={"detail": "Not today."}),
    )
    choose(bea, a_file("plan.pdf"))
    expect(upload(bea, "plan.pdf")).to_contain_text("Not today.")
    bea.page.unroute("**/attachments/announcements")
    bea.page.get_by_role("button", name="Try to send plan.pdf again").click()
    expect_there(bea, "plan.pdf")


def test_what_is_too_much_is_told_at_once(two):
    bea, _ = two
    choose(bea, a_file("nothing.txt", b"", "text/plain"), *(a_file(f"{n}.pdf") for n in range(11)))
    told = bea.page.locator(".composer [role=alert]:visible")
    expect(told).to_contain_text("nothing.txt is empty")
    expect(told).to_contain_text("A message has at most 10 files.")
    expect(bea.page.locator(".composer .upload")).to_have_count(10)


def test_pictures_are_looked_at_by_keys(two):
    bea, cal = two
    # What is looked through is all that is shown, and elsewhere others have sent pictures too.
    bea.enter("harbour")
    cal.enter("harbour")
    choose(bea, a_picture("one.png"), a_picture("two.png"), a_picture("three.png"))
    for name in ("one.png", "two.png", "three.png"):
        expect_there(bea, name)
    bea.say("three of them")
    said = cal.message("three of them")
    expect(said.locator("a[data-picture]")).to_have_count(3, timeout=15_000)
    first = said.get_by_role("link", name="one.png")
    first.press("Enter")
    shown = cal.page.locator("#lightbox")
    for key, name in (
        ("End", "three"),
        ("ArrowLeft", "two"),
        ("Home", "one"),
        ("ArrowRight", "two"),
    ):
        cal.page.keyboard.press(key)
        expect(shown.locator("img")).to_have_attribute("alt", f"{name}.png")
    expect(shown.get_by_role("link", name="Download")).to_have_attribute("download", "two.png")
    cal.page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    expect(first).to_be_focused()


def test_file_in_a_thread_is_seen_there(two):
    bea, cal = two
    cal.say("what do you think?")
    bea.expect_message("what do you think?")
    place = bea.message("what do you think?").get_attribute("data-message-id")
    bea.open(f"/messages/{place}/thread")
    bea.expect_live()
    choose(bea, a_file("answer.pdf"), form=".thread form.composer")
    expect_there(bea, "answer.pdf")
    bea.page.fill("#thread-content", "look")
    bea.page.press("#thread-content", "Enter")
    cal.open(f"/messages/{place}/thread")
    expect(cal.page.get_by_role("link", name="answer.pdf")).to_be_visible()


def test_files_of_a_room_are_found_beside_it(two):
    bea, _ = two
    choose(bea, a_file("harvest.pdf"))
    expect_there(bea, "harvest.pdf")
    bea.say("the harvest")
    bea.expect_message("the harvest")
    bea.page.get_by_text("Files and links", exact=True).click()
    panel = bea.page.locator("#panel")
    panel.get_by_role("link", name="Files", exact=True).click()
    panel.get_by_role("searchbox", name="Name of the file").fill("harv")
    panel.get_by_role("button", name="Search").click()
    expect(panel.get_by_role("link", name="harvest.pdf")).to_be_visible()
    assert bea.page.url.endswith("/rooms/market")


def test_search_that_is_overtaken_by_another_tab_disturbs_nobody(two):
    bea, _ = two
    bea.page.get_by_text("Files and links", exact=True).click()
    form = bea.page.locator("#gallery form")
    with bea.page.expect_response(re.compile("show=pictures&beside=true&query=")):
        # What is on its way belongs to no page any more, as when its frame was replaced.
        form.evaluate(
            "(form) => { form.requestSubmit(); new DOMParser()"
            ".parseFromString('', 'text/html').adoptNode(form) }"
        )
    bea.page.locator("#gallery").get_by_role("link", name="Files", exact=True).click()
    expect(bea.page.locator("#gallery").get_by_label("Name of the file")).to_be_visible()
