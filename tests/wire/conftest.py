"""The database with the cast in it, and the drafts that a transaction leaves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatty.core.db import db, writing
from chatty.core.facts import recorded
from chatty.wire.frames import frames_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatty.stream.models import EventDraft

Told = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def told(in_app) -> Callable[[Callable[[], object]], Told]:
    """What a write tells, as (topic, frame) in order: ``told(lambda: leave(...))``."""

    def tell(write: Callable[[], object]) -> Told:
        with writing():
            write()
            db.session.flush()
            drafts = [draft for fact in recorded() for draft in frames_for(db.session(), fact)]
        return [_pair(draft) for draft in drafts]

    return tell


def _pair(draft: EventDraft) -> tuple[str, dict[str, Any]]:
    frame = json.loads(draft.payload)
    assert frame["type"] == draft.kind
    return draft.topic, frame
