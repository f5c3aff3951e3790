"""How much of files a form may bring (S65), and what becomes of the words beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatty.core import limits, uploads
from chatty.core.clock import clock
from chatty.core.storage import StorageAway
from chatty.messages.jobs import send_scheduled
from tests.web.browser import Page
from tests.web.test_files import PDF, links, send
from tests.web.test_unsent import in_minutes

WORDS = "what I meant to say"


@pytest.fixture
def market(cast) -> str:
    return f"/rooms/{cast.market}"


def typed(answer) -> str:
    (field,) = [f for f in Page(answer.text).all("textarea") if f.attributes["name"] == "content"]
    return str(field.text).strip()


def test_files_of_a_day_have_an_end_in_forms(bea, market, monkeypatch):
    monkeypatch.setattr(limits, "RATE_ATTACHMENT_MIB", "2/day")
    assert send(bea, market, ("a.pdf", PDF)).status_code == 303
    refused = send(bea, market, ("b.pdf", PDF), content=WORDS, client_id="c2")
    assert (refused.status_code, typed(refused)) == (429, WORDS)
    assert int(refused.headers["Retry-After"]) > 3_600


def test_files_of_scripts_have_the_same_end(bea, market, monkeypatch):
    monkeypatch.setattr(limits, "RATE_ATTACHMENT_MIB", "2/day")
    asked = [
        bea.script("POST", "/attachments/announcements", name="a.bin", size=4).status_code
        for _ in range(2)
    ]
    assert asked == [201, 429]


def test_room_that_is_used_up_is_told_beside_the_words(bea, market, monkeypatch):
    monkeypatch.setattr(limits, "STORED_BYTES_USER", len(PDF))
    refused = send(bea, market, ("a.pdf", PDF), ("b.pdf", PDF), content=WORDS)
    assert (refused.status_code, typed(refused)) == (422, WORDS)
    assert "Delete some to make room" in refused.text


def test_storage_that_is_away_is_told_beside_the_words(bea, market, monkeypatch):
    def away(*_: object) -> None:
        raise StorageAway

    monkeypatch.setattr("chatty.core.storage.LocalStorage.take", away)
    refused = send(bea, market, ("a.pdf", PDF), content=WORDS)
    assert (refused.status_code, typed(refused)) == (503, WORDS)
    monkeypatch.undo()
    assert send(bea, market, content=WORDS).status_code == 303


def test_each_file_of_a_form_has_the_limit_of_one(bea, market, monkeypatch):
    monkeypatch.setattr(limits, "ATTACHMENT_BYTES", limits.MIB)
    most = bytes(limits.MIB)
    refused = send(bea, market, ("a.bin", most), ("b.bin", most + b"x"), content=WORDS)
    assert refused.status_code == 413
    assert send(bea, market, ("a.bin", most), ("b.bin", most)).status_code == 303


def test_fifth_form_at_once_waits(bea, cast, market):
    uploads._running[cast.bea.id] = limits.UPLOADS_AT_ONCE_USER
    try:
        assert send(bea, market, ("a.pdf", PDF)).status_code == 429
    finally:
        del uploads._running[cast.bea.id]
    assert send(bea, market, ("a.pdf", PDF)).status_code == 303


def test_form_of_a_thousand_and_one_parts_is_refused(bea, market):
    fields = {f"f{number}": "x" for number in range(1_001)}
    assert send(bea, market, ("a.pdf", PDF), **fields).status_code == 413


def test_words_that_are_larger_than_any_form_are_refused(bea, market):
    assert send(bea, market, ("a.pdf", PDF), content="x" * 600_000).status_code == 413


def test_message_that_is_sent_later_takes_its_files_along(bea, cal, market, app):
    later = {"later": "true", "send_at": in_minutes(90)}
    assert send(bea, market, ("plan.pdf", PDF), **later).status_code == 303
    assert links(cal.page(market)) == {}
    clock.move(timedelta(minutes=95))
    with app.app_context():
        send_scheduled()
    assert list(links(cal.page(market))) == ["plan.pdf"]
