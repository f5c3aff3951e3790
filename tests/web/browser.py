"""A browser without scripts: it keeps cookies, fills in forms and reads pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from tests.cast import PASSWORD

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    ancestors: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A page, read: its elements in order, and what was not closed properly."""

    html: str
    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.html)
        self.faults += [f"<{element.tag}> is not closed" for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        values = {name: value or "" for name, value in attrs}
        element = Element(tag, values, tuple(each.tag for each in self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes something else")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of these *tags*."""
        return [element for element in self.elements if element.tag in tags]

    @property
    def heading(self) -> str:
        """The page's heading."""
        return " ".join(self.all("h1")[0].text.split())


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        """Through the page, as people do."""
        return self.submit("/sign-in", "/sign-in", login=login, password=password)

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def page(self, path: str) -> Page:
        """Open a page and read it."""
        return Page(self.get(path).text)

    def token(self, path: str) -> str:
        """The CSRF token in the page at *path*."""
        found = re.search(r'name="csrf[_-]token" (?:value|content)="([^"]+)"', self.get(path).text)
        assert found, f"no token on {path}"
        return found[1]

    def submit(self, page: str, action: str, **fields: object) -> TestResponse:
        """Send the form on *page* to *action*."""
        return self.client.post(action, data={"csrf_token": self.token(page), **fields})

    def script(
        self, method: str, path: str, *, page: str = "/rooms", **fields: object
    ) -> TestResponse:
        """Ask as the page's scripts do."""
        headers = {"Accept": "application/json", "X-CSRFToken": self.token(page)}
        return self.client.open(path, method=method, data=fields, headers=headers)
