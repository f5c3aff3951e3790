"""A message that does not stay, from the composer."""

from __future__ import annotations

import pytest


@pytest.fixture
def room(cast) -> str:
    return f"/rooms/{cast.market}"


def test_message_says_when_it_disappears(cal, bea, room):
    fields = {"content": "psst", "client_id": "c1", "expires_in": "3600"}
    assert cal.submit("/rooms/market", f"{room}/messages", **fields).status_code == 303
    assert "disappears" in bea.page("/rooms/market").html


@pytest.mark.parametrize("term", ["5", "soon", "-1"])
def test_other_terms_are_refused_and_nothing_is_lost(cal, room, term):
    fields = {"content": "psst", "client_id": "c1", "expires_in": term}
    refused = cal.submit("/rooms/market", f"{room}/messages", **fields)
    assert (refused.status_code, "psst</textarea>" in refused.text) == (422, True)
    assert "a minute at least" in refused.text
