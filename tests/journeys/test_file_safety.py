"""S63: files that are a picture and a script at once, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.test_disguises import SCRIPT, gif_and_script
from tests.journeys.test_payloads import Speaker, nothing_ran, sent
from tests.journeys.test_payloads import bea_speaks as bea_speaks  # noqa: PLC0414  # a fixture
from tests.journeys.test_payloads import reader as reader  # noqa: PLC0414  # the same
from tests.pictures import picture
from tests.servers import wait_until

LOAD = """
  (address) => new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done("ran");
    script.onerror = () => done("refused");
    script.src = address;
    document.head.append(script);
  })
"""
FILES = {
    "moving.gif": (gif_and_script(), "image/gif"),
    "beacon.png": (picture() + SCRIPT, "image/png"),
}


@pytest.fixture
def address(reader, bea_speaks, request) -> str:
    """Where ada finds the file, once it was looked at."""
    name: str = request.param
    key = sent(bea_speaks, name, FILES[name][0])
    body = {"content": "", "clientId": key, "attachmentKeys": [key]}
    said = bea_speaks.ask("POST", "/rooms/5/messages", **body)
    wait_until(lambda: state(bea_speaks, said["id"]) == "ready", 30, "the picture")
    return f"{reader.base}/api/v1/attachments/{key}"


def state(speaker: Speaker, message_id: str) -> str:
    message: Any = speaker.ask("GET", f"/messages/{message_id}")
    (file,) = message["attachments"]
    return str(file["state"])


@pytest.mark.parametrize("address", FILES, indirect=True)
def test_picture_with_a_script_in_it_is_a_picture(reader, address):
    answer = reader.page.goto(address)
    assert answer.status == 200, answer.text()
    assert reader.page.evaluate("document.contentType").startswith("image/")
    assert reader.page.evaluate("window.__xss ?? null") is None
    # The browser shows a picture in a page of its own making, to which it then applies our policy.
    reader.complaints.clear()


@pytest.mark.parametrize("address", FILES, indirect=True)
def test_picture_with_a_script_in_it_is_no_script_of_ours(reader, address):
    """Our pages run scripts of this server's alone; a file is on it, and none of them."""
    reader.open("/")
    assert reader.page.evaluate("async (a) => (await fetch(a)).status", address) == 200
    assert reader.page.evaluate(LOAD, address) == "refused"
    assert nothing_ran(reader)
    # That it was refused, the browser says.
    reader.complaints.clear()
