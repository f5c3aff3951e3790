"""`flask rerender`: messages that an older renderer wrote are written anew."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from chatty.core.db import db, writing
from chatty.messages.actions import delete, rerendering
from chatty.messages.models import Message
from chatty.messages.rendering import VERSION
from tests.cast import say

pytestmark = pytest.mark.both_databases


@pytest.fixture
def old(in_app, cast):
    """Three messages as an older release left them, and their ids."""
    with writing():
        for content in ("**bold** @bea", "@dan", "plain"):
            say(cast.ada, cast.harbour, content, f"c{len(content)}")
        db.session.execute(sa.update(Message).values(html_version=1, content_html="<p>old</p>"))
    query = sa.select(Message.id).where(Message.room_id == cast.harbour).order_by(Message.seq)
    return list(db.session.scalars(query))


def shown(message_id: int) -> tuple[str, int]:
    query = sa.select(Message.content_html, Message.html_version)
    row = db.session.execute(query.where(Message.id == message_id)).one()
    return row[0], row[1]


def test_old_messages_are_written_anew_in_batches(app, old, monkeypatch):
    monkeypatch.setattr(rerendering, "BATCH", 2)
    told = app.test_cli_runner().invoke(args=["rerender"]).output
    assert "messages written anew" in told
    html, version = shown(old[0])
    assert '<strong>bold</strong> <a class="mention"' in html
    assert {shown(message_id)[1] for message_id in old} == {version} == {VERSION}


def test_nobody_is_called_who_was_not_called_then(old):
    rerendering.rerender()
    assert shown(old[1])[0] == "<p>@dan</p>"


def test_once_is_enough(app, old):
    app.test_cli_runner().invoke(args=["rerender"])
    assert app.test_cli_runner().invoke(args=["rerender"]).output == "0 messages written anew\n"


def test_deleted_messages_stay_empty(old, cast):
    with writing():
        delete(cast.ada.viewer, old[0])
    rerendering.rerender()
    assert shown(old[0])[0] == ""
