"""Polls as an app asks and answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.api.caller import Caller

ANSWERS = ["Soup", "Bread", "Tea"]
SOUP, BREAD, TEA = "1", "2", "3"


def asked(
    question: str = "What to eat?",
    message: dict[str, Any] | None = None,
    **poll: object,
) -> dict[str, Any]:
    """What is sent to ask, with fields of the *message* and of the *poll*."""
    said = {"content": question, "clientId": "poll", "poll": {"options": ANSWERS} | poll}
    return said | (message or {})


def ask(
    caller: Caller,
    room: str,
    question: str = "What to eat?",
    message: dict[str, Any] | None = None,
    **poll: object,
) -> str:
    """The address of a new poll in the room."""
    answer = caller.post(f"{room}/messages", asked(question, message, **poll))
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"]).removeprefix("/api/v1")


def vote(caller: Caller, message: str, *option_ids: str) -> Any:  # noqa: ANN401  # an answer of werkzeug's
    """Choose those."""
    return caller.put(f"{message}/poll/vote", {"optionIds": list(option_ids)})


def poll_of(caller: Caller, message: str) -> dict[str, Any]:
    """The poll as the caller sees it."""
    found: dict[str, Any] = caller.get(message)["poll"]
    return found


def counts(caller: Caller, message: str) -> list[int]:
    """How many chose each answer."""
    return [each["count"] for each in poll_of(caller, message)["options"]]
