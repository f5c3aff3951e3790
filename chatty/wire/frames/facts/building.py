"""Which builder makes the frames of which fact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from chatty.stream.actions import append
from chatty.stream.models import EVERYBODY, EventDraft, room_topic, user_topic
from chatty.wire.base import Json, compact

FactType = TypeVar("FactType")

Builder = Callable[[Session, Any], list[EventDraft]]

_builders: dict[type[Any], Builder] = {}


def sink(session: Session, facts: Sequence[Any]) -> bool:
    """Append what *facts* mean to the log; answers whether there was anything."""
    drafts = [draft for fact in facts for draft in frames_for(session, fact)]
    if drafts:
        append(session, drafts)
    return bool(drafts)


def frames_for(session: Session, fact: object) -> list[EventDraft]:
    """What *fact* becomes in the log."""
    return _builders[type(fact)](session, fact)


def builder(
    kind: type[FactType],
) -> Callable[
    [Callable[[Session, FactType], list[EventDraft]]],
    Callable[[Session, FactType], list[EventDraft]],
]:
    """Let the decorated function build the frames of facts of *kind*."""

    def register(
        build: Callable[[Session, FactType], list[EventDraft]],
    ) -> Callable[[Session, FactType], list[EventDraft]]:
        _builders[kind] = build
        return build

    return register


def to_everybody(frame: Json) -> EventDraft:
    return EventDraft(EVERYBODY, frame["type"], compact(frame))


def to_room(room_id: int, frame: Json) -> EventDraft:
    return EventDraft(room_topic(room_id), frame["type"], compact(frame))


def to_person(user_id: int, frame: Json, *, about: int | None = None) -> EventDraft:
    return EventDraft(user_topic(user_id), frame["type"], compact(frame), ref=about)
