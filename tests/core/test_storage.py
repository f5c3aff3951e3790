"""A storage keeps whole files under random keys, and nothing anywhere else (S64).

One suite for all of them; what only one of them does stands at the end.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from chatty.core import limits
from chatty.core.storage import LocalStorage, NoSuchFile, StorageAway, StorageFull, new_key
from chatty.core.storage.address import s3_address
from chatty.core.storage.s3 import S3Storage
from tests.servers import S3

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatty.core.storage import Storage

NO_KEYS = [
    "", "../x", "..%2f" + "x" * 30, "/etc/passwd", "C:\\x", "a" * 30 + "/../x", "x" * 300,
    "CON", "a" * 30 + "\0", "a" * 30 + ".PNG", "a" * 19, "." * 30, "a" * 30 + "\n",
]  # fmt: skip


@pytest.fixture(scope="module")
def s3_server() -> Iterator[S3]:
    server = S3().start()
    yield server
    server.stop()


@pytest.fixture
def s3(s3_server, tmp_path) -> S3Storage:
    return S3Storage(s3_address(s3_server.url), tmp_path / "staging")


@pytest.fixture
def local(tmp_path) -> LocalStorage:
    return LocalStorage(tmp_path / "files")


@pytest.fixture(params=["local", "s3"])
def storage(request) -> Storage:
    found: Storage = request.getfixturevalue(request.param)
    return found


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def staged(storage: Storage, content: bytes):
    path = storage.stage()
    path.write_bytes(content)
    return path


def test_what_was_written_is_read_until_it_is_deleted(storage):
    key = f"{new_key()}.small"
    storage.write(key, b"bytes")
    assert storage.read(key) == b"bytes"
    storage.write(key, b"other bytes")
    assert (storage.read(key), storage.size(key)) == (b"other bytes", 11)
    for _ in range(2):
        storage.delete(key)
    for ask in (storage.read, storage.size):
        with pytest.raises(NoSuchFile):
            ask(key)


def test_file_has_another_name(storage):
    one, other = new_key(), new_key()
    storage.write(one, b"bytes")
    storage.rename(one, other)
    assert storage.read(other) == b"bytes"
    with pytest.raises(NoSuchFile):
        storage.rename(one, other)
    assert storage.read(other) == b"bytes"


def test_file_that_arrived_is_taken_from_its_place(storage, tmp_path):
    key, path = new_key(), staged(storage, b"x" * 1_000_000)
    storage.take(key, path)
    assert not path.exists()
    assert storage.size(key) == 1_000_000


def test_part_is_read_by_pieces(storage):
    key, content = new_key(), bytes(range(256)) * 4_000
    storage.write(key, content)
    assert b"".join(storage.pieces(key, 0, len(content))) == content
    assert b"".join(storage.pieces(key, 300_001, 700_003)) == content[300_001:700_003]
    assert b"".join(storage.pieces(key, 5, 5)) == b""
    with pytest.raises(NoSuchFile):
        storage.pieces(new_key(), 0, 1)


def test_what_arrives_is_known_by_its_key_and_goes_with_it(storage):
    key = new_key()
    path = storage.staged(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    storage.delete(key)
    assert not path.exists()


def test_what_arrives_no_further_is_forgotten(storage, tmp_path):
    staged(storage, b"half")
    assert storage.forget_staged(before=time.time() - 60) == 0
    assert storage.forget_staged(before=time.time() + 60) == 1
    assert files(tmp_path) == []


def test_what_is_complete_before_it_is_looked_at_holds_nothing_up(storage):
    """A name without a file, as between the list of the folder and a look at each."""
    old = staged(storage, b"half")
    (old.parent / "gone").symlink_to(old.parent / "nowhere")
    assert storage.forget_staged(before=time.time() + 60) >= 1
    assert not old.exists()


def test_keys_are_long_and_never_the_same():
    keys = {new_key() for _ in range(1_000)}
    assert len(keys) == 1_000
    assert all(len(key) == 32 for key in keys)


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key_leads_nowhere(storage, tmp_path, key):
    before = files(tmp_path)
    with pytest.raises(NoSuchFile):
        storage.write(key, b"x")
    for ask in (storage.read, storage.size, storage.staged):
        with pytest.raises(NoSuchFile):
            ask(key)
    storage.delete(key)
    assert files(tmp_path) == before


def test_file_that_could_not_be_written_leaves_nothing(local, tmp_path, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFull):
        local.write(new_key(), b"bytes")
    with pytest.raises(StorageFull):
        local.take(new_key(), staged(local, b"bytes"))
    assert files(tmp_path) == []


def test_files_are_their_owners_alone(local, tmp_path):
    local.write(new_key(), b"bytes")
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def fetched(url: str, method: str = "GET", data: bytes | None = None):
    request = urllib.request.Request(url, method=method, data=data)  # noqa: S310  # of our own server
    request.add_header("Content-Type", "")
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # the same
        return answer.status, answer.headers, answer.read()


def address(s3: S3Storage, key: str) -> str:
    url = s3.address(key, media_type="text/plain", disposition="attachment")
    assert url is not None
    return url


def test_browser_gets_a_file_by_an_address_for_some_minutes(s3, monkeypatch):
    """S39: after them it is 403."""
    key = new_key()
    s3.write(key, b"bytes")
    status, headers, body = fetched(address(s3, key))
    assert (status, body) == (200, b"bytes")
    assert headers["Content-Disposition"] == "attachment"
    for seconds, found in ((290, 200), (301, 403)):
        signed_at = datetime.now(UTC) - timedelta(seconds=seconds)
        with monkeypatch.context() as earlier:
            earlier.setattr("botocore.auth.get_current_datetime", lambda at=signed_at: at)
            signed = address(s3, key)
        assert status_of(signed) == found


def status_of(url: str) -> int:
    try:
        return int(fetched(url)[0])
    except urllib.error.HTTPError as error:
        return error.code


def test_address_is_for_one_file_and_one_way(s3):
    one, other = new_key(), new_key()
    for key in (one, other):
        s3.write(key, b"bytes")
    signed = address(s3, one)
    plain = signed.partition("?")[0]
    for url, method in (
        (signed.replace(one, other), "GET"),
        (signed, "DELETE"),
        (signed.replace("text%2Fplain", "text%2Fhtml"), "GET"),
        (plain, "GET"),
        (plain.rpartition("/")[0], "GET"),
    ):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            fetched(url, method)
    assert s3.read(one) == b"bytes"


def test_browser_sends_a_file_in_parts_of_exactly_these_sizes(s3):
    key, sizes = new_key(), [5 * limits.MIB, 7]
    parts = s3.begin_parts(key, sizes)
    upload_id, urls = parts.upload_id, parts.urls
    with pytest.raises(NoSuchFile):
        s3.end_parts(key, upload_id, 2)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetched(urls[1], "PUT", b"x" * 8)
    for url, size in zip(urls, sizes, strict=True):
        fetched(url, "PUT", b"x" * size)
    s3.end_parts(key, upload_id, 2)
    assert s3.size(key) == sum(sizes)


def test_upload_in_parts_is_given_up(s3, s3_server):
    key = new_key()
    url = s3.begin_parts(key, [5]).urls[0]
    for _ in range(2):
        s3.delete(key)
    # 404 elsewhere; this server stumbles.
    with pytest.raises(urllib.error.HTTPError, match=r"404|500"):
        fetched(url, "PUT", b"x" * 5)
    assert "Uploads" not in s3_server.client().list_multipart_uploads(Bucket=s3_server.bucket)


@pytest.mark.parametrize("fault", ["stop", "freeze"])
def test_storage_that_is_away_holds_nobody_up(tmp_path, fault):
    """R33: ten seconds at most, and then it serves again."""
    with_files = S3().start()
    storage = S3Storage(s3_address(with_files.url), tmp_path)
    key = new_key()
    storage.write(key, b"bytes")
    if fault == "freeze":
        with_files.freeze()
    else:
        with_files.kill()
    began = time.monotonic()
    for ask in (lambda: storage.write(new_key(), b"x"), lambda: storage.read(key)):
        with pytest.raises(StorageAway):
            ask()
    assert time.monotonic() - began < 2 * 10
    if fault == "freeze":
        with_files.thaw()
        assert storage.read(key) == b"bytes"
    with_files.stop()


@pytest.mark.parametrize(
    "url",
    [
        "s3://host/bucket", "s3://key@host/bucket", "http://key:secret@host/bucket", "s3://key:secret@host",
        "s3://key:secret@host/B", "s3://key:secret@host/bucket?tls=maybe", "s3://key:secret@host/bucket?x=y",
        "s3://key:secret@host/bucket?public=files", "s3://key:secret@host:port/bucket",
    ],
)  # fmt: skip
def test_address_that_cannot_be_read_is_refused(url):
    with pytest.raises(ValueError, match=r"set|name|behind|public|ort"):
        s3_address(url)


def test_address_says_where_browsers_and_where_we_reach_the_bucket():
    found = s3_address(
        "s3://key:s%2Fcret@minio:9000/files?tls=off&public=https://files.example.org"
    )
    assert (found.inside, found.outside) == ("http://minio:9000", "https://files.example.org")
    assert (found.secret_key, found.bucket, found.region) == ("s/cret", "files", "us-east-1")
