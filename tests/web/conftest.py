"""Browsers of the cast: test clients that are signed in through the pages."""

from __future__ import annotations

import pytest

from tests.web.browser import Browser


@pytest.fixture
def visitor(app) -> Browser:
    return Browser(app)


@pytest.fixture
def as_person(app, cast):
    """``as_person("bea")``: a browser in which bea is signed in."""

    def signed_in(name: str) -> Browser:
        browser = Browser(app)
        browser.sign_in(name)
        return browser

    return signed_in


@pytest.fixture
def bea(as_person):
    return as_person("bea")


@pytest.fixture
def cal(as_person):
    return as_person("cal")


@pytest.fixture
def dan(as_person):
    return as_person("dan")
