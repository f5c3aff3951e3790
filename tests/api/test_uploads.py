"""Uploads that go on where they broke off (tus 1.0.0)."""

from __future__ import annotations

import base64
from io import BytesIO
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from chatty.attachments import jobs
from chatty.core import limits
from chatty.core.clock import clock
from tests.api.test_attachments import PDF, SECOND, process, say, sweep
from tests.api.test_pictures import kept
from tests.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.caller import Caller

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = TUS | {"Content-Type": "application/offset+octet-stream"}


def named(name: str) -> str:
    return f"filename {base64.b64encode(name.encode()).decode()}"


def begin(who: Caller, size: int = len(PDF), name: str = "plan für 2027.pdf") -> str:
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": named(name)}
    answer = who.ask("POST", "/attachments/uploads", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"].removeprefix("/api/v1")


def append(who: Caller, path: str, offset: int, piece: bytes):
    headers = PIECE | {"Upload-Offset": str(offset)}
    return who.ask("PATCH", path, headers=headers, data=piece)


class Meanwhile(BytesIO):
    """A body of which nothing comes before somebody has done something else."""

    def __init__(self, content: bytes, act: Callable[[], object]) -> None:
        super().__init__(content)
        self._acts = [act]

    def read(self, size: int | None = -1, /) -> bytes:
        while self._acts:
            other = Thread(target=self._acts.pop())
            other.start()
            other.join()
        return super().read(size)


def append_slowly(who: Caller, path: str, piece: bytes, act: Callable[[], object]):
    headers = PIECE | {"Upload-Offset": "0", "Content-Length": str(len(piece))}
    return who.ask("PATCH", path, headers=headers, input_stream=Meanwhile(piece, act))


def offset(who: Caller, path: str) -> int:
    return int(who.ask("HEAD", path, headers=TUS).headers["Upload-Offset"])


@pytest.mark.both_databases
def test_file_comes_in_pieces(people, market):
    path = begin(people.bea)
    assert append(people.bea, path, 0, PDF[:10]).headers["Upload-Offset"] == "10"
    assert offset(people.bea, path) == 10
    assert append(people.bea, path, 10, PDF[10:]).status_code == 204
    (file,) = say(people.bea, market, path.rpartition("/")[2]).json["attachments"]
    assert (file["name"], file["state"]) == ("plan für 2027.pdf", "ready")
    assert people.cal.ask("GET", file["url"].removeprefix("/api/v1")).data == PDF


def test_file_that_is_not_complete_hangs_on_no_message(people, market):
    path = begin(people.bea)
    append(people.bea, path, 0, PDF[:10])
    answer = say(people.bea, market, path.rpartition("/")[2])
    assert (answer.status_code, answer.json["code"]) == (422, "no_such_file")


@pytest.mark.parametrize("where", [0, 11])
def test_piece_from_elsewhere_is_refused(people, where):
    path = begin(people.bea)
    append(people.bea, path, 0, PDF[:10])
    answer = append(people.bea, path, where, PDF[10:])
    assert (answer.status_code, answer.json["code"]) == (409, "offset_differs")
    assert offset(people.bea, path) == 10


def test_last_piece_once_more_changes_nothing(people):
    path = begin(people.bea)
    for _ in range(2):
        answer = append(people.bea, path, 0, PDF)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(PDF)))
    assert offset(people.bea, path) == len(PDF)


def test_more_than_was_announced_is_refused(people):
    path = begin(people.bea)
    assert append(people.bea, path, 0, PDF + b"x").status_code == 413
    assert offset(people.bea, path) == 0


@pytest.mark.parametrize("size", [0, limits.ATTACHMENT_BYTES + 1])
def test_file_of_no_size_or_too_large_is_not_begun(people, size):
    headers = TUS | {"Upload-Length": str(size)}
    assert people.bea.ask("POST", "/attachments/uploads", headers=headers).status_code in {413, 422}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Upload-Length": "5"}, 400, id="no version"),
        pytest.param(TUS, 400, id="no length"),
        pytest.param(TUS | {"Upload-Length": "-1"}, 400, id="less than nothing"),
        pytest.param(
            TUS | {"Upload-Length": "5", "Upload-Metadata": "filename !"}, 422, id="no base64"
        ),
    ],
)
def test_announcement_that_is_none_is_refused(people, headers, status):
    assert people.bea.ask("POST", "/attachments/uploads", headers=headers).status_code == status


def test_upload_is_its_senders_alone(people):
    path = begin(people.bea)
    for method in ("HEAD", "PATCH", "DELETE"):
        headers = PIECE | {"Upload-Offset": "0"}
        assert people.cal.ask(method, path, headers=headers).status_code == 404


def test_upload_is_given_up(people, app, tmp_path):
    path = begin(people.bea)
    append(people.bea, path, 0, PDF[:10])
    assert people.bea.ask("DELETE", path, headers=TUS).status_code == 204
    assert people.bea.ask("HEAD", path, headers=TUS).status_code == 404
    sweep(app)
    assert kept(tmp_path / "files") == set()


@pytest.mark.both_databases
def test_upload_that_stands_still_is_swept(people, app, tmp_path):
    path = begin(people.bea)
    append(people.bea, path, 0, PDF[:10])
    clock.move(limits.UNSENT_ATTACHMENT_LIVES + SECOND)
    with app.app_context():
        assert jobs.drop_unsent() == 1
    sweep(app)
    assert kept(tmp_path / "files") == set()


def test_picture_that_cannot_be_shown_is_refused_at_its_end(people, tmp_path):
    content = b"\x89PNG\r\n\x1a\n" + b"x" * 50
    path = begin(people.bea, len(content), "a.png")
    answer = append(people.bea, path, 0, content)
    assert (answer.status_code, answer.json["code"]) == (422, "not_a_picture")
    assert kept(tmp_path / "files") == set()


def test_what_was_refused_at_its_end_is_not_sent_once_more(people):
    """What one sends in a day is counted where it is announced."""
    content = b"\x89PNG\r\n\x1a\n" + b"x" * 50
    path = begin(people.bea, len(content), "a.png")
    assert append(people.bea, path, 0, content).status_code == 422
    assert append(people.bea, path, 0, content).status_code == 404
    assert people.bea.get("/me/storage")["used"] == 0


@pytest.mark.both_databases
def test_upload_that_is_given_up_while_it_comes_leaves_nothing(people, app, tmp_path):
    path = begin(people.bea)

    def give_up() -> None:
        people.bea.ask("DELETE", path, headers=TUS)
        sweep(app)

    assert append_slowly(people.bea, path, PDF, give_up).status_code == 404
    sweep(app)
    assert kept(tmp_path / "files") == set()


def test_picture_in_pieces_is_looked_at(people, market, app):
    content = picture()
    path = begin(people.bea, len(content), "a.png")
    append(people.bea, path, 0, content[:100])
    append(people.bea, path, 100, content[100:])
    said = say(people.bea, market, path.rpartition("/")[2]).json
    process(app)
    (file,) = people.cal.get(f"/messages/{said['id']}")["attachments"]
    assert file["state"] == "ready"


def test_server_tells_what_it_speaks(people):
    answer = people.nobody.ask("OPTIONS", "/attachments/uploads")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(limits.ATTACHMENT_BYTES)
