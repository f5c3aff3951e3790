"""A hub driven by hand, with the cast around it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from chatty.core.db import writing
from chatty.core.rates import rates
from tests.cast import say as post
from tests.conftest import app_on
from tests.realtime.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.cast import Cast, Person


_numbers = itertools.count(1)


@pytest.fixture
def app(databases, tmp_path) -> Iterator[Flask]:
    """One of its own for each test, as a hub is used once."""
    yield from app_on(databases, "cast", tmp_path, shared=False)


@pytest.fixture
def desk(in_app) -> Iterator[Desk]:
    rates.configure(redis_url="", on=False)
    with Desk(in_app) as found:
        yield found


@pytest.fixture
def say(cast: Cast) -> Callable[..., int]:
    """Commit a message: ``say("hello")`` is bea's in harbour; its seq."""

    def commit(content: str, person: Person = cast.bea, room_id: int = cast.harbour) -> int:
        with writing():
            return post(person, room_id, content, f"said-{next(_numbers)}")

    return commit


@pytest.fixture
def say_many(cast: Cast) -> Callable[[int], None]:
    """So many messages of bea's in harbour, in one commit."""

    def commit(count: int) -> None:
        with writing():
            for number in range(count):
                post(cast.bea, cast.harbour, f"message {number}", f"said-{next(_numbers)}")

    return commit
