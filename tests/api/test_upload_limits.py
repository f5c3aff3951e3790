"""S65: how much is taken of a file, how many files at once, and how much in a day."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from chatty.core import limits, uploads
from tests.api.test_attachments import PDF, send
from tests.api.test_pictures import Counting, kept, sent
from tests.api.test_uploads import TUS, append, begin

if TYPE_CHECKING:
    from tests.api.caller import Caller

MOST = limits.ATTACHMENT_BYTES
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'


class Form(Counting):
    """A form with one file that goes on as long as somebody reads."""

    def read(self, size: int | None = -1) -> bytes:
        first = HEAD if not self.taken else b""
        return first + super().read(None if size is None or size < 0 else size - len(first))


def post(who: Caller, body: Counting, **environ: Any):  # noqa: ANN401  # any of WSGI's
    more: dict[str, Any] = {"environ_overrides": environ}
    return who.ask("POST", "/attachments", input_stream=body, headers=FORM, **more)


@pytest.mark.parametrize("told", [True, False], ids=["plain", "chunked"])
def test_file_above_the_limit_is_refused_before_it_was_read(people, tmp_path, told):
    body = Form(4 * MOST)
    environ = {"CONTENT_LENGTH": str(4 * MOST)} if told else {"wsgi.input_terminated": True}
    answer = post(people.bea, body, **environ)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert body.taken <= (0 if told else MOST + limits.MIB)
    assert kept(tmp_path / "files") == set()


@pytest.mark.parametrize("more", [0, 1], ids=["most", "one more"])
def test_file_may_have_so_many_bytes_and_not_one_more(people, tmp_path, more):
    answer = send(people.bea, bytes(MOST + more))
    assert answer.status_code == (413 if more else 201)
    assert len(kept(tmp_path / "files")) == (0 if more else 1)


def test_body_that_is_shorter_than_it_says_keeps_nothing(people, tmp_path):
    """The line broke, or the length was a lie."""
    answer = post(people.bea, Form(100), CONTENT_LENGTH=str(limits.MIB))
    assert answer.status_code in {400, 422}
    assert people.bea.get("/attachments")["items"] == []
    assert kept(tmp_path / "files") == set()


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({f"f{number}": "x" for number in range(1_001)}, id="1,001 parts"),
        pytest.param({"x": "1" * 600_000}, id="600 KB"),
    ],
)
def test_form_of_too_many_or_too_large_parts_is_refused(people, fields):
    answer = people.bea.ask("POST", "/attachments", **sent(PDF, **fields))
    assert answer.status_code == 413


@pytest.mark.parametrize("way", ["form", "tus", "announcement"])
@pytest.mark.both_databases
def test_files_of_a_day_have_an_end(people, monkeypatch, way):
    """Counted in whole MiB, so that small files count too; half of it for who is new here."""
    monkeypatch.setattr(limits, "RATE_ATTACHMENT_MIB", "6/day")
    size = limits.MIB + 1
    ways = {
        "form": lambda: send(people.bea, bytes(size)),
        "tus": lambda: people.bea.ask(
            "POST", "/attachments/uploads", headers=TUS | {"Upload-Length": str(size)}
        ),
        "announcement": lambda: people.bea.post(
            "/attachments/announcements", {"name": "a", "size": size}
        ),
    }
    assert ways[way]().status_code == 201
    refused = ways[way]()
    assert (refused.status_code, refused.json["code"]) == (429, "rate_limited")
    assert 80_000 < int(refused.headers["Retry-After"]) <= 86_401
    assert send(people.bea).status_code == 201
    assert send(people.cal, bytes(size)).status_code == 201


@pytest.mark.parametrize("way", ["form", "piece"])
def test_fifth_upload_at_once_waits(people, cast, way):
    path = begin(people.bea)
    uploads._running[cast.bea.id] = limits.UPLOADS_AT_ONCE_USER
    try:
        answer = send(people.bea) if way == "form" else append(people.bea, path, 0, PDF)
        assert (answer.status_code, answer.json["code"]) == (429, "too_many_uploads")
        assert int(answer.headers["Retry-After"]) > 0
        assert send(people.cal).status_code == 201
    finally:
        del uploads._running[cast.bea.id]


def test_file_of_no_form_is_refused(people):
    answer = people.bea.ask("POST", "/attachments", data=BytesIO(PDF), content_type="text/plain")
    assert answer.status_code == 415
