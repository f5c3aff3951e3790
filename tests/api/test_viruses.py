"""Harmful files are shown to nobody (S73)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.attachments.models import Attachment
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.limits import PROCESSING_PAUSE, PROCESSING_TRIES
from chatty.core.scanning import ScannerAway, scanner
from tests.api.test_attachments import PDF, SECOND, key_of, process, say, sweep
from tests.api.test_pictures import kept
from tests.pictures import picture
from tests.virus_scanner import EICAR, MOST_BYTES, VirusScanner

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def clamd(app) -> Iterator[VirusScanner]:
    server = VirusScanner().start()
    scanner.configure(("127.0.0.1", server.port))
    yield server
    scanner.configure(None)
    server.stop()


@pytest.mark.both_databases
def test_harmful_file_is_refused_and_its_bytes_are_gone(people, market, app, clamd, tmp_path):
    said = say(people.bea, market, key_of(people.bea, EICAR, "letter.txt"), content="Look").json
    assert said["attachments"][0]["url"] is None
    process(app)
    sweep(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert (file["name"], file["state"], file["url"]) == ("letter.txt", "refused", None)
    assert people.bea.ask("GET", f"/attachments/{file['key']}").status_code == 404
    assert kept(tmp_path / "files") == set()


@pytest.mark.parametrize("content", [PDF, picture()], ids=["document", "picture"])
def test_harmless_file_is_shown(people, market, app, clamd, content):
    said = say(people.bea, market, key_of(people.bea, content)).json
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert file["state"] == "ready"


def test_file_that_is_too_large_for_the_scanner_is_not_shown_unseen(people, app, clamd):
    key_of(people.bea, b"x" * (MOST_BYTES + 1), "letter.txt")
    for _ in range(PROCESSING_TRIES + 1):
        process(app)
        clock.move(PROCESSING_PAUSE + SECOND)
    assert people.bea.get("/attachments")["items"][0]["state"] == "failed"


@pytest.mark.both_databases
def test_file_at_which_worker_after_worker_died_is_not_shown_unseen(people, app, clamd):
    key = key_of(people.bea, EICAR)
    with app.app_context(), writing():
        db.session.execute(sa.update(Attachment).values(attempts=PROCESSING_TRIES))
    process(app)
    assert people.bea.get("/attachments")["items"][0]["state"] == "failed"
    assert people.bea.ask("GET", f"/attachments/{key}").status_code == 404


@pytest.mark.both_databases
def test_while_the_scanner_is_away_files_wait_and_words_do_not(people, market, app, clamd):
    clamd.stop()
    said = say(people.bea, market, key_of(people.bea), content="words").json
    for _ in range(5):
        with pytest.raises(ScannerAway):
            process(app)
        clock.move(PROCESSING_PAUSE + SECOND)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert (file["state"], file["url"]) == ("processing", None)
    clamd.start()
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert file["state"] == "ready"
