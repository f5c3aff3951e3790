"""Pages from one process, streams from two others, PostgreSQL and Redis between them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.proxy import Proxy


@pytest.fixture
def database_kind():
    return "postgresql"


@pytest.fixture
def front(serve, redis_url):
    """The address of an installation whose pages and streams come from different processes."""
    shared = {"REDIS_URL": redis_url, "CHATTY_LIMITS": "off"}
    pages = serve(CHATTY_DOORS="web,api", **shared)
    streams = serve(CHATTY_DOORS="realtime", WEB_CONCURRENCY="2", **shared)
    with Proxy(pages.port) as proxy:
        proxy.leads_to = lambda line: (
            streams.port if line.startswith(("GET /ws", "GET /events")) else pages.port
        )
        yield proxy


def sign_up(person, name: str) -> None:
    person.open("/sign-up")
    person.page.fill("#username", name)
    person.page.fill("#password", PASSWORD)
    person.page.click("main button")
    person.page.wait_for_url(f"{person.base}/")


@pytest.mark.parametrize("refused", ["", "GET /ws"])
def test_people_talk_across_processes(arrivals, front, refused):
    front.refuses = lambda line: bool(refused) and line.startswith(refused)
    one, other = arrivals(front.url), arrivals(front.url)
    for person, name in ((one, "una"), (other, "otto")):
        sign_up(person, name)
        person.open("/rooms/lobby")
        person.expect_live(seconds=15)
    for number in range(5):
        one.say(f"over {number}")
        other.expect_message(f"over {number}")
        other.say(f"and back {number}")
        one.expect_message(f"and back {number}")
    assert one.texts == other.texts
    expect(one.page.locator(".panel__note")).to_have_text("2 people are here now")
