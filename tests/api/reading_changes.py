"""How far people read and receive, for the test that snapshot and frames agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Acts = dict[str, list["Callable[[], Any]"]]


def reading_changes(people, cast) -> Acts:
    """By name, each a list of requests in order."""
    market, harbour = f"/rooms/{cast.market}", f"/rooms/{cast.harbour}"
    return {
        "read": [
            lambda: people.bea.say(market, "one"),
            lambda: people.bea.say(market, "two"),
            lambda: people.cal.put(f"{market}/read-marker", {"seq": 1}),
        ],
        "receive": [
            lambda: people.bea.say(market, "one"),
            lambda: people.cal.put(f"{market}/delivered-marker", {"seq": 1}),
        ],
        "read no more": [
            lambda: people.bea.say(market, "one"),
            lambda: people.cal.put(f"{market}/read-marker", {"seq": 1}),
            lambda: people.cal.put(f"{market}/unread-marker", {"seq": 1}),
        ],
        "read everything": [
            lambda: people.bea.say(market, "one"),
            lambda: people.ada.say(harbour, "two"),
            lambda: people.cal.put("/read-markers"),
        ],
    }
