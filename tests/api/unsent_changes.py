"""What people begin to write and put off, for the test that snapshot and frames agree."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chatty.core import clock
from chatty.wire.base import moment

if TYPE_CHECKING:
    from collections.abc import Callable

Acts = dict[str, list["Callable[[], Any]"]]


def unsent_changes(people, cast) -> Acts:
    """By name, each a list of requests in order."""
    market, harbour = f"/rooms/{cast.market}", f"/rooms/{cast.harbour}"

    def begin(room: str, content: str) -> Any:  # noqa: ANN401  # an answer of werkzeug's
        return people.cal.put(f"{room}/draft", {"content": content})

    def put_off(words: str) -> Any:  # noqa: ANN401  # the same
        body = {"content": words, "clientId": words, "sendAt": at(hours=1)}
        return people.cal.post(f"{market}/messages", body)

    def waiting() -> str:
        return f"/scheduled/{people.cal.get('/scheduled')['items'][0]['id']}"

    return {
        "begin to write": [
            lambda: begin(market, "one"),
            lambda: begin(harbour, "two"),
            lambda: begin(market, "one and a half"),
        ],
        "begin and send": [lambda: begin(market, "one"), lambda: people.cal.say(market, "one")],
        "begin and think better of it": [
            lambda: begin(market, "one"),
            lambda: people.cal.delete(f"{market}/draft"),
        ],
        "put off": [lambda: put_off("one"), lambda: put_off("two")],
        "put off further": [
            lambda: put_off("one"),
            lambda: people.cal.patch(waiting(), {"sendAt": at(hours=2)}),
        ],
        "put off and take back": [lambda: put_off("one"), lambda: people.cal.delete(waiting())],
        "leave with something unsent": [
            lambda: begin(market, "one"),
            lambda: put_off("two"),
            lambda: people.cal.delete(f"{market}/membership"),
        ],
    }


def at(**ahead: float) -> str:
    return moment(clock.now() + timedelta(**ahead))
