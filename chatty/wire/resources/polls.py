"""Polls as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence

from chatty.accounts.models import User
from chatty.messages.models import OptionView, PollView
from chatty.wire.base import Json, moment_or_none
from chatty.wire.resources.people import person_json


def poll_json(view: PollView | None) -> Json | None:
    """*view* as a Poll; nothing for what asks nothing."""
    if view is None:
        return None
    return {
        "options": [option_count_json(each) | {"text": each.text} for each in view.options],
        "multiple": view.is_multiple,
        "anonymous": view.is_anonymous,
        "closesAt": moment_or_none(view.closes_at),
        "closedAt": moment_or_none(view.closed_at),
        "voterCount": view.voter_count,
        "ownOptionIds": None if view.own is None else ids_json(view.own),
    }


def option_count_json(view: OptionView) -> Json:
    """How many chose the answer, and who, where that is told."""
    return {
        "id": str(view.position),
        "count": view.count,
        "userIds": None if view.user_ids is None else ids_json(view.user_ids),
    }


def vote_json(user: User, positions: Sequence[int]) -> Json:
    """What somebody chose, as a Vote."""
    return {"user": person_json(user), "optionIds": ids_json(positions)}


def ids_json(numbers: Sequence[int]) -> list[str]:
    """Ids as they stand in JSON."""
    return [str(number) for number in numbers]
