"""Pictures of people through the API (S39, S40, S63 to S67 as far as they speak of them)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from chatty.accounts.actions import set_picture
from chatty.accounts.jobs import delete_pictures
from chatty.accounts.models import Picture, PictureKind
from chatty.core import limits, uploads
from chatty.core.db import db, writing
from tests.pictures import animation, opened, photograph, picture, pixel, vast

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from tests.api.caller import Caller

NAMES = ("../../x", "..%2f", "C:\\x", "a\0.png", "x" * 300, "CON", 'a"\r\nX: y.png', "a.html")


def send(who: Caller, content: bytes, kind: str = "avatar", name: str = "a.png", **fields: Any):  # noqa: ANN401  # fields of a form
    return who.ask("PUT", f"/me/{kind}", **sent(content, name, **fields))


def sent(content: bytes, name: str = "a.png", **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # the same
    """What werkzeug's test client takes for a picture in a form."""
    form = {"file": (BytesIO(content), name), **fields}
    return {"data": form, "content_type": "multipart/form-data"}


def fetch(who: Caller, url: str) -> TestResponse:
    return who.ask("GET", url.removeprefix("/api/v1"))


def kept(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.both_databases
def test_picture_is_shown_wherever_one_is(people, cast, market):
    people.bea.say(market, "before")
    answer = send(people.bea, picture())
    assert answer.status_code == 200
    url = answer.json["avatarUrl"]
    assert url.startswith("/api/v1/pictures/")
    people.bea.say(market, "after")
    items = people.cal.get(f"{market}/messages")["items"]
    assert [message["avatarUrl"] for message in items] == [url, url]
    assert people.cal.get(f"/users/{cast.bea.id}")["avatarUrl"] == url
    assert people.cal.get(f"{market}/members")["items"][0]["user"]["avatarUrl"] == url
    assert people.cal.get("/rooms")["items"][2]["lastMessage"]["avatarUrl"] == url


def test_picture_is_fetched_by_its_key_alone(people):
    url = send(people.bea, picture()).json["avatarUrl"]
    answer = fetch(people.nobody, url)
    assert (answer.status_code, opened(answer.data).size) == (200, (96, 96))
    headers = {
        "Content-Type": "image/webp",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    assert {name: answer.headers[name] for name in headers} == headers
    again = people.nobody.ask(
        "GET", url.removeprefix("/api/v1"), headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert opened(fetch(people.nobody, url.replace("small", "large")).data).size == (384, 384)
    assert fetch(people.nobody, url.replace("small", "vast")).status_code == 404


def test_cover_is_wide(people):
    url = send(people.bea, picture(), "cover").json["coverUrl"]
    assert opened(fetch(people.nobody, url).data).size == (1600, 533)


def test_key_has_at_least_128_random_bits(people):
    keys = {send(people.bea, picture()).json["avatarUrl"].split("/")[4] for _ in range(3)}
    assert len(keys) == 3
    assert all(len(key) * 6 >= 128 for key in keys)
    for guess in ("A" * 32, "..", "%2e%2e%2fsecret_key", "x" * 65):
        assert people.nobody.ask("GET", f"/pictures/{guess}/small").status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["avatar", "cover"])
def test_picture_that_was_replaced_is_gone_at_once_and_its_bytes_soon(people, app, kind, tmp_path):
    name = f"{kind}Url"
    first = send(people.bea, picture(), kind).json[name]
    second = send(people.bea, picture(halves=True), kind).json[name]
    assert fetch(people.nobody, first).status_code == 404
    assert len(kept(tmp_path / "files")) == 4
    with app.app_context():
        assert delete_pictures() == 1
        assert delete_pictures() == 0
    assert len(kept(tmp_path / "files")) == 2
    assert fetch(people.nobody, second).status_code == 200


@pytest.mark.both_databases
def test_picture_is_taken_away(people, app, tmp_path):
    url = send(people.bea, picture()).json["avatarUrl"]
    for _ in range(2):
        assert people.bea.delete("/me/avatar").status_code == 204
    assert people.bea.get("/me")["avatarUrl"] is None
    assert fetch(people.nobody, url).status_code == 404
    with app.app_context():
        delete_pictures()
        assert db.session.query(Picture).count() == 0
    assert kept(tmp_path / "files") == set()


def test_erased_persons_pictures_are_swept_by_letting_go_of_them(people, cast, app, tmp_path):
    """S78: erasing sets user_id to nothing; the sweep does the rest."""
    url = send(people.bea, picture()).json["avatarUrl"]
    with app.app_context():
        with writing():
            db.session.query(Picture).update({"user_id": None})
        assert delete_pictures() == 1
    assert fetch(people.nobody, url).status_code == 404
    assert kept(tmp_path / "files") == set()


@pytest.mark.parametrize("name", NAMES)
def test_name_of_the_file_means_nothing(people, app, tmp_path, name):
    """S64."""
    before = kept(tmp_path)
    url = send(people.bea, picture(), name=name).json["avatarUrl"]
    key = url.split("/")[4]
    added = {path for path in kept(tmp_path) - before if not path.endswith(("-wal", "-shm"))}
    assert added == {f"files/{key[:2]}/{key}.{size}" for size in ("small", "large")}


@pytest.mark.parametrize("kind", ["image/png", "text/html", "application/octet-stream"])
def test_said_type_means_nothing(people, kind):
    """S63."""
    form = {"file": (BytesIO(b"<script>alert(1)</script>"), "a.png", kind)}
    answer = people.bea.ask("PUT", "/me/avatar", data=form, content_type="multipart/form-data")
    assert (answer.status_code, answer.json["code"]) == (422, "not_a_picture")
    form = {"file": (BytesIO(picture()), "a.html", kind)}
    answer = people.bea.ask("PUT", "/me/avatar", data=form, content_type="multipart/form-data")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "content",
    [vast(20_000, 20_000), animation(201), b"", picture()[:60]],
    ids=["vast", "long", "empty", "cut off"],
)
def test_bomb_is_refused_and_leaves_nothing(people, tmp_path, content):
    """S66."""
    assert send(people.bea, content).status_code == 422
    assert kept(tmp_path / "files") == set()


def test_place_of_a_photograph_is_served_nowhere(people):
    """S67."""
    url = send(people.bea, photograph()).json["avatarUrl"]
    for size in ("small", "large"):
        served = fetch(people.nobody, url.replace("small", size)).data
        assert b"canary" not in served
        assert not opened(served).getexif()


class Counting(BytesIO):
    """A body that remembers how much of it was asked for."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left, self.taken = size, 0

    def read(self, size: int | None = -1) -> bytes:
        take = self.left if size is None or size < 0 else min(size, self.left)
        self.left -= take
        self.taken += take
        return b"x" * take

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any buffer
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize("told", [True, False])
def test_body_above_the_limit_is_refused_before_it_was_read(people, told):
    """S65, with its length told and chunked."""
    body = Counting(20 * limits.MIB)
    more: dict[str, Any] = {"environ_overrides": {"wsgi.input_terminated": True}}
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    if told:
        more = {"environ_overrides": {"CONTENT_LENGTH": str(body.left)}}
    answer = people.bea.ask("PUT", "/me/avatar", input_stream=body, headers=headers, **more)
    assert answer.status_code == 413
    assert body.taken <= (0 if told else limits.PICTURE_BYTES + limits.MIB)


def test_file_of_one_byte_too_many_is_refused(people):
    """S65."""
    assert send(people.bea, b"x" * (limits.PICTURE_BYTES + 1)).status_code == 413
    assert send(people.bea, b"x" * limits.PICTURE_BYTES).status_code == 422


def test_form_of_too_many_or_too_large_parts_is_refused(people):
    """S65."""
    parts = {f"f{number}": "x" for number in range(1_001)}
    assert send(people.bea, picture(), **parts).status_code == 413
    assert send(people.bea, picture(), x="1" * 600_000).status_code == 413


@pytest.mark.parametrize(
    "fields", [{"x": "0.5"}, {"x": "a", "y": "0", "size": "1"}, {"x": "nan", "y": "0", "size": "1"},
               {"x": "2", "y": "0", "size": "1"}, {"x": "-1", "y": "0", "size": "1"},
               {"isAdmin": "1"}]
)  # fmt: skip
def test_crop_that_is_none_is_refused(people, fields):
    assert send(people.bea, picture(), **fields).status_code == 422


def test_part_without_a_name_is_refused_in_words(people):
    body = b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"
    form = "multipart/form-data; boundary=b"
    answer = people.bea.ask("PUT", "/me/avatar", data=body, content_type=form)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [""]


def test_crop_is_taken(people):
    url = send(people.bea, picture(halves=True), x="0.5", y="0", size="0.5").json["avatarUrl"]
    shown = opened(fetch(people.nobody, url).data).convert("RGB")
    red, _, blue = pixel(shown, 10)
    assert blue > red


def test_other_bodies_are_no_pictures(people):
    assert people.bea.put("/me/avatar", {"file": "x"}).status_code == 415
    empty = people.bea.ask("PUT", "/me/avatar", data={"x": "1"}, content_type="multipart/form-data")
    assert empty.status_code == 422


def test_fifth_upload_at_once_waits(people, cast):
    """S65."""
    uploads._running[cast.bea.id] = limits.UPLOADS_AT_ONCE_USER
    try:
        answer = send(people.bea, picture())
        assert (answer.status_code, answer.json["code"]) == (429, "too_many_uploads")
        assert int(answer.headers["Retry-After"]) > 0
        assert send(people.cal, picture()).status_code == 200
    finally:
        del uploads._running[cast.bea.id]


def test_nobody_without_an_account_sends_pictures(people):
    answer = send(people.nobody, picture())
    assert answer.status_code == 401


@pytest.mark.both_databases
def test_two_pictures_at_once_leave_one(people, cast, app):
    with app.app_context(), writing():
        for key in ("k" * 32, "l" * 32):
            set_picture(cast.bea.viewer, PictureKind.AVATAR, key)
        shown = db.session.query(Picture).filter(Picture.user_id == cast.bea.id).all()
        assert [each.key for each in shown] == ["l" * 32]
