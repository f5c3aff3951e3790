"""What links lead to is looked at once the message is out, and is gone with it."""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.actions.erasure import erase
from chatty.accounts.queries import user_by_id
from chatty.core.db import db, writing
from chatty.core.errors import Forbidden
from chatty.core.fetching import fetcher
from chatty.messages.actions import delete, edit, pin, remove_previews
from chatty.messages.jobs import fetch_previews
from chatty.messages.models import MessageView, Preview
from chatty.messages.queries import history, message_for
from chatty.rooms.actions import change_room, join
from chatty.rooms.queries import overview_of, room_for
from chatty.search.models import SearchEntry
from chatty.stream.models import Event
from chatty.wire.rooms import one_room_json
from tests.cast import say

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_app")]

PAGE = b"""<!doctype html><html><head><meta charset="utf-8">
<title>Herons &amp; egrets</title>
<meta property="og:site_name" content="Birds">
<meta name="description" content="<script>alert(1)</script> wading">
</head><body><svg><title>not this</title></svg>"""


class Pages(http.server.BaseHTTPRequestHandler):
    """A page about birds, and one that is none."""

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        kind = "image/png" if self.path == "/picture" else "text/html"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """A site on loopback that the operator trusts."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fetcher.configure([("127.0.0.1", server.server_port)])
    yield f"http://127.0.0.1:{server.server_port}"
    fetcher.configure([])
    server.shutdown()
    server.server_close()


@pytest.fixture
def linked(cast, site) -> int:
    """A message with a link to the page about birds, which was looked at."""
    with writing():
        say(cast.cal, cast.market, f"see {site}/birds", client_id="linked")
    fetch_previews()
    return newest(cast).id


def newest(cast) -> MessageView:
    db.session.expire_all()
    room = room_for(cast.bea.viewer, cast.market)
    return history(cast.bea.viewer, room).items[-1]


def test_page_is_shown_by_its_own_words(cast, linked):
    (preview,) = message_for(cast.bea.viewer, linked).previews
    assert (preview.title, preview.site_name) == ("Herons & egrets", "Birds")
    assert preview.description == "<script>alert(1)</script> wading"


def test_message_is_out_before_anything_is_asked(cast, site):
    with writing():
        say(cast.cal, cast.market, f"see {site}/birds", client_id="linked")
    assert newest(cast).previews == ()
    assert fetch_previews() == 1
    assert len(newest(cast).previews) == 1
    assert fetch_previews() == 0


@pytest.mark.parametrize("path", ["gone", "picture"])
def test_what_is_no_page_is_not_shown_and_not_asked_again(cast, site, path):
    with writing():
        say(cast.cal, cast.market, f"see {site}/{path}", client_id="linked")
    assert fetch_previews() == 1
    assert newest(cast).previews == ()
    assert fetch_previews() == 0


def test_inner_addresses_are_not_asked(cast):
    with writing():
        say(cast.cal, cast.market, "see http://127.0.0.1:9/secret", client_id="inner")
    fetch_previews()
    assert db.session.scalars(sa.select(Preview.state)).all() == ["none"]


def test_edited_message_shows_what_it_links_to_now(cast, site, linked):
    with writing():
        edit(cast.cal.viewer, linked, "no link")
    assert newest(cast).previews == ()
    with writing():
        edit(cast.cal.viewer, linked, f"again {site}/birds")
    fetch_previews()
    assert len(newest(cast).previews) == 1


def test_words_of_the_page_go_with_the_message(cast, linked):
    with writing():
        delete(cast.cal.viewer, linked)
    assert db.session.scalars(sa.select(Preview.id)).all() == []
    assert "Herons" not in "".join(db.session.scalars(sa.select(Event.payload)))


def test_words_of_the_page_go_with_who_takes_back_what_they_said(cast, linked):
    with writing():
        join(cast.dan.viewer, room_for(cast.bea.viewer, cast.market))
    with writing():
        erase(user_by_id(cast.cal.id), erase_messages=True)
    db.session.expire_all()
    assert "Herons" not in "".join(db.session.scalars(sa.select(Event.payload)))
    room = room_for(cast.eve.viewer, cast.market)
    shown = one_room_json(cast.eve.viewer, overview_of(cast.eve.viewer, room))
    assert shown["lastMessage"]["previews"] == []


def test_pin_tells_nobody_anew_what_was_taken_back(cast, linked):
    with writing():
        erase(user_by_id(cast.cal.id), erase_messages=True)
    with writing():
        pin(cast.bea.viewer, linked)
    updates = sa.select(Event.payload).where(Event.kind == "MESSAGE_UPDATED")
    assert "birds" not in "".join(db.session.scalars(updates))
    assert db.session.get(SearchEntry, linked) is None


def test_sender_takes_it_away_and_it_stays_away(cast, site, linked):
    with pytest.raises(Forbidden), writing():
        remove_previews(cast.ada.viewer, linked)
    with writing():
        assert remove_previews(cast.cal.viewer, linked).previews == ()
    with writing():
        edit(cast.cal.viewer, linked, f"still {site}/birds")
    assert fetch_previews() == 0


def test_room_that_wants_none_has_none(cast, site):
    with writing():
        change_room(cast.bea.viewer, cast.market, {"previews": False})
        say(cast.cal, cast.market, f"see {site}/birds", client_id="linked")
    assert fetch_previews() == 0


def test_one_senders_links_keep_nobody_elses_waiting(cast, site):
    with writing():
        for number in range(3):
            links = " ".join(f"{site}/{number}{each}" for each in "abc")
            say(cast.cal, cast.market, links, client_id=f"many-{number}")
        say(cast.bea, cast.market, f"see {site}/birds", client_id="one")
    assert fetch_previews() == 3
    assert [view.title for view in newest(cast).previews] == ["Herons & egrets"]
