"""What everybody is told reaches every stream, signed in or not, and who comes back."""

from __future__ import annotations

from chatty.accounts.actions import announce
from chatty.accounts.models import VISITOR
from chatty.core.db import writing


def tell(cast, content: str) -> None:
    with writing():
        announce(cast.admin.viewer, content)


def heard(line) -> list[list[str]]:
    frames = line.frames("ANNOUNCEMENTS_UPDATED")
    return [[each["content"] for each in frame["announcements"]] for frame in frames]


def test_everybody_hears_all_that_is_told_now(desk, cast):
    lines = [desk.websocket(cast.ada.viewer), desk.websocket(VISITOR)]
    tell(cast, "One.")
    tell(cast, "Two.")
    desk.tail()
    assert [heard(line) for line in lines] == [[["One."], ["Two.", "One."]]] * 2


def test_who_was_away_hears_it_on_their_return(desk, cast):
    before = desk.hub.position
    tell(cast, "One.")
    desk.tail()
    assert heard(desk.websocket(cast.ada.viewer, cursor=before)) == [["One."]]
