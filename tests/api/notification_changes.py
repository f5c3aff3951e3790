"""What people are told of, for the test that snapshot and frames agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatty.notifications.jobs import follow_log
from tests.api.room_changes import cut_what_is_there

if TYPE_CHECKING:
    from collections.abc import Callable

Acts = dict[str, list["Callable[[], Any]"]]
OTHER_WISHES = {"doNotDisturb": True, "keywords": ["heron"], "mailDigest": False}


def notification_changes(people, cast) -> Acts:
    """By name, each a list of requests in order, with the job that follows the log between them."""
    harbour, market = f"/rooms/{cast.harbour}", f"/rooms/{cast.market}"

    def call(room: str = harbour, content: str = "@cal look") -> list[Callable[[], Any]]:
        return [lambda: people.bea.say(room, content, "called"), lambda: followed(people)]

    def newest() -> str:
        return str(people.cal.get("/notifications")["items"][0]["id"])

    def message() -> str:
        return str(people.bea.get(f"{harbour}/messages")["items"][-1]["id"])

    return {
        "called": call(),
        "called and read": [
            *call(),
            lambda: people.cal.put(f"/notifications/{newest()}/read"),
        ],
        "called and all read": [*call(), lambda: people.cal.put("/notifications/read")],
        "called and room read": [
            *call(),
            lambda: people.cal.put(f"{harbour}/read-marker", {"seq": 1}),
        ],
        "called and answered": [*call(), lambda: people.cal.say(harbour, "yes"), *call()[1:]],
        "called and deleted": [*call(), lambda: people.bea.delete(f"/messages/{message()}")],
        "called, and what called is kept no more": [
            *call(market),
            lambda: people.bea.patch(market, {"retentionDays": 7}),
            lambda: cut_what_is_there(people, market),
        ],
        "called and gone": [*call(market), lambda: people.cal.delete(f"{market}/membership")],
        "called and put out": [
            *call(),
            lambda: people.ada.delete(f"{harbour}/members/{cast.cal.id}"),
        ],
    } | _called_and_more(people, call, message)


def _called_and_more(people, call: Callable[[], list[Any]], message: Callable[[], str]) -> Acts:
    return {
        "wishes to be told otherwise": [
            lambda: people.cal.put(
                "/me/notification-settings",
                people.cal.get("/me/notification-settings") | OTHER_WISHES,
            ),
        ],
        "called by who takes another name": [
            *call(),
            lambda: people.bea.patch("/me", {"displayName": "Beatrix"}),
        ],
        "called and reacted to": [
            *call(),
            lambda: people.ada.ask("PUT", f"/messages/{message()}/reactions/\U0001f44d"),
            lambda: followed(people),
        ],
    }


def followed(people) -> Any:  # noqa: ANN401  # an answer of werkzeug's
    """The log, followed to its end; the answer of any request."""
    with people.app.app_context():
        follow_log()
    return people.cal.ask("GET", "/notifications")
