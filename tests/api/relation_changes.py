"""What people can do to one another, for the test that snapshot and frames agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.caller import Caller

Acts = dict[str, list["Callable[[], Any]"]]


def relation_changes(people, cast) -> Acts:
    """By name, each a list of requests in order."""
    return requests(people) | blocks(people) | rooms(people, cast) | directs(people)


def requests(people) -> Acts:
    return {
        "ask": [lambda: ask(people.bea, people.cal, "Hello")],
        "ask and accept": [lambda: ask(people.bea, people.cal), lambda: answer(people.cal)],
        "accept": [lambda: answer(people.dan)],
        "reject": [lambda: answer(people.dan, "rejection")],
        "revoke": [lambda: people.cal.delete(sent_by(people.cal))],
        "deliver again": [lambda: people.cal.put(f"{sent_by(people.cal)}/delivery")],
        "ask back": [lambda: ask(people.bea, people.cal), lambda: ask(people.cal, people.bea)],
        "unfriend": [lambda: people.bea.delete(f"/friends/{people.ada.user_id}")],
        "friend's profile": [lambda: people.ada.patch("/me", {"displayName": "Countess"})],
    }


def blocks(people) -> Acts:
    return {
        "block a friend": [lambda: people.ada.put(f"/blocks/{people.bea.user_id}")],
        "unblock": [
            lambda: people.ada.put(f"/blocks/{people.bea.user_id}"),
            lambda: people.ada.delete(f"/blocks/{people.bea.user_id}"),
        ],
        "block who asked": [lambda: people.dan.put(f"/blocks/{people.cal.user_id}")],
        "block who was asked": [lambda: people.cal.put(f"/blocks/{people.dan.user_id}")],
    }


def rooms(people, cast) -> Acts:
    harbour = {"kind": "room", "roomId": str(cast.harbour)}
    market = {"kind": "room", "roomId": str(cast.market)}

    def invite(one: Caller, room: dict[str, str]) -> Any:  # noqa: ANN401  # an answer of werkzeug's
        people.dan.patch("/me/settings", {"discoverable": True})
        return one.post("/invites", room | {"userId": people.dan.user_id})

    return {
        "invite into a room": [lambda: invite(people.ada, harbour)],
        "accept a room": [
            lambda: invite(people.ada, harbour),
            lambda: answer(people.dan, kind="room"),
        ],
        "join a room one was invited to": [
            lambda: invite(people.bea, market),
            lambda: people.dan.put(f"/rooms/{cast.market}/membership"),
        ],
    }


def directs(people) -> Acts:
    return conversations(people) | groups(people) | message_requests(people)


def conversations(people) -> Acts:
    def leave() -> Any:  # noqa: ANN401  # JSON, or what a library hands over
        return people.bea.delete(f"/rooms/{direct(people.bea, people.ada)}/membership")

    return {
        "note to self": [
            lambda: open_with(people.ada, people.ada),
            lambda: to(people.ada, people.ada, "x"),
        ],
        "open a direct": [lambda: open_with(people.ada, people.bea)],
        "talk directly": [
            lambda: open_with(people.ada, people.bea),
            lambda: to(people.ada, people.bea, "one"),
            lambda: to(people.bea, people.ada, "two"),
        ],
        "hide a direct": [lambda: to(people.ada, people.bea, "one"), leave],
        "come back": [
            lambda: to(people.ada, people.bea, "one"),
            leave,
            lambda: to(people.ada, people.bea, "two"),
        ],
        "unfriend whom one wrote to": [
            lambda: to(people.ada, people.bea, "one"),
            lambda: people.bea.delete(f"/friends/{people.ada.user_id}"),
        ],
        "block whom one wrote to": [
            lambda: to(people.ada, people.bea, "one"),
            lambda: people.bea.put(f"/blocks/{people.ada.user_id}"),
        ],
    }


def groups(people) -> Acts:
    def begin() -> Any:  # noqa: ANN401  # JSON, or what a library hands over
        ids = [people.bea.user_id, people.cal.user_id]
        return people.ada.post("/directs", {"userIds": ids, "name": "Us"})

    return {"group": [lambda: ask(people.ada, people.cal), lambda: answer(people.cal), begin]}


def message_requests(people) -> Acts:
    def request() -> Any:  # noqa: ANN401  # JSON, or what a library hands over
        people.cal.patch("/me/settings", {"messageRequests": True})
        return open_with(people.bea, people.cal)

    def answered(how: str) -> Any:  # noqa: ANN401  # JSON, or what a library hands over
        return people.cal.put(f"/directs/{people.bea.user_id}/{how}")

    asked = [request, lambda: to(people.bea, people.cal, "May I")]
    return {
        "request": asked,
        "accept a request": [*asked, lambda: answered("acceptance")],
        "decline a request": [*asked, lambda: answered("rejection")],
        "befriend who asked by a message": [
            *asked,
            lambda: ask(people.cal, people.bea),
            lambda: answer(people.bea),
        ],
        "block who asked by a message": [
            *asked,
            lambda: people.cal.put(f"/blocks/{people.bea.user_id}"),
        ],
    }


def open_with(one: Caller, other: Caller) -> Any:  # noqa: ANN401  # JSON, or what a library hands over
    return one.put(f"/directs/{other.user_id}")


def to(one: Caller, other: Caller, text: str) -> Any:  # noqa: ANN401  # JSON, or what a library hands over
    return one.say(f"/rooms/{direct(one, other)}", text)


def ask(one: Caller, other: Caller, note: str = "") -> Any:  # noqa: ANN401  # JSON, or what a library hands over
    return one.post("/invites", {"kind": "friend", "userId": other.user_id, "note": note})


def answer(one: Caller, how: str = "acceptance", kind: str = "friend") -> Any:  # noqa: ANN401  # JSON, or what a library hands over
    """Accept or reject the newest invite of the kind."""
    waiting = one.get("/invites", direction="received", state="pending")["items"]
    invite = next(each for each in waiting if each["kind"] == kind)
    return one.put(f"/invites/{invite['id']}/{how}")


def sent_by(one: Caller) -> str:
    """The newest invite that the person has sent."""
    return f"/invites/{one.get('/invites', direction='sent')['items'][0]['id']}"


def direct(one: Caller, other: Caller) -> str:
    """The room of the two."""
    opened: dict[str, Any] = one.put(f"/directs/{other.user_id}").json or {}
    return str(opened["id"])
