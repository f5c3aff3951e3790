"""Who sends fast never makes the server wait, and still lets others have their turn."""

from __future__ import annotations

from io import SEEK_END, BytesIO

import gevent
import pytest
from werkzeug.test import EnvironBuilder

from chatty.core import limits
from chatty.core.storage import LocalStorage, new_key
from chatty.core.uploads import UploadRequest

SIZE = 8 * limits.MIB
# At least this often others have had theirs, of the 128 pieces in which a form is read.
TURNS = 64


@pytest.fixture
def turns():
    """How often somebody else had a turn; one a piece at most, as they wait in line."""
    had = [0]

    def others() -> None:
        while True:
            had[0] += 1
            gevent.sleep(0)

    running = gevent.spawn(others)
    gevent.sleep(0)
    yield had
    running.kill()


def test_reading_a_form_gives_way(turns):
    form = EnvironBuilder(
        method="POST", data={"file": (BytesIO(b"x" * SIZE), "fast")}
    ).get_environ()
    before = turns[0]
    assert UploadRequest(form).files["file"].seek(0, SEEK_END) == SIZE
    assert turns[0] - before >= TURNS


def test_handing_out_a_file_gives_way_before_each_piece(tmp_path):
    storage, key = LocalStorage(tmp_path), new_key()
    storage.write(key, b"x" * SIZE)
    pieces, size = storage.pieces(key, 0, SIZE), 0
    while size < SIZE:
        had_a_turn: list[bool] = []
        gevent.get_hub().loop.run_callback(had_a_turn.append, True)  # no name for it
        size += len(next(pieces))
        assert had_a_turn
    assert size == SIZE
