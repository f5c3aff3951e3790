"""Messages are said, indexed and looked for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from chatty.core.db import db, writing
from chatty.core.rates import rates
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.search.jobs import index_messages
from chatty.search.queries import find_messages


@pytest.fixture
def say(in_app):
    """Let somebody say something, as much as they want; answers the message's id."""
    rates.configure(redis_url="", on=False)

    def said(person, room_id, content, **more: Any):  # noqa: ANN401  # what a draft has beside
        draft = MessageDraft(content, uuid4().hex, **more)
        with writing():
            return post(person.viewer, room_id, draft).message.id

    return said


class Finder:
    """What people find, after the index followed, or before it did."""

    def __init__(self, *, indexed: bool) -> None:
        self.indexed = indexed

    def __call__(self, person, query, room_id=None) -> list[str]:
        """The texts, newest first."""
        return [hit.message.content for hit in self.hits(person, query, room_id).items]

    def hits(self, person, query, room_id=None, cursor=None, limit=None):
        while self.indexed and index_messages():
            pass
        db.session.rollback()
        return find_messages(person.viewer, query, room_id=room_id, cursor=cursor, limit=limit)


@pytest.fixture(params=["indexed", "not yet indexed"])
def find(in_app, request):
    return Finder(indexed=request.param == "indexed")


@pytest.fixture
def find_indexed(in_app):
    return Finder(indexed=True)
