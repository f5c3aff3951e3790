"""R35: the process that looks at a picture is killed while it does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import requests

from chatty.core import limits
from tests.clients import Api
from tests.pictures import picture
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.processes import ChattyServer

SECONDS = 60


class Processing:
    """The one file of a server, as its row says; the minute between two tries is not waited for."""

    def __init__(self, server: ChattyServer) -> None:
        self.path = server.folder / "chatty.db"

    def row(self) -> tuple[str, int]:
        return self._ask("SELECT state, attempts FROM attachments")

    def make_due(self) -> None:
        self._ask("UPDATE attachments SET due_at = '2000-01-01 00:00:00' RETURNING state, attempts")

    def _ask(self, query: str) -> tuple[str, int]:
        with closing(sqlite3.connect(self.path, timeout=20)) as database, database:
            found = database.execute(query).fetchall()
        ((state, attempts),) = found
        return state, attempts


@pytest.fixture
def begin(launch) -> Callable[[], tuple[ChattyServer, Processing, Api]]:
    """A server to which somebody sends a picture that takes a second to look at."""

    def run() -> tuple[ChattyServer, Processing, Api]:
        server = launch()
        ann = Api.register(server.url)
        answer = requests.post(
            f"{server.url}/api/v1/attachments",
            files={"file": ("large.png", picture(6_000, 3_990, halves=True))},
            headers=ann.headers(),
            timeout=60,
        )
        assert answer.status_code == 201, answer.text
        return server, Processing(server), ann

    return run


def kill_during(server: ChattyServer, processing: Processing, attempt: int) -> None:
    wait_until(lambda: processing.row() == ("processing", attempt), SECONDS, f"try {attempt}")
    server.kill_worker()
    wait_until(lambda: server.status_of("/readyz") == 200, SECONDS, "another worker")
    assert processing.row() == ("processing", attempt)


def settled(processing: Processing) -> str:
    wait_until(lambda: processing.row()[0] != "processing", SECONDS, "an end of it")
    return processing.row()[0]


def test_picture_whose_worker_was_killed_is_looked_at_again(begin):
    server, processing, ann = begin()
    kill_during(server, processing, 1)
    processing.make_due()
    assert settled(processing) == "ready"
    (file,) = ann.get("/attachments")["items"]
    assert (file["state"], file["width"], file["height"]) == ("ready", 6_000, 3_990)


def test_picture_that_kills_every_worker_is_given_up_after_three_tries(begin):
    server, processing, ann = begin()
    for attempt in range(1, limits.PROCESSING_TRIES + 1):
        kill_during(server, processing, attempt)
        processing.make_due()
    assert settled(processing) == "failed"
    assert processing.row() == ("failed", limits.PROCESSING_TRIES)
    (file,) = ann.get("/attachments")["items"]
    assert (file["state"], file["url"]) == ("failed", None)
