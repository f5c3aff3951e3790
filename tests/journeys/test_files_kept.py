"""Files of messages that are taken back, refused or late; in two tabs, and in a thread."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.test_files import a_file, a_picture, choose, expect_there, upload
from tests.journeys.test_payloads import Speaker
from tests.journeys.test_undoing import undo

KEPT = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const counts = names.map((name) => new Promise((done) => {
    indexedDB.open(name).onsuccess = ({ target: { result } }) => {
      const asked = result.transaction("messages").objectStore("messages").count();
      asked.onsuccess = () => done(asked.result);
    };
  }));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}"""
SETTLED = f"async () => (await ({KEPT})()) === 0"
ANNOUNCED = "POST /attachments/announcements HTTP/1.1"
PENDING = re.compile("message--pending")


def expect_nothing_kept(person) -> None:
    """The browser keeps no message and no file."""
    person.page.wait_for_function(SETTLED)


def with_files(person, words: str, *files: dict[str, Any]) -> None:
    """Say something with files that have arrived."""
    choose(person, *files)
    for file in files:
        expect_there(person, file["name"])
    person.say(words)


@pytest.mark.alone
def test_who_takes_back_what_was_sent_has_its_files_again(bea, cal):
    with_files(bea, "not yet", a_file("draft.pdf"), a_picture("tide.png"))
    expect(cal.message("not yet")).to_be_visible()
    undo(bea).click()
    for name in ("draft.pdf", "tide.png"):
        expect_there(bea, name)
    expect(bea.page.locator("#content")).to_have_value("not yet")
    expect(cal.message("not yet")).to_have_count(0)
    bea.say("now")
    cal.expect_message("now")
    expect(cal.message("now").get_by_role("link", name="draft.pdf")).to_be_visible()


def test_refused_message_is_edited_with_its_files(bea, cal):
    with_files(bea, "/shurg look", a_file("plan.pdf"))
    refused = bea.page.locator(".message--failed")
    refused.get_by_role("button", name="Edit").click()
    expect(bea.page.locator("#content")).to_have_value("/shurg look")
    expect_there(bea, "plan.pdf")
    expect(refused).to_have_count(0)
    bea.say("look at the plan")
    cal.expect_message("look at the plan")
    expect(cal.message("look at the plan").get_by_role("link", name="plan.pdf")).to_be_visible()


def test_words_are_taken_off_a_message_with_files(bea, cal):
    with_files(bea, "the wrong words", a_file("words.pdf"))
    cal.expect_message("the wrong words")
    said = cal.page.locator("li.message").filter(has_text="words.pdf")
    bea.expect_message("the wrong words")
    bea.page.press("#content", "ArrowUp")
    edited = bea.page.get_by_label("Edit the message")
    edited.fill("")
    edited.press("Enter")
    expect(edited).to_have_count(0)
    expect(said.locator(".message__content")).to_be_hidden()


def test_message_that_waited_longer_than_its_files_sends_them_anew(bea, cal, server):
    choose(bea, a_file("old.pdf"))
    expect_there(bea, "old.pdf")
    bea.context.set_offline(True)
    bea.say("from a long journey")
    expect(bea.message("from a long journey")).to_have_class(PENDING)
    sweeper = Speaker(server.url, "/auth/login", login="bea", password=PASSWORD)
    found: Any = sweeper.ask("GET", "/attachments")["items"]
    for file in found:
        sweeper.ask("DELETE", f"/attachments/{file['key']}")
    bea.context.set_offline(False)
    cal.expect_message("from a long journey", seconds=40)
    said = cal.message("from a long journey")
    expect(said.get_by_role("link", name="old.pdf")).to_be_visible()


def test_what_is_sent_taken_off_or_let_go_of_leaves_nothing_in_the_browser(bea, cal):
    with_files(bea, "sent", a_file("sent.pdf"))
    cal.expect_message("sent")
    choose(bea, a_file("off.pdf"))
    expect_there(bea, "off.pdf")
    bea.page.get_by_role("button", name="Remove off.pdf").click()
    with_files(bea, "/shurg", a_file("gone.pdf"))
    bea.page.locator(".message--failed").get_by_role("button", name="Discard").click()
    expect_nothing_kept(bea)


def test_two_tabs_share_an_upload_and_send_it_once(person, proxy):
    bea = person("bea", proxy.url)
    bea.enter("market")
    proxy.bytes_per_second = 1_500_000
    choose(bea, a_file("shared.bin", b"tide" * 2_000_000, "application/octet-stream"))
    expect(upload(bea, "shared.bin")).to_contain_text(re.compile(r"\d %"))
    other = bea.context.new_page()
    other.goto(f"{proxy.url}/rooms/market")
    beside = other.locator(".composer .upload")
    expect(beside).to_contain_text("shared.bin")
    proxy.bytes_per_second = None
    expect(beside).to_have_attribute("data-state", "done", timeout=30_000)
    expect_there(bea, "shared.bin")
    assert [line for line in proxy.seen if line.startswith("POST /attachments/")] == [ANNOUNCED]
    other.get_by_role("button", name="Remove shared.bin").click()
    expect(upload(bea, "shared.bin")).to_have_count(0)
    expect_nothing_kept(bea)


def test_thread_beside_its_room_takes_files_of_its_own(bea, cal):
    bea.say("what do you say to this")
    bea.expect_message("what do you say to this")
    said = bea.message("what do you say to this")
    said.hover()
    said.locator("a[data-more]").click()
    bea.page.get_by_role("link", name="Reply in a thread").click()
    panel = bea.page.get_by_role("complementary", name="Thread")
    choose(bea, a_picture("reply.png"), form="#thread form.composer")
    expect(panel.locator(".upload")).to_have_attribute("data-state", "done")
    expect(bea.page.locator("#main form.composer .upload")).to_have_count(0)
    panel.get_by_label("Reply in the thread").press("Enter")
    expect(panel.get_by_role("link", name="reply.png")).to_be_visible()
    expect(panel.locator(".composer .upload")).to_have_count(0)
    cal.page.locator(f"#{said.get_attribute('id')} a[data-thread]").click()
    expect(cal.page.locator("#thread").get_by_role("link", name="reply.png")).to_be_visible()
