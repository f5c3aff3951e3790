"""Pictures of pages behind links: fetched under guard, made anew, kept here, gone with the message.

S40, S69, S70, S79.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.actions.erasure import erase
from chatty.accounts.models import User
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.thumbnails import Reduced
from chatty.messages.jobs import fetch_previews
from chatty.messages.jobs.pictures import Page
from chatty.messages.jobs.previews import store
from chatty.messages.models import Preview
from chatty.messages.rendering.pages import PageWords
from chatty.moderation.jobs import empty_deleted_rooms
from chatty.stream.models import Event
from tests.api.test_attachments import SVG, sweep
from tests.api.test_pictures import fetch, kept
from tests.pictures import opened, photograph, picture, vast
from tests.websites import site as somebodys_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.websites import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with somebodys_site() as found:
        found.answers["/heron.png"] = ("image/png", picture(600, 400))
        yield found


@pytest.fixture
def canary() -> Iterator[Site]:
    """A site on an inner address that nobody may ask."""
    with somebodys_site(trusted=False) as found:
        found.answers["/heron.png"] = ("image/png", picture())
        yield found


def link(who, app: Flask, room: str, address: str) -> str:
    """The place of a message with this link, which was looked at."""
    said = who.post(f"{room}/messages", {"content": f"see {address}", "clientId": "link"}).json
    look(app)
    return f"/messages/{said['id']}"


def look(app: Flask) -> None:
    with app.app_context():
        fetch_previews()


def preview(who, message: str):
    (found,) = who.get(message)["previews"]
    return found


@pytest.mark.both_databases
def test_picture_of_the_page_is_kept_small_and_shown(people, market, app, site):
    shown = preview(people.cal, link(people.bea, app, market, site.page("heron.png")))
    assert (shown["title"], shown["pictureWidth"], shown["pictureHeight"]) == ("Herons", 320, 213)
    answer = fetch(people.cal, shown["pictureUrl"])
    assert answer.mimetype == "image/webp"
    assert opened(answer.data).size == (320, 213)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_picture_tells_nothing_of_where_it_was_taken(people, market, app, site):
    site.answers["/photo"] = ("text/plain", photograph())
    shown = preview(people.cal, link(people.bea, app, market, site.page("/photo")))
    content = fetch(people.cal, shown["pictureUrl"]).data
    assert b"canary" not in content
    assert not opened(content).getexif()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", SVG), ("image/svg+xml", SVG), ("image/png", b""), ("", b""),
        ("image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("image/png", vast(20_000, 20_000)),
        ("image/tiff", b"II*\0" + b"\0" * 64),
    ],
    ids=["drawing as PNG", "drawing", "nothing", "gone", "damaged", "vast", "other format"],
)  # fmt: skip
def test_what_is_no_picture_is_left_out(people, market, app, site, tmp_path, kind, content):
    site.answers["/heron.png"] = (kind, content)
    shown = preview(people.cal, link(people.bea, app, market, site.page("/heron.png")))
    assert (shown["title"], shown["pictureUrl"]) == ("Herons", None)
    assert kept(tmp_path / "files") == set()


def test_too_large_a_picture_is_left_out(people, market, app, site):
    long = picture(600, 400) + b"\0" * limits.FETCH_BYTES
    site.answers["/heron.png"] = ("image/png", long)
    shown = preview(people.cal, link(people.bea, app, market, site.page("/heron.png")))
    assert shown["pictureUrl"] is None


def test_picture_at_an_inner_address_is_not_asked_for(people, market, app, site, canary):
    site.answers["/leads-in"] = (f"{canary.origin}/heron.png", b"")
    places = [
        f"{canary.origin}/heron.png", f"//127.0.0.1:{canary.port}/heron.png",
        f"http://localhost:{canary.port}/x", f"http://[::1]:{canary.port}/x", "/leads-in",
        "file:///etc/passwd", "data:image/png;base64,AAAA", "http://[", "javascript:alert(1)",
    ]  # fmt: skip
    for number, place in enumerate(places):
        address = site.page(place, f"/birds-{number}")
        body = {"content": address, "clientId": f"link-{number}"}
        message = people.bea.post(f"{market}/messages", body).json
        look(app)
        assert preview(people.cal, f"/messages/{message['id']}")["pictureUrl"] is None
    assert canary.asked == []


def test_picture_that_leads_on_for_ever_is_given_up(people, market, app, site):
    site.answers["/round"] = ("/round", b"")
    shown = preview(people.cal, link(people.bea, app, market, site.page("/round")))
    assert shown["pictureUrl"] is None
    assert site.asked.count("/round") == limits.FETCH_REDIRECTS + 1


@pytest.mark.both_databases
def test_picture_is_seen_by_those_who_see_the_message(people, cast, harbour, app, site):
    """S40: the harbour is private; eve is a stranger to it."""
    message = link(people.ada, app, harbour, site.page("heron.png"))
    place = preview(people.cal, message)["pictureUrl"]
    assert fetch(people.cal, place).status_code == 200
    for who in (people.eve, people.nobody):
        assert fetch(who, place).status_code == 404
        assert fetch(who, place[:-1] + "-").status_code == 404
    people.ada.delete(f"{harbour}/members/{cast.cal.id}")
    assert fetch(people.cal, place).status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize("way", ["message", "previews", "link", "room", "person"])
def test_picture_goes_with_what_it_belongs_to(people, cast, market, app, site, tmp_path, way):
    """S79."""
    message = link(people.cal, app, market, site.page("heron.png"))
    place = preview(people.bea, message)["pictureUrl"]
    assert kept(tmp_path / "files")
    let_go(way, people, cast, market, message, app)
    assert fetch(people.bea, place).status_code == 404
    sweep(app)
    assert kept(tmp_path / "files") == set()


def let_go(way: str, people, cast, market: str, message: str, app: Flask) -> None:
    match way:
        case "message":
            people.cal.delete(message)
        case "previews":
            people.cal.delete(f"{message}/previews")
        case "link":
            people.cal.patch(message, {"content": "no link"})
        case "room":
            people.bea.delete(market)
            clock.move(2 * limits.ROOM_EMPTIED_AFTER)
            with app.app_context():
                empty_deleted_rooms()
        case _:
            with app.app_context(), writing():
                erase(db.session.get_one(User, cast.cal.id), erase_messages=True)


@pytest.mark.both_databases
def test_nobody_is_told_of_a_picture_that_is_gone(people, market, app, site):
    message = link(people.cal, app, market, site.page("heron.png"))
    key = preview(people.bea, message)["pictureUrl"].rpartition("/")[2]
    people.cal.delete(message)
    with app.app_context():
        assert key not in "".join(db.session.scalars(sa.select(Event.payload)))


@pytest.mark.both_databases
def test_picture_that_comes_after_the_message_is_gone_is_deleted(people, market, app, tmp_path):
    said = people.cal.post(
        f"{market}/messages", {"content": "https://herons.example/", "clientId": "link"}
    ).json
    page = Page(PageWords("Herons", "", ""), Reduced(8, 8, b"picture"))
    with app.app_context():
        preview_id = db.session.scalars(sa.select(Preview.id)).one()
        people.cal.delete(f"/messages/{said['id']}")
        store(preview_id, page, tries=1)
    sweep(app)
    assert kept(tmp_path / "files") == set()
