"""Files of messages through the API (S38 to S40, S63, S64, S66, S67, S72)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from chatty.accounts.actions.erasure import erase
from chatty.accounts.models import User
from chatty.attachments import jobs
from chatty.attachments.models import Attachment
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.messages.jobs import send_scheduled
from chatty.search.jobs import follow_messages
from chatty.stream.models import Event
from tests.api.test_pictures import NAMES, fetch, kept, sent
from tests.pictures import animation, opened, photograph, picture, vast
from tests.recordings import film, sound

if TYPE_CHECKING:
    from flask import Flask

    from tests.api.caller import Caller

SECOND = timedelta(seconds=1)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
HTML = b"<!doctype html><script>parent.__xss = 1</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 500
ZIP = b"PK\x03\x04" + b"\x00" * 60


def send(who: Caller, content: bytes = PDF, name: str = "plan.pdf"):
    return who.ask("POST", "/attachments", **sent(content, name))


def key_of(who: Caller, content: bytes = PDF, name: str = "plan.pdf") -> str:
    answer = send(who, content, name)
    assert answer.status_code == 201, answer.text
    return str(answer.json["key"])


def say(who: Caller, room: str, *keys: str, content: str = "", client_id: str = "one", **more: Any):  # noqa: ANN401  # fields of a body
    body = {"content": content, "clientId": client_id, "attachmentKeys": list(keys), **more}
    return who.post(f"{room}/messages", body)


def process(app: Flask) -> None:
    with app.app_context():
        while jobs.process_attachments():
            pass


def sweep(app: Flask) -> None:
    with app.app_context():
        jobs.delete_files()


@pytest.mark.both_databases
def test_file_is_sent_named_by_a_message_and_fetched(people, market):
    key = key_of(people.bea)
    said = say(people.bea, market, key, content="Here it is")
    (file,) = said.json["attachments"]
    assert (file["name"], file["size"], file["state"]) == ("plan.pdf", len(PDF), "ready")
    (seen,) = people.cal.get(f"{market}/messages")["items"][-1]["attachments"]
    assert seen == file
    answer = fetch(people.cal, file["url"])
    assert (answer.status_code, answer.data) == (200, PDF)


def test_message_of_files_alone_needs_no_words(people, market):
    keys = [key_of(people.bea, name=name) for name in ("b.pdf", "a.pdf")]
    said = say(people.bea, market, *keys).json
    assert [file["name"] for file in said["attachments"]] == ["b.pdf", "a.pdf"]
    assert say(people.bea, market, client_id="two").status_code == 422


@pytest.mark.both_databases
def test_picture_is_looked_at_after_the_answer(people, market, app):
    key = key_of(people.bea, picture(600, 400), "a.png")
    said = say(people.bea, market, key).json
    (file,) = said["attachments"]
    assert (file["kind"], file["state"], file["url"]) == ("image", "processing", None)
    assert (file["width"], file["height"]) == (600, 400)
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert file["state"] == "ready"
    assert file["placeholder"].startswith("data:image/webp;base64,")
    assert opened(fetch(people.cal, file["thumbnailUrl"]).data).size == (360, 240)
    assert opened(fetch(people.cal, file["previewUrl"]).data).size == (600, 400)
    assert opened(fetch(people.cal, file["url"]).data).format == "PNG"


@pytest.mark.both_databases
def test_sound_is_shown_with_its_waveform(people, market, app):
    said = say(people.bea, market, key_of(people.bea, sound(), "tune.mp3")).json
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert (file["kind"], file["state"], len(file["waveform"])) == ("audio", "ready", 64)
    assert 900 <= file["durationMs"] <= 1_200
    assert fetch(people.cal, file["url"]).data == sound()


def test_film_is_shown_with_a_poster(people, market, app):
    said = say(people.bea, market, key_of(people.bea, film(), "film.mp4")).json
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert (file["kind"], file["width"], file["height"]) == ("video", 320, 240)
    assert opened(fetch(people.cal, file["thumbnailUrl"]).data).size == (320, 240)


def test_sound_that_cannot_be_decoded_is_kept_as_it_is(people, app):
    file = send(people.bea, MP3[:100], "tune.mp3").json
    process(app)
    (file,) = people.bea.get("/attachments")["items"]
    assert (file["state"], file["waveform"]) == ("ready", None)
    assert fetch(people.bea, file["url"]).data == MP3[:100]


def test_photograph_tells_nobody_where_it_was_taken(people, market, app, tmp_path):
    """S67: neither the thumbnails nor what is kept of what was sent."""
    said = say(people.bea, market, key_of(people.bea, photograph(orientation=6), "a.jpg")).json
    process(app)
    sweep(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    for name in ("url", "thumbnailUrl", "previewUrl"):
        assert not opened(fetch(people.cal, file[name]).data).getexif().get_ifd(0x8825)
    assert len(kept(tmp_path / "files")) == 3
    upright = opened(fetch(people.cal, file["previewUrl"]).data)
    assert (file["width"], file["height"]) == upright.size


@pytest.mark.parametrize(
    ("content", "kind", "media_type"),
    [
        pytest.param(HTML, "document", "application/octet-stream", id="html"),
        pytest.param(SVG, "document", "application/octet-stream", id="svg"),
        pytest.param(PDF, "document", "application/pdf", id="pdf"),
        pytest.param(ZIP, "document", "application/zip", id="zip"),
        pytest.param(MP3, "audio", "audio/mpeg", id="mp3"),
        pytest.param(b"alert(1)", "document", "application/octet-stream", id="js"),
    ],
)
def test_content_decides_what_a_file_is(people, app, content, kind, media_type):
    """S63, S72: the name says that it is a picture."""
    send(people.bea, content, "a.png")
    process(app)
    (file,) = people.bea.get("/attachments")["items"]
    assert (file["kind"], file["mediaType"]) == (kind, media_type)
    answer = fetch(people.bea, file["url"])
    headers = answer.headers
    is_document = kind == "document"
    expected = "application/octet-stream" if is_document else media_type
    assert (answer.mimetype, answer.data) == (expected, content)
    assert headers["Content-Disposition"].startswith("attachment") == is_document
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(vast(20_000, 20_000), id="vast"),
        pytest.param(vast(1, 100_000), id="long"),
        pytest.param(animation(1_000), id="frames"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"x" * 50, id="broken"),
    ],
)
def test_picture_that_cannot_be_shown_is_refused(people, content, tmp_path):
    """S66."""
    answer = send(people.bea, content, "a.png")
    assert (answer.status_code, answer.json["code"]) == (422, "not_a_picture")
    assert people.bea.get("/attachments")["items"] == []
    assert kept(tmp_path / "files") == set()


@pytest.mark.both_databases
def test_picture_that_breaks_off_is_of_no_use_to_anybody(people, market, app):
    key = key_of(people.bea, picture(600, 400, "JPEG")[:900], "a.jpg")
    said = say(people.bea, market, key).json
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert (file["state"], file["url"], file["thumbnailUrl"]) == ("failed", None, None)
    assert people.bea.ask("GET", f"/attachments/{key}").status_code == 404


@pytest.mark.both_databases
def test_file_is_seen_by_those_who_see_its_message(people, cast, harbour):
    """S39, S40: the harbour is private; eve and guests are strangers to it."""
    key = key_of(people.ada)
    for who in (people.bea, people.eve, people.nobody):
        assert who.ask("GET", f"/attachments/{key}").status_code == 404
    assert people.ada.ask("GET", f"/attachments/{key}").status_code == 200
    said = say(people.ada, harbour, key).json
    assert people.cal.ask("GET", f"/attachments/{key}").status_code == 200
    for who in (people.eve, people.nobody):
        assert who.ask("GET", f"/attachments/{key}").status_code == 404
    people.ada.delete(f"{harbour}/members/{cast.cal.id}")
    assert people.cal.ask("GET", f"/attachments/{key}").status_code == 404
    people.ada.delete(f"/messages/{said['id']}")
    assert people.ada.ask("GET", f"/attachments/{key}").status_code == 404


@pytest.mark.both_databases
def test_deletion_removes_the_bytes(people, market, app, tmp_path):
    """S79."""
    said = say(people.bea, market, key_of(people.bea, picture(), "secret.png")).json
    process(app)
    assert kept(tmp_path / "files")
    people.bea.delete(f"/messages/{said['id']}")
    sweep(app)
    assert kept(tmp_path / "files") == set()
    with app.app_context():
        assert db.session.query(Attachment).count() == 0
    assert people.bea.get(f"/messages/{said['id']}")["attachments"] == []


@pytest.mark.both_databases
def test_forwarded_file_outlives_the_first(people, market, app, cast):
    said = say(people.bea, market, key_of(people.bea)).json
    body = {"roomId": str(cast.square), "clientId": "again"}
    again = people.bea.post(f"/messages/{said['id']}/forward", body).json
    (file,) = again["attachments"]
    assert file["key"] != said["attachments"][0]["key"]
    people.bea.delete(f"/messages/{said['id']}")
    sweep(app)
    assert fetch(people.bea, file["url"]).data == PDF
    people.bea.delete(f"/messages/{again['id']}")
    sweep(app)
    assert fetch(people.bea, file["url"]).status_code == 404


@pytest.mark.both_databases
def test_nobody_names_what_is_not_theirs_to_name(people, market, harbour):
    """S38: another's, one that hangs on a message already, none at all."""
    theirs, used = key_of(people.cal), key_of(people.bea)
    say(people.bea, market, used)
    for number, key in enumerate((theirs, used, "A" * 32)):
        answer = say(people.bea, market, key, client_id=f"n{number}")
        assert (answer.status_code, answer.json["code"]) == (422, "no_such_file")
    assert people.bea.delete(f"/attachments/{theirs}").status_code == 404
    assert people.bea.delete(f"/attachments/{used}").status_code == 404


@pytest.mark.both_databases
def test_file_that_no_message_names_is_its_senders_and_swept(people, app, tmp_path):
    first, second = key_of(people.bea), key_of(people.bea)
    assert [file["key"] for file in people.bea.get("/attachments")["items"]] == [first, second]
    assert people.cal.get("/attachments")["items"] == []
    assert people.bea.delete(f"/attachments/{first}").status_code == 204
    clock.move(limits.UNSENT_ATTACHMENT_LIVES + SECOND)
    with app.app_context():
        assert jobs.drop_unsent() == 1
    sweep(app)
    assert kept(tmp_path / "files") == set()


@pytest.mark.parametrize("name", NAMES)
def test_name_is_shown_and_never_a_place(people, tmp_path, name):
    """S64."""
    before = kept(tmp_path)
    file = send(people.bea, name=name).json
    added = {path for path in kept(tmp_path) - before if not path.endswith(("-wal", "-shm"))}
    (path,) = added
    assert path.startswith("files/")
    assert not set(file["name"]) & set("/\\\0\r\n")
    disposition = fetch(people.bea, file["url"]).headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert "\n" not in disposition


@pytest.mark.parametrize(
    ("asked", "part", "words"),
    [
        ("bytes=0-3", b"%PDF", "bytes 0-3"),
        ("bytes=-7", b"endobj\n", f"bytes {len(PDF) - 7}-{len(PDF) - 1}"),
        ("bytes=5-", PDF[5:], f"bytes 5-{len(PDF) - 1}"),
    ],
)
def test_part_of_a_file_is_enough_for_who_asks_for_it(people, asked, part, words):
    file = send(people.bea).json
    path = file["url"].removeprefix("/api/v1")
    answer = people.bea.ask("GET", path, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (206, part)
    assert answer.headers["Content-Range"] == f"{words}/{len(PDF)}"


def test_file_that_one_has_is_not_sent_again(people):
    path = send(people.bea).json["url"].removeprefix("/api/v1")
    tag = people.bea.ask("GET", path).headers["ETag"]
    again = people.bea.ask("GET", path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.both_databases
def test_files_take_no_more_than_one_may(people, monkeypatch):
    monkeypatch.setattr(limits, "STORED_BYTES_USER", 2 * len(PDF))
    first = key_of(people.bea)
    key_of(people.bea)
    refused = send(people.bea)
    assert (refused.status_code, refused.json["code"]) == (413, "quota_used_up")
    usage = {"used": 2 * len(PDF), "allowed": 2 * len(PDF), "count": 2}
    assert people.bea.get("/me/storage") == usage
    people.bea.delete(f"/attachments/{first}")
    key_of(people.bea)


@pytest.mark.both_databases
def test_message_that_is_sent_later_keeps_its_files(people, market, app):
    key = key_of(people.bea)
    later = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = say(people.bea, market, key, sendAt=later).json
    assert told["attachmentKeys"] == [key]
    clock.move(timedelta(days=30) + SECOND)
    with app.app_context():
        assert jobs.drop_unsent() == 0
        send_scheduled()
    assert people.cal.get(f"{market}/messages")["items"][-1]["attachments"][0]["key"] == key


@pytest.mark.both_databases
def test_files_of_what_is_not_sent_after_all_are_swept(people, market, app):
    key = key_of(people.bea)
    later = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = say(people.bea, market, key, sendAt=later).json
    people.bea.delete(f"/scheduled/{told['id']}")
    clock.move(limits.UNSENT_ATTACHMENT_LIVES + SECOND)
    with app.app_context():
        assert jobs.drop_unsent() == 1


@pytest.mark.both_databases
def test_files_of_who_is_erased_are_gone(people, market, app, tmp_path):
    """S78: those that were sent, those that were not, and what is still to be told of them."""
    said = say(people.bea, market, key_of(people.bea)).json
    key_of(people.bea)
    with app.app_context(), writing():
        user = db.session.get_one(User, int(people.bea.user_id))
        erase(user, erase_messages=False)
    sweep(app)
    assert people.cal.get(f"/messages/{said['id']}")["attachments"] == []
    assert kept(tmp_path / "files") == set()
    with app.app_context():
        assert not [row for row in db.session.query(Event) if "plan.pdf" in row.payload]


@pytest.mark.both_databases
def test_files_are_found_by_their_sort_and_by_their_names(people, market, app):
    said = say(people.bea, market, key_of(people.bea, name="Gezeiten.pdf"), content="Look").json

    def found(query: str) -> list[str]:
        return [each["id"] for each in people.cal.get("/search", query=query)["items"]]

    for _ in range(2):
        for query in ("has:file", "has:document", "gezeit", "look has:file"):
            assert found(query) == [said["id"]]
        for query in ("has:image", "look -has:file", "gezeiten -pdf"):
            assert found(query) == []
        with app.app_context():
            follow_messages()
    people.bea.delete(f"/messages/{said['id']}")
    assert found("gezeit") == []


def test_ones_files_are_in_ones_export(people, market, app):
    say(people.bea, market, key_of(people.bea, MP3, "../tune.mp3"))
    say(people.cal, market, key_of(people.cal), client_id="other")
    process(app)
    with ZipFile(BytesIO(people.bea.ask("GET", "/me/export").data)) as archive:
        (name,) = [each for each in archive.namelist() if each.startswith("files/")]
        assert name.endswith("-tune.mp3")
        assert archive.read(name) == MP3


def test_worker_that_dies_leaves_the_file_to_the_next_three_times(people, app):
    """R35: claimed, and nobody came back."""
    key = key_of(people.bea, picture(), "a.png")
    for _ in range(limits.PROCESSING_TRIES):
        _claim_and_die(app)
        clock.move(limits.PROCESSING_PAUSE + SECOND)
    process(app)
    (file,) = people.bea.get("/attachments")["items"]
    assert (file["key"], file["state"]) == (key, "failed")


def _claim_and_die(app: Flask) -> None:
    with app.app_context(), writing():
        row = db.session.query(Attachment).one()
        row.attempts += 1
        row.due_at = clock.now() + limits.PROCESSING_PAUSE
