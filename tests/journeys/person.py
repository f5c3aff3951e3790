"""Somebody at a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.cast import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, BrowserContext, ConsoleMessage, Locator

# What a browser itself writes when a network is cut on purpose.
NETWORK = re.compile(r"WebSocket connection to|net::ERR_|Failed to load resource|/events")


class Person:
    """One browser with one page; ``complaints`` are what its console had to say."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error}\n{error.stack}"))

    def open(self, path: str) -> None:
        """Go to a page by its address."""
        self.page.goto(self.base + path)

    def sign_in(self, name: str) -> None:
        """Through the page."""
        self.open("/sign-in")
        self.page.fill("#login", name)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url(self.base + "/")

    def come_in(self, name: str) -> None:
        """Signed in, without looking at the page: what a browser sends, and no more."""
        fields = {"login": name, "password": PASSWORD}
        assert self.send("/sign-in", "/sign-in", **fields).headers["location"] == "/"

    def send(self, page: str, action: str, **fields: str) -> APIResponse:
        """The form of a page, sent to *action* without a look at either; the answer."""
        # A server may close a connection just as it is used again.
        text = self.context.request.get(self.base + page, max_retries=2).text()
        token = re.search(r'name="csrf_token" value="([^"]+)"', text)
        assert token, f"no form on {page}"
        form: dict[str, str | float | bool] = {"csrf_token": token[1], **fields}
        return self.context.request.post(self.base + action, form=form, max_redirects=0)

    def enter(self, room: str) -> None:
        """Open a room and wait until it is live."""
        self.open(f"/rooms/{room}")
        self.expect_live()

    def expect_live(self, transport: str = r".+", seconds: float = 30) -> None:
        """The connection is live, over *transport*."""
        body = self.page.locator("body")
        expect(body).to_have_attribute("data-connection", "live", timeout=seconds * 1_000)
        expect(body).to_have_attribute("data-transport", re.compile(f"^{transport}$"))

    def read_anew(self) -> None:
        """Have the page read anew, as when something that it shows has changed."""
        self.page.evaluate(
            "() => new Promise((done) => {"
            " document.addEventListener('turbo:render', () => done(), { once: true });"
            " Turbo.visit(location.href, { action: 'replace' }) })"
        )

    def say(self, text: str) -> None:
        """Write and press Enter."""
        self.page.fill("#content", text)
        self.page.press("#content", "Enter")

    def message(self, text: str) -> Locator:
        """The messages with exactly this text."""
        content = self.page.locator(".message__content").filter(
            has_text=re.compile(f"^{re.escape(text)}$")
        )
        return self.page.locator("li.message").filter(has=content)

    def expect_message(self, text: str, seconds: float = 30) -> None:
        """The message is there, once, and stored."""
        found = self.message(text)
        expect(found).to_have_count(1, timeout=seconds * 1_000)
        expect(found).to_have_attribute("data-seq", re.compile(r"^\d+$"), timeout=seconds * 1_000)

    @property
    def texts(self) -> list[str]:
        """What is said, in the order shown."""
        return self.page.locator("li.message .message__content").all_inner_texts()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not NETWORK.search(message.text):
            self.complaints.append(message.text)
