"""R23: a disk of 50 MiB runs full, first by uploads, then by words, and has room again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest
import requests

from tests.clients import Api
from tests.processes import ChattyServer
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISK_MIB = 50
LEFT_BYTES = 1024**2
HEALS_SECONDS = 30


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "chatty-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only who may mount has a disk of their own to fill")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def server(disk) -> Iterator[ChattyServer]:
    with ChattyServer(disk / "data", {"CHATTY_LIMITS": "off"}) as server:
        yield server


def send(api: Api, size: int) -> requests.Response:
    files = {"file": ("big.bin", os.urandom(size))}
    headers = {"Authorization": f"Bearer {api.token}"}
    return requests.post(
        f"{api.base_url}/api/v1/attachments", files=files, headers=headers, timeout=30
    )


def say(api: Api, room: str, number: int, size: int = 20) -> int:
    return api.post(room, f"{number} " + "x" * size, f"n{number}").status


def test_uploads_fill_the_disk_and_words_go_on(server, disk):
    ann = Api.register(server.url)
    room = ann.create_room()
    kept = []
    while (answer := send(ann, 12 * 1024**2)).status_code == 201:
        kept.append(answer.json())
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_full")
    assert kept
    assert say(ann, room, 1) == 201
    assert [each["content"][0] for each in ann.history(room)] == ["1"]
    assert [each["key"] for each in ann.get("/attachments")["items"]] == [
        each["key"] for each in kept
    ]
    # Nothing lies about of what was refused.
    assert not list((disk / "data" / "files" / "staging").iterdir())


def test_full_disk_refuses_and_loses_nothing_that_was_accepted(server, disk):
    ann = Api.register(server.url)
    room = ann.create_room()
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(bytes(1024**2))
                file.flush()
        except OSError:
            file.truncate(file.tell() - LEFT_BYTES)
    statuses = [say(ann, room, number, 8_000) for number in range(300)]
    assert set(statuses) == {201, 503}
    accepted = {number for number, status in enumerate(statuses) if status == 201}
    assert {int(each["content"].split()[0]) for each in ann.history(room)} == accepted
    ballast.unlink()
    wait_until(lambda: say(ann, room, 1_000) == 201, HEALS_SECONDS, "words to be accepted again")
    found = {int(each["content"].split()[0]) for each in ann.history(room)}
    assert accepted | {1_000} <= found
    with sqlite3.connect(disk / "data" / "chatty.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
