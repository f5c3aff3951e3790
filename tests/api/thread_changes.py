"""What can be done with replies, threads, forwards and what one saves: for the same proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse


def thread_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """Everything that can be done with them, by name."""
    market = f"/rooms/{cast.market}"
    bea, cal = people and people.bea, people and people.cal

    def thread() -> str:
        return f"/messages/{first(people, market)}/thread"

    begin = [
        lambda: say(bea, market, "one"),
        lambda: say(cal, market, "two", threadId=first(people, market)),
        lambda: say(bea, market, "three", threadId=first(people, market)),
    ]
    return (
        {
            "thread": begin,
            "thread read": [*begin, lambda: cal.put(f"{thread()}/read-marker", {"seq": 2})],
            "thread followed and not": [
                *begin,
                lambda: cal.delete(f"{thread()}/follow"),
                lambda: say(bea, market, "four", threadId=first(people, market)),
                lambda: cal.put(f"{thread()}/follow"),
                lambda: bea.delete(f"{thread()}/follow"),
            ],
            "thread left": [*begin, lambda: cal.delete(f"{market}/membership")],
            "thread under a tombstone": [
                *begin,
                lambda: bea.delete(f"/messages/{first(people, market)}"),
            ],
        }
        | reply_changes(people, market)
        | going_on_changes(people, cast)
    )


def first(people, room: str) -> str:
    """The first message of the room."""
    return str(people.bea.get(f"{room}/messages")["items"][0]["id"])


def say(caller, room: str, content: str, **more: str) -> TestResponse:
    """A message in the room, or in a thread of it."""
    answer: TestResponse = caller.post(
        f"{room}/messages", {"content": content, "clientId": content} | more
    )
    return answer


def reply_changes(people, market: str) -> dict[str, list[Callable[[], Any]]]:
    """What becomes of replies, and of what they quote."""
    bea, cal = people and people.bea, people and people.cal
    quote = [
        lambda: say(bea, market, "one"),
        lambda: say(cal, market, "two", replyToId=first(people, market)),
    ]

    def quoted() -> str:
        return f"/messages/{first(people, market)}"

    return {
        "reply": quote,
        "reply to what is edited": [*quote, lambda: bea.patch(quoted(), {"content": "other"})],
        "reply to what is deleted": [*quote, lambda: bea.delete(quoted())],
        "reply deleted": [
            *quote,
            lambda: cal.delete(f"/messages/{bea.get(market)['lastMessage']['id']}"),
        ],
    }


def going_on_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """What is forwarded, and what is kept."""
    market, harbour = f"/rooms/{cast.market}", f"/rooms/{cast.harbour}"

    def last(room: str) -> str:
        return f"/messages/{people.bea.get(f'{room}/messages')['items'][-1]['id']}"

    return {
        "forward": [
            lambda: people.bea.say(harbour, "one"),
            lambda: people.cal.post(
                f"{last(harbour)}/forward", {"roomId": str(cast.market), "clientId": "f"}
            ),
            lambda: people.ada.say(harbour, "two"),
        ],
        "save": [
            lambda: people.bea.say(market, "one"),
            lambda: people.cal.put(f"{last(market)}/saved"),
            lambda: people.cal.delete(f"{last(market)}/saved"),
        ],
    }
