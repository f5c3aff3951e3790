"""Files that are something else than they say, or two things at once (S63, S64, S66, S72)."""

from __future__ import annotations

import subprocess
import tarfile
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

from chatty.attachments import jobs
from chatty.core import recordings
from tests.api.test_attachments import PDF, key_of, process, say, send
from tests.api.test_pictures import NAMES, fetch, kept
from tests.api.test_pictures import send as send_avatar
from tests.api.test_uploads import append, begin
from tests.core.test_media import POSTSCRIPT
from tests.pictures import opened, picture, written
from tests.recordings import film, sound

if TYPE_CHECKING:
    from flask import Flask

SCRIPT = b"<script>parent.__xss = 1</script>"


def gif_and_script() -> bytes:
    """A GIF so wide that its head begins a comment, and its end goes on with a script."""
    drawn = written(Image.new("P", (0x2A2F, 1)), "GIF")
    assert drawn.startswith((b"GIF89a/*", b"GIF87a/*"))
    return drawn + b"*/=1;window.__xss = 1;alert(1)//"


TWO_AT_ONCE = {
    "gif and js": (gif_and_script(), "image/gif"),
    "png and html": (picture() + SCRIPT, "image/png"),
    "jpeg and html": (picture(form="JPEG", comment=SCRIPT), "image/jpeg"),
    "pdf and js": (b"%PDF-1.7/*\n" + PDF + b"*/=1;alert(1)//", "application/octet-stream"),
    "wav and js": (b"RIFF/*\x00\x00WAVEfmt */=1;alert(1)//", "audio/wav"),
}


def archive() -> bytes:
    """A megabyte of nothing, in a thousandth."""
    written_to = BytesIO()
    with ZipFile(written_to, "w", ZIP_DEFLATED) as file:
        file.writestr("../../escaped", bytes(2**20))
    return written_to.getvalue()


def tape() -> bytes:
    written_to = BytesIO()
    with tarfile.open(fileobj=written_to, mode="w") as file:
        link = tarfile.TarInfo("passwords")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        file.addfile(link)
    return written_to.getvalue()


def letter() -> bytes:
    written_to = BytesIO()
    with ZipFile(written_to, "w") as file:
        file.writestr(
            "[Content_Types].xml", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///'>]><x>&y;</x>"
        )
        file.writestr("word/document.xml", "<x/>")
    return written_to.getvalue()


NEVER_OPENED = {
    "zip": archive(),
    "tar": tape(),
    "docx": letter(),
    "postscript": POSTSCRIPT,
    "tiff": written(Image.new("RGB", (9, 9)), "TIFF"),
    "photoshop": b"8BPS\0\1" + bytes(40),
    "icon": written(Image.new("RGB", (32, 32)), "ICO"),
}


def nothing_waits(app: Flask) -> bool:
    with app.app_context():
        return jobs.process_attachments() == 0


@pytest.mark.parametrize(("content", "media_type"), TWO_AT_ONCE.values(), ids=TWO_AT_ONCE)
def test_file_that_is_two_things_is_handed_out_as_what_its_content_is(
    people, market, app, content, media_type
):
    """S63: under every address, and nothing that a browser would run."""
    said = say(people.bea, market, key_of(people.bea, content, "a.html")).json
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    answers = [fetch(people.cal, file[n]) for n in ("url", "thumbnailUrl", "previewUrl") if file[n]]
    assert answers[0].mimetype == media_type
    assert {each.mimetype for each in answers[1:]} <= {"image/webp"}
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("content", NEVER_OPENED.values(), ids=NEVER_OPENED)
def test_what_is_no_picture_is_kept_and_never_opened(people, app, tmp_path, content):
    """S66, S72: whatever it is called; as a picture of oneself it is refused."""
    file = send(people.bea, content, "a.png").json
    assert (file["kind"], file["state"], file["thumbnailUrl"]) == ("document", "ready", None)
    assert nothing_waits(app)
    answer = fetch(people.bea, file["url"])
    assert (answer.data, answer.mimetype) == (content, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(kept(tmp_path / "files")) == 1
    refused = send_avatar(people.bea, content)
    assert (refused.status_code, refused.json["code"]) == (422, "not_a_picture")


def test_picture_that_breaks_off_says_so_when_it_was_looked_at(people, app, tmp_path):
    """S66: its head is whole, so that nobody knows before."""
    file = send(people.bea, picture(2_000, 2_000)[:300], "a.png").json
    assert file["state"] == "processing"
    process(app)
    (file,) = people.bea.get("/attachments")["items"]
    assert (file["state"], file["url"]) == ("failed", None)
    assert people.bea.get("/me/storage")["used"] == 0
    with app.app_context():
        jobs.delete_files()
    assert kept(tmp_path / "files") == set()


@pytest.mark.parametrize("name", [name for name in NAMES if name.isprintable()])
def test_name_of_what_comes_in_pieces_is_never_a_place(people, tmp_path, name):
    """S64."""
    before = kept(tmp_path)
    path = begin(people.bea, name=name)
    append(people.bea, path, 0, PDF)
    (file,) = people.bea.get("/attachments")["items"]
    assert not set(file["name"]) & set("/\\\0\r\n")
    added = {each for each in kept(tmp_path) - before if not each.endswith(("-wal", "-shm"))}
    assert all(each.startswith("files/") for each in added)
    assert len(added) == 1


def test_without_the_extra_recordings_start_no_process(people, app, monkeypatch):
    """S68: as it is installed by default."""
    monkeypatch.setattr(recordings, "find_spec", lambda _: None)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a process"))
    for content in (sound(), film()):
        assert send(people.bea, content, "a.bin").json["state"] == "ready"
    assert nothing_waits(app)


def test_preview_of_a_disguise_is_made_of_its_pixels_alone(people, app):
    send(people.bea, picture() + SCRIPT, "a.png")
    process(app)
    (file,) = people.bea.get("/attachments")["items"]
    for name in ("thumbnailUrl", "previewUrl"):
        served = fetch(people.bea, file[name]).data
        assert SCRIPT not in served
        assert opened(served).format == "WEBP"


def test_picture_is_a_download_under_its_name_where_one_asks(people, app):
    key = key_of(people.bea, picture(), "tide märz.png")
    process(app)

    def disposition(query: str) -> str:
        answer = people.bea.ask("GET", f"/attachments/{key}{query}")
        assert answer.status_code == 200
        return str(answer.headers["Content-Disposition"])

    assert disposition("") == "inline"
    assert disposition("?download=true") == "attachment; filename*=UTF-8''tide%20m%C3%A4rz.png"
    assert people.bea.ask("GET", f"/attachments/{key}?download=perhaps").status_code == 422
