"""S51: hundreds of attempts to run something, in every text that others see, in a real browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.payloads import PAYLOADS

WATCH = """
  window.__violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
PAGE = b"<!doctype html><script>window.__xss = 1; alert(1)</script>"
PAGES = {
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "code.js": b"alert(1)",
    "data.xml": b'<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></x>',
}
# What refuses some of them, for control characters or their length, has tests of its own.
SHORT = [payload for payload in PAYLOADS if len(payload) <= 64 and payload.isprintable()]


class Speaker:
    """Somebody who sends what no page would."""

    def __init__(self, base: str, path: str, **body: str) -> None:
        self.base = f"{base}/api/v1"
        self.token = ""
        self.token = self.ask("POST", path, **body)["accessToken"]

    def ask(self, method: str, path: str, **body: object) -> dict[str, str]:
        """Ask and be answered well."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = requests.request(method, self.base + path, json=body, headers=headers, timeout=10)
        assert answer.ok, answer.text
        found: dict[str, str] = answer.json() if answer.content else {}
        return found


@pytest.fixture
def bea_speaks(server) -> Speaker:
    return Speaker(server.url, "/auth/login", login="bea", password=PASSWORD)


@pytest.fixture
def reader(person):
    """Ada at a browser that notes whatever a page lets happen."""
    ada = person("ada")
    ada.context.add_init_script(WATCH)
    ada.page.on("dialog", lambda dialog: ada.complaints.append(f"dialog: {dialog.message}"))
    return ada


def nothing_ran(reader) -> bool:
    """Nothing in the page ran, and nothing even tried to."""
    reader.page.evaluate("document.activeElement?.blur()")
    ran = reader.page.evaluate("[window.__xss ?? null, window.__violations]")
    return bool(ran == [None, []])


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) >= 200


def test_messages_run_nothing_live_and_on_the_page(reader, bea_speaks):
    room = bea_speaks.ask("POST", "/rooms", kind="public", name="Trials")
    reader.enter(room["slug"])
    for number, payload in enumerate(PAYLOADS):
        path = f"/rooms/{room['id']}/messages"
        bea_speaks.ask("POST", path, content=payload, clientId=f"p{number}")
    expect(reader.page.locator(f'[data-seq="{len(PAYLOADS)}"]')).to_have_count(1, timeout=30_000)
    assert nothing_ran(reader)
    for around in range(1, len(PAYLOADS), 40):
        reader.open(f"/rooms/{room['slug']}?around={around}")
        assert reader.page.locator("li.message").count() > 20
        assert nothing_ran(reader)


def test_names_topics_and_notes_run_nothing(reader, bea_speaks):
    reader.open("/")
    ada = reader.page.locator("meta[name=viewer-id]").get_attribute("content") or ""
    room: dict[str, str] = {}
    for payload in SHORT:
        body = {"name": payload, "topic": payload, "bio": payload}
        room = bea_speaks.ask("POST", "/rooms", kind="public", **body)
        invite = {"kind": "room", "roomId": room["id"], "userId": ada, "note": payload}
        bea_speaks.ask("POST", "/invites", **invite)
    for path in ("/explore", "/invites", "/", f"/rooms/{room['id']}", f"/search?q={quote('<')}"):
        reader.open(path)
        assert nothing_ran(reader), path


def test_names_of_guests_run_nothing(reader, server):
    entered = [
        number for number, payload in enumerate(SHORT[:60]) if spoke(server, payload, number)
    ]
    assert len(entered) > 20
    for path in ("/rooms/lobby", "/rooms"):
        reader.open(path)
        assert nothing_ran(reader), path


def spoke(server, name: str, number: int) -> bool:
    """A guest of that *name* said hello in the lobby; not every name is let in."""
    guest = {"displayName": name[:40]}
    answer = requests.post(f"{server.url}/api/v1/auth/guest", json=guest, timeout=10)
    if not answer.ok:
        return False
    requests.post(
        f"{server.url}/api/v1/rooms/1/messages",
        json={"content": "hello", "clientId": f"g{number}"},
        headers={"Authorization": f"Bearer {answer.json()['accessToken']}"},
        timeout=10,
    ).raise_for_status()
    return True


@pytest.mark.parametrize("field", ["displayName", "bio"])
def test_profiles_run_nothing(reader, bea_speaks, field):
    for payload in SHORT[::12]:
        answer = requests.patch(
            f"{bea_speaks.base}/me",
            json={field: payload},
            headers={"Authorization": f"Bearer {bea_speaks.token}"},
            timeout=10,
        )
        assert answer.status_code in {200, 422}
        reader.open("/people/bea")
        assert nothing_ran(reader), payload


def test_names_of_files_run_nothing(reader, bea_speaks):
    room = bea_speaks.ask("POST", "/rooms", kind="public", name="Files")
    for start in range(0, len(SHORT), 10):
        keys = [sent(bea_speaks, name, b"%PDF-1.7 x") for name in SHORT[start : start + 10]]
        body = {"content": "", "clientId": f"f{start}", "attachmentKeys": keys}
        bea_speaks.ask("POST", f"/rooms/{room['id']}/messages", **body)
    for path in (f"/rooms/{room['slug']}", f"/rooms/{room['id']}/files?show=files"):
        reader.open(path)
        assert reader.page.locator(".attachments__card").count() > 20
        assert nothing_ran(reader), path


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "picture.png", "code.js", "data.xml"])
def test_file_that_is_a_page_is_kept_and_not_opened(reader, bea_speaks, name):
    """S63: the address of the file itself, in the tab of somebody who may see it."""
    key = sent(bea_speaks, name, PAGES.get(name, PAGE))
    body = {"content": "", "clientId": name, "attachmentKeys": [key]}
    bea_speaks.ask("POST", "/rooms/5/messages", **body)
    reader.open("/")
    with reader.page.expect_download() as download:
        address = f"{reader.base}/api/v1/attachments/{key}"
        reader.page.evaluate("address => void (location.href = address)", address)
    assert download.value.suggested_filename == name
    assert nothing_ran(reader)


def sent(speaker: Speaker, name: str, content: bytes) -> str:
    """The key of a file that was sent."""
    answer = requests.post(
        f"{speaker.base}/attachments",
        files={"file": (name, content)},
        headers={"Authorization": f"Bearer {speaker.token}"},
        timeout=10,
    )
    assert answer.ok, answer.text
    return str(answer.json()["key"])


def test_what_is_searched_for_runs_nothing(reader):
    for payload in PAYLOADS[::8]:
        reader.open(f"/search?q={quote(payload)}")
        assert nothing_ran(reader), payload
