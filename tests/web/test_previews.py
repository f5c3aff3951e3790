"""What links lead to, on pages: shown below the message, and switched off by whom it is for."""

from __future__ import annotations

import pytest

from chatty.core import clock
from chatty.core.db import db, writing
from chatty.messages.actions import count_previews
from chatty.messages.models import Preview, PreviewState
from chatty.messages.queries import history
from chatty.rooms.queries import room_for
from tests.cast import say

KEY = "k" * 32
PAGE = {
    "title": "<b>Herons</b>",
    "description": "Wading birds",
    "site_name": "Birds",
    "picture_key": KEY,
    "picture_width": 320,
    "picture_height": 213,
}


@pytest.fixture
def message(app, cast) -> str:
    """A message of cal's whose link was looked at."""
    with app.app_context(), writing():
        say(cast.cal, cast.market, "see https://birds.example/", client_id="linked")
        room = room_for(cast.cal.viewer, cast.market)
        view = history(cast.cal.viewer, room).items[-1]
        found = db.session.query(Preview).filter_by(message_id=view.id).one()
        found.state, found.due_at = PreviewState.READY, clock.now()
        for name, value in PAGE.items():
            setattr(found, name, value)
        db.session.flush()
        count_previews(view.id)
        return f"/messages/{view.id}"


def test_page_behind_a_link_stands_below_the_message_as_text(bea, message):
    text = bea.get("/rooms/market").text
    assert "&lt;b&gt;Herons&lt;/b&gt;" in text
    assert 'class="previews__title" href="https://birds.example/"' in text
    assert "Wading birds" in text


def test_picture_of_the_page_comes_from_here_and_has_its_size_before(bea, message):
    shown = f'previews__picture" src="/api/v1/previews/{KEY}" width="320" height="213" alt=""'
    assert shown in bea.get("/rooms/market").text


def test_sender_and_who_runs_the_room_take_it_away(cal, bea, as_person, message):
    assert "Show it no more" in cal.get(f"{message}/actions").text
    assert "Show it no more" not in as_person("ada").get(f"{message}/actions").text
    taken = bea.submit(f"{message}/actions", f"{message}/previews", _method="delete")
    assert taken.status_code == 303
    assert "Herons" not in bea.get("/rooms/market").text


def test_reader_switches_them_off_for_themselves(bea, cal, message):
    assert 'data-previews-shown="no"' not in bea.get("/rooms/market").text
    bea.submit("/settings/appearance", "/settings/appearance", _method="put", theme="dark")
    assert 'data-previews-shown="no"' in bea.get("/rooms/market").text
    assert 'data-previews-shown="no"' not in cal.get("/rooms/market").text
