"""What nothing names any more goes, also where it is let go while others are swept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatty.attachments.actions import forget_file
from chatty.core.db import release, writing
from chatty.core.storage import current_storage, new_key
from tests.api.test_attachments import key_of, say, sweep
from tests.api.test_pictures import kept

if TYPE_CHECKING:
    from tests.api.caller import Caller


def forwarded(who: Caller, market: str) -> tuple[str, str]:
    """A message with a file, and another with the same bytes."""
    said = say(who, market, key_of(who)).get_json()["id"]
    body = {"roomId": market.rpartition("/")[2], "clientId": "again"}
    copy = who.post(f"/messages/{said}/forward", body).get_json()["id"]
    return f"/messages/{said}", f"/messages/{copy}"


@pytest.mark.both_databases
def test_copy_that_is_deleted_during_a_sweep_leaves_no_bytes(
    people, market, app, tmp_path, monkeypatch
):
    first, second = forwarded(people.bea, market)
    people.bea.delete(first)
    with app.app_context(), writing():
        forget_file(new_key())
    storage = current_storage()
    delete = storage.delete

    def delete_meanwhile(key: str) -> None:
        release()
        people.bea.delete(second)
        delete(key)

    monkeypatch.setattr(storage, "delete", delete_meanwhile)
    sweep(app)
    monkeypatch.undo()
    sweep(app)
    assert kept(tmp_path / "files") == set()


@pytest.mark.both_databases
def test_files_are_counted_in_their_messages(people, market, app):
    """Also where they are forwarded, and go with one of the two."""
    first, _ = forwarded(people.bea, market)
    assert app.test_cli_runner().invoke(args=["doctor", "unread"]).exit_code == 0
    people.bea.delete(first)
    assert app.test_cli_runner().invoke(args=["doctor", "unread"]).output == "Everything agrees.\n"
