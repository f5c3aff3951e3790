"""R33: the storage elsewhere stops or hangs; files wait for it, and words do not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import requests

from tests.clients import Api
from tests.faults.conftest import Load
from tests.servers import S3, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER_SECONDS = 10
# Sweeps come once a minute, and pause for half of one when they fail.
SWEPT_SECONDS = 120
CONTENT = b"%PDF-1.7\n" + b"x" * 5_000


@pytest.fixture
def storage() -> Iterator[S3]:
    server = S3().start()
    yield server
    server.stop()


def send(who: Api) -> requests.Response:
    return requests.post(
        f"{who.base_url}/api/v1/attachments",
        files={"file": ("plan.pdf", CONTENT)},
        headers=who.headers(),
        timeout=60,
    )


def announce(who: Api) -> int:
    body = {"name": "plan.pdf", "size": len(CONTENT)}
    return who.request("POST", "/attachments/announcements", body).status


def keys(who: Api) -> list[str]:
    return [each["key"] for each in who.get("/attachments")["items"]]


@pytest.mark.alone
@pytest.mark.parametrize("fault", ["stopped", "hanging"])
def test_storage_that_is_away_holds_up_files_and_no_words(launch, storage, fault):
    server = launch(STORAGE_URL=storage.url)
    load = Load.begin([server.url], writers=2, followers=3)
    ann = Api.register(server.url)
    kept = send(ann).json()
    load.wait_more(20)
    storage.kill() if fault == "stopped" else storage.freeze()

    since = time.monotonic()
    refused = send(ann)
    assert time.monotonic() - since < ANSWER_SECONDS
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_away")
    assert int(refused.headers["Retry-After"]) > 0
    assert announce(ann) == 503
    load.wait_more(50)
    assert keys(ann) == [kept["key"]]

    # The first forgets all it had when it is stopped, as no storage of anybody's does.
    before = 0 if fault == "stopped" else 1
    storage.start() if fault == "stopped" else storage.thaw()
    wait_until(lambda: announce(ann) == 201, SWEPT_SECONDS, "files to be taken again")
    again = send(ann).json()
    assert keys(ann)[0] == kept["key"]
    assert keys(ann)[-1] == again["key"]
    wait_until(lambda: len(storage.keys()) == before + 1, SWEPT_SECONDS, "half files to be swept")
    load.wait_more(20)
    load.end()
