"""Public rooms for who has no account, people and machines alike."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa

from chatty.core.db import db, writing
from chatty.rooms.models import Room
from tests.cast import say
from tests.web.browser import Browser, Page

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def spoken(cast, in_app):
    """Something with letters that XML and HTML mind was said in the market."""
    with writing():
        say(cast.bea, cast.market, "first")
        return say(cast.bea, cast.market, 'second <b>&amp; {{ 7*7 }} "quoted"', "c2")


def feed(visitor, room) -> ET.Element:
    answer = visitor.get(f"/rooms/{room}/feed.atom")
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    return ET.fromstring(answer.text)  # noqa: S314  # our own text


def link(page: Page, rel: str) -> dict[str, str]:
    (found,) = [one.attributes for one in page.all("link") if one.attributes.get("rel") == rel]
    return found


def test_page_of_a_public_room_says_where_it_belongs(visitor, cast, spoken):
    page = visitor.page(f"/rooms/{cast.market}")
    assert page.all("title")[0].text.startswith("Market · ")
    assert link(page, "canonical")["href"] == "http://localhost/rooms/market"
    assert link(page, "alternate")["href"] == f"/rooms/{cast.market}/feed.atom"


def test_private_room_has_no_such_links(bea):
    page = bea.page("/rooms/harbour")
    assert not [one for one in page.all("link") if one.attributes.get("rel") == "canonical"]


def test_feed_tells_the_newest_first_and_escapes_once(visitor, cast, spoken):
    root = feed(visitor, cast.market)
    entries = root.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == ['Bea: second <b>&amp; {{ 7*7 }} "quoted"', "Bea: first"]
    html = entries[0].findtext(f"{ATOM}content") or ""
    assert "&lt;b&gt;&amp;amp; {{ 7*7 }}" in html
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 2


def test_feed_leads_to_the_message(visitor, cast, spoken):
    found = feed(visitor, cast.market).find(f"{ATOM}entry/{ATOM}link")
    assert found is not None
    address = found.attrib["href"]
    assert address.startswith("http://localhost/rooms/market?around=")
    assert "second" in visitor.get(address.removeprefix("http://localhost")).text


def test_feed_of_an_empty_room_is_valid_too(visitor, cast):
    root = feed(visitor, cast.market)
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated")


def test_feed_of_a_private_room_is_nothing_to_its_members_too(visitor, bea, cast):
    for browser in (visitor, bea):
        assert browser.get(f"/rooms/{cast.harbour}/feed.atom").status_code == 404
    assert visitor.get("/rooms/999999/feed.atom").status_code == 404


def test_feed_is_not_sent_twice(visitor, cast, spoken):
    first = visitor.get(f"/rooms/{cast.market}/feed.atom")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in first.headers
    again = visitor.client.get(
        f"/rooms/{cast.market}/feed.atom", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_page_of_a_room_is_not_sent_twice_to_a_visitor(visitor, cast, spoken):
    first = visitor.get("/rooms/market")
    assert "Set-Cookie" not in first.headers
    tag = {"If-None-Match": first.headers["ETag"]}
    assert visitor.client.get("/rooms/market", headers=tag).status_code == 304
    with writing():
        say(cast.bea, cast.market, "third")
    assert "third" in visitor.client.get("/rooms/market", headers=tag).text


def test_page_of_a_member_is_never_kept(bea):
    response = bea.get("/rooms/market")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_sitemap_names_the_public_rooms_and_no_others(visitor, cast, spoken):
    root = ET.fromstring(visitor.get("/sitemap.xml").text)  # noqa: S314  # our own text
    addresses = {str(found.text) for found in root.iter(f"{MAP}loc")}
    assert {"http://localhost/rooms/market", "http://localhost/rooms/lobby"} <= addresses
    assert not [address for address in addresses if "harbour" in address or "attic" in address]


def test_archived_room_leaves_the_sitemap_and_has_no_feed(visitor, cast, in_app):
    with writing():
        db.session.execute(
            sa.update(Room).where(Room.id == cast.market).values(archived_at=sa.func.now())
        )
    assert "/rooms/market" not in visitor.get("/sitemap.xml").text
    assert visitor.get(f"/rooms/{cast.market}/feed.atom").status_code == 404


def test_robots_are_told_where_the_map_is(visitor):
    text = visitor.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /settings/" in text


def test_machines_walk_through_the_whole_history(app, cast, in_app):
    """Every message of a room is reached from its page by plain links."""
    for start, person in ((0, cast.bea), (30, cast.cal)):
        with writing():
            for number in range(start, start + 30):
                say(person, cast.market, f"word {number:02}")
    browser, path, found = Browser(app), "/rooms/market", set[str]()
    while path:
        page = browser.page(path)
        found |= {one.text.strip() for one in page.all("div") if one.text.startswith("word")}
        older = [one for one in page.all("a") if one.text.strip() == "Older messages"]
        path = older[0].attributes["href"] if older else ""
    assert found == {f"word {number:02}" for number in range(60)}
