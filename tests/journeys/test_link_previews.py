"""What links lead to, in browsers: it comes by itself, and from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.test_payloads import WATCH
from tests.pictures import picture
from tests.processes import ChattyServer
from tests.websites import site as somebodys_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.websites import Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with somebodys_site(trusted=False) as found:
        found.answers["/heron.png"] = ("image/png", picture(600, 400))
        yield found


@pytest.fixture(scope="module")
def server(sqlite_databases, site, tmp_path_factory):
    """One that may ask the site."""
    url = sqlite_databases.fresh("cast")
    allowed = {"CHATTY_FETCH_ALLOWED": f"127.0.0.1:{site.port}"}
    settings = {"DATABASE_URL": url, "CHATTY_LIMITS": "off", **allowed}
    with ChattyServer(tmp_path_factory.mktemp("previews"), settings) as server:
        yield server
    sqlite_databases.drop(url)


def test_picture_of_a_page_comes_by_itself_and_from_here(person, site, server):
    bea, cal = person("bea"), person("cal")
    asked: list[str] = []
    cal.page.on("request", lambda request: asked.append(request.url))
    cal.context.add_init_script(WATCH)
    cal.enter("market")
    bea.enter("market")
    bea.say(f"see {site.page('heron.png')}")
    shown = cal.page.locator("img.previews__picture")
    expect(shown).to_have_js_property("naturalWidth", 320)
    assert (shown.get_attribute("alt"), shown.bounding_box()["width"]) == ("", 80)
    cal.read_anew()
    expect(shown).to_have_js_property("naturalWidth", 320)
    assert [url for url in asked if not url.startswith((server.url, "data:", "ws"))] == []
    assert cal.page.evaluate("window.__violations") == []
