"""`flask storage move` copies files between storages, and proves each copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatty.core.storage import LocalStorage, new_key
from chatty.core.storage.address import s3_address
from chatty.core.storage.moving import UnprovenError, move
from chatty.core.storage.s3 import S3Storage
from tests.api.test_attachments import key_of, process, sweep
from tests.api.test_pictures import send as send_picture
from tests.api.test_preview_pictures import link
from tests.api.test_room_pictures import put
from tests.pictures import picture
from tests.servers import S3
from tests.websites import site as somebodys_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def s3_server() -> Iterator[S3]:
    server = S3().start()
    yield server
    server.stop()


def test_files_are_copied_there_and_back(app, people, s3_server, tmp_path):
    before = s3_server.keys()
    key_of(people.bea, picture(), "a.png")
    process(app)
    sweep(app)
    key_of(people.bea)
    send_picture(people.bea, picture())
    runner = app.test_cli_runner()
    told = runner.invoke(args=["storage", "move", "local", s3_server.url]).output
    assert told == "6 files copied, 0 were there, 0 are lost\n"
    assert len(s3_server.keys() - before) == 6
    again = runner.invoke(args=["storage", "move", "local", s3_server.url, "--delete"]).output
    assert again == "0 files copied, 6 were there, 0 are lost\n"
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    back = runner.invoke(args=["storage", "move", s3_server.url, "local"]).output
    assert back == "6 files copied, 0 were there, 0 are lost\n"


def test_pictures_of_rooms_and_of_pages_go_along(app, people, market, harbour, s3_server, tmp_path):
    with somebodys_site() as site:
        site.answers["/heron.png"] = ("image/png", picture())
        link(people.bea, app, market, site.page("heron.png"))
    put(people.ada, harbour, "cover")
    before = s3_server.keys()
    app.test_cli_runner().invoke(args=["storage", "move", "local", s3_server.url])
    names = {path.name for path in (tmp_path / "files").rglob("*") if path.is_file()}
    assert len(names) >= 3
    assert s3_server.keys() - before == names


def test_file_that_is_nowhere_is_told(app, people, s3_server, tmp_path):
    key_of(people.bea)
    for path in [path for path in (tmp_path / "files").rglob("*") if path.is_file()]:
        path.unlink()
    found = app.test_cli_runner().invoke(args=["storage", "move", "local", s3_server.url])
    assert (found.exit_code, found.output) == (1, "0 files copied, 0 were there, 1 are lost\n")


def test_address_that_is_none_is_refused(app):
    found = app.test_cli_runner().invoke(args=["storage", "move", "local", "s3://nowhere"])
    assert found.exit_code == 2
    assert "s3://key:secret@host/bucket" in found.output


def test_file_is_kept_where_it_was_until_it_is_proven(tmp_path, s3_server, monkeypatch):
    source = LocalStorage(tmp_path / "files")
    target = S3Storage(s3_address(s3_server.url), tmp_path / "staging")
    key = new_key()
    source.write(key, b"bytes")
    monkeypatch.setattr(target, "pieces", lambda *_: iter([b"other"]))
    with pytest.raises(UnprovenError):
        move(source, target, [key], delete=True)
    assert source.read(key) == b"bytes"
