"""Files that browsers send to a storage elsewhere themselves, and fetch from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import pytest

from chatty.app import create_app
from chatty.core import limits
from chatty.core.db import db
from tests.api.conftest import People
from tests.api.test_attachments import PDF, process, say, sweep
from tests.api.test_attachments import send as sent_as_form
from tests.api.test_preview_pictures import link, preview
from tests.api.test_uploads import append_slowly
from tests.core.test_storage import fetched
from tests.databases import settings_for
from tests.pictures import opened, photograph, picture
from tests.servers import S3
from tests.websites import site as somebodys_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.caller import Caller


@pytest.fixture(scope="module")
def s3_server() -> Iterator[S3]:
    server = S3().start()
    yield server
    server.stop()


@pytest.fixture
def app(databases, tmp_path, s3_server):
    url = databases.fresh("cast")
    app = create_app(settings_for(url, tmp_path, storage_url=s3_server.url))
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


@pytest.fixture
def people(app, databases) -> People:
    return People(app, databases.casts["cast"])


def announced(who: Caller, content: bytes, name: str = "plan.pdf") -> Any:  # noqa: ANN401  # JSON
    answer = who.post("/attachments/announcements", {"name": name, "size": len(content)})
    assert answer.status_code == 201, answer.text
    return answer.json


def send(who: Caller, content: bytes, name: str = "plan.pdf") -> Any:  # noqa: ANN401  # JSON
    upload = announced(who, content, name)
    assert upload["protocol"] == "parts"
    size = upload["partBytes"]
    for number, url in enumerate(upload["partUrls"]):
        fetched(url, "PUT", content[number * size : (number + 1) * size])
    answer = who.put(f"/attachments/{upload['key']}/completion")
    assert answer.status_code == 200, answer.text
    return answer.json


def bytes_of(who: Caller, url: str):
    answer = who.ask("GET", url.removeprefix("/api/v1"))
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "no-store"
    return fetched(answer.headers["Location"])


@pytest.mark.both_databases
def test_file_goes_past_us_and_comes_past_us(people, market):
    file = send(people.bea, PDF, "plan für 2027.pdf")
    (seen,) = say(people.bea, market, file["key"]).json["attachments"]
    status, headers, body = bytes_of(people.cal, seen["url"])
    assert (status, body) == (200, PDF)
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''plan")


def test_large_file_goes_in_several_parts(people):
    content = PDF + bytes(limits.PART_BYTES + 5)
    file = send(people.bea, content)
    assert (file["kind"], file["size"]) == ("document", len(content))
    assert bytes_of(people.bea, file["url"])[2] == content


def test_picture_is_looked_at_and_tells_nothing(people, market, app, s3_server):
    before = s3_server.keys()
    said = say(people.bea, market, send(people.bea, photograph(), "a.jpg")["key"]).json
    process(app)
    sweep(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    for name in ("url", "thumbnailUrl", "previewUrl"):
        assert not opened(bytes_of(people.cal, file[name])[2]).getexif().get_ifd(0x8825)
    people.bea.delete(f"/messages/{said['id']}")
    sweep(app)
    assert s3_server.keys() == before


def test_picture_of_a_page_is_kept_there_too(people, market, app, s3_server):
    before = s3_server.keys()
    with somebodys_site() as site:
        site.answers["/heron.png"] = ("image/png", picture())
        message = link(people.bea, app, market, site.page("heron.png"))
    shown = preview(people.cal, message)
    assert opened(bytes_of(people.cal, shown["pictureUrl"])[2]).size == (320, 213)
    people.bea.delete(message)
    sweep(app)
    assert s3_server.keys() == before


def test_file_that_has_not_arrived_is_not_complete(people):
    upload = announced(people.bea, PDF)
    answer = people.bea.put(f"/attachments/{upload['key']}/completion")
    assert (answer.status_code, answer.json["code"]) == (422, "not_as_announced")


def test_completion_once_more_answers_the_same(people):
    file = send(people.bea, PDF)
    assert people.bea.put(f"/attachments/{file['key']}/completion").json == file
    assert people.cal.put(f"/attachments/{file['key']}/completion").status_code == 404


@pytest.mark.both_databases
def test_what_was_completed_is_not_written_over_by_a_slower_way(people, app, s3_server):
    """What was looked at, for viruses too, is what is handed out."""
    before = s3_server.keys()
    upload = announced(people.bea, PDF)

    def send_parts() -> None:
        fetched(upload["partUrls"][0], "PUT", PDF)
        assert people.bea.put(f"/attachments/{upload['key']}/completion").status_code == 200

    other = PDF[::-1]
    answer = append_slowly(people.bea, f"/attachments/uploads/{upload['key']}", other, send_parts)
    assert (answer.status_code, answer.json["code"]) == (409, "file_complete")
    assert bytes_of(people.bea, f"/attachments/{upload['key']}")[2] == PDF
    sweep(app)
    assert len(s3_server.keys() - before) == 1


def test_part_has_the_size_that_was_announced(people):
    upload = announced(people.bea, PDF)
    for content in (PDF + b"x", PDF[:-1]):
        with pytest.raises(HTTPError, match="403"):
            fetched(upload["partUrls"][0], "PUT", content)


def test_upload_that_was_given_up_takes_no_part_any_more(people, app):
    upload = announced(people.bea, PDF)
    assert people.bea.delete(f"/attachments/{upload['key']}").status_code == 204
    sweep(app)
    # 404 elsewhere; this server stumbles.
    with pytest.raises(HTTPError, match=r"404|500"):
        fetched(upload["partUrls"][0], "PUT", PDF)


@pytest.mark.parametrize("size", [0, limits.ATTACHMENT_BYTES + 1])
def test_file_of_no_size_or_too_large_is_not_announced(people, size):
    body = {"name": "a", "size": size}
    assert people.bea.post("/attachments/announcements", body).status_code == 422


def test_form_still_takes_a_file(people):
    file = sent_as_form(people.bea).json
    assert bytes_of(people.bea, file["url"])[2] == PDF


def test_storage_that_is_away_leaves_the_chat_alone(databases, tmp_path, market):
    """R33: 503 for files, nothing for words; and afterwards no half file."""
    server = S3().start()
    url = databases.fresh("cast")
    app = create_app(settings_for(url, tmp_path, storage_url=server.url))
    people = People(app, databases.casts["cast"])
    server.freeze()
    answer = sent_as_form(people.bea)
    assert (answer.status_code, answer.json["code"]) == (503, "storage_away")
    assert people.bea.say(market, "words").status_code == 201
    server.thaw()
    assert people.bea.get("/attachments")["items"] == []
    assert sent_as_form(people.bea).status_code == 201
    server.stop()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)
