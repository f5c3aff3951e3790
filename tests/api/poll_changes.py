"""What can be done with polls: for the same proof."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chatty.core import clock
from chatty.messages.jobs import close_polls
from chatty.wire.base import moment
from tests.api.polls import BREAD, SOUP, asked, vote

if TYPE_CHECKING:
    from collections.abc import Callable


class Closed:
    """The answer of a job."""

    status_code = 200


def poll_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """Everything that can be done with them, by name."""
    market, harbour = f"/rooms/{cast.market}", f"/rooms/{cast.harbour}"

    def poll(room: str = market) -> str:
        return f"/messages/{people.bea.get(f'{room}/messages')['items'][-1]['id']}"

    def end() -> Closed:
        clock.clock.move(timedelta(minutes=3))
        with people.app.app_context():
            assert close_polls() == 1
        return Closed()

    return {
        "poll": [
            lambda: people.bea.post(f"{market}/messages", asked()),
            lambda: vote(people.cal, poll(), SOUP),
            lambda: vote(people.bea, poll(), SOUP),
            lambda: vote(people.cal, poll(), BREAD),
            lambda: people.bea.delete(f"{poll()}/poll/vote"),
            lambda: people.bea.put(f"{poll()}/poll/closing"),
        ],
        "anonymous poll": [
            lambda: people.bea.post(f"{harbour}/messages", asked(anonymous=True, multiple=True)),
            lambda: vote(people.cal, poll(harbour), SOUP, BREAD),
        ],
        "poll closed by the clock": [
            lambda: people.bea.post(
                f"{market}/messages",
                asked(closesAt=moment(clock.now() + timedelta(minutes=2))),
            ),
            end,
        ],
        "poll deleted": [
            lambda: people.bea.post(f"{market}/messages", asked()),
            lambda: vote(people.cal, poll(), SOUP),
            lambda: people.bea.delete(poll()),
        ],
    }
