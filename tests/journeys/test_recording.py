"""A voice message, spoken into a microphone that a browser pretends to have."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.person import Person
from tests.journeys.test_files import newest, upload

PRETENDS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture
def speaker(playwright, chromium_path, server):
    """Bea at a browser with a microphone."""
    arguments = ["--no-sandbox", *PRETENDS]
    browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
    bea = Person(browser.new_context(), server.url)
    bea.come_in("bea")
    bea.enter("market")
    yield bea
    browser.close()
    assert bea.complaints == []


def record(person) -> None:
    person.page.get_by_role("button", name="Record a voice message").click()
    expect(person.page.get_by_role("timer")).to_have_text("0:02", timeout=15_000)


def test_voice_is_recorded_sent_and_played(speaker, person):
    cal = person("cal")
    cal.enter("market")
    record(speaker)
    speaker.page.get_by_role("button", name="Done").click()
    expect(upload(speaker, "Voice message")).to_have_attribute("data-state", "done", timeout=15_000)
    speaker.page.get_by_role("button", name="Send", exact=True).click()
    sound = newest(cal).locator("audio")
    expect(sound).to_be_attached(timeout=15_000)
    sound.evaluate("audio => { audio.muted = true; return audio.play() }")
    assert sound.evaluate("audio => audio.error") is None


def test_recording_is_cancelled_and_leaves_nothing(speaker):
    record(speaker)
    speaker.page.get_by_role("button", name="Cancel recording").click()
    expect(speaker.page.get_by_role("timer")).to_be_hidden()
    expect(speaker.page.locator(".composer .upload")).to_have_count(0)
    expect(speaker.page.get_by_role("button", name="Record a voice message")).to_be_focused()


def test_microphone_that_is_refused_is_told_in_words(person):
    bea = person("bea")
    bea.enter("market")
    bea.page.get_by_role("button", name="Record a voice message").click()
    told = bea.page.locator(".composer [role=alert]:visible")
    expect(told).to_have_text(re.compile("no microphone|may not listen"))
