"""Facts: what a rollback forgets, what a savepoint keeps, and what comes last before COMMIT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from chatty.accounts.models import User
from chatty.core import facts
from chatty.core.db import db, writing
from chatty.core.facts import listens_to, record, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

pytestmark = pytest.mark.both_databases


@dataclass(frozen=True, slots=True)
class Noted:
    """A fact of these tests."""

    word: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A fact that a listener records."""

    word: str


class Ledger:
    """A sink and a waker that remember."""

    def __init__(self) -> None:
        self.written: list[list[str]] = []
        self.woken = 0
        self.keeps = True

    def sink(self, session: Session, found: Sequence[Any]) -> bool:
        self.written.append([fact.word for fact in found])
        session.execute(sa.text("SELECT 'the sink'"))
        return self.keeps

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
def ledger(in_app) -> Iterator[Ledger]:
    """Installed in place of the stream, which stands again afterwards."""
    before = (facts._sinks[:], facts._wakers[:])
    own = Ledger()
    facts.install(own.sink, own.wake)
    yield own
    facts._sinks[:], facts._wakers[:] = before


def touch() -> None:
    """A write, so that the transaction is one."""
    db.session.execute(sa.update(User).values(bio="touched"))


def test_facts_are_written_once_in_their_order(ledger):
    with writing():
        record(Noted("first"))
        record(Noted("second"))
    assert ledger.written == [["first", "second"]]
    assert ledger.woken == 1


def test_transaction_without_facts_wakes_nobody(ledger):
    with writing():
        touch()
    assert (ledger.written, ledger.woken) == ([], 0)


def test_sink_that_writes_nothing_wakes_nobody(ledger):
    ledger.keeps = False
    with writing():
        record(Noted("of no interest"))
    assert (ledger.written, ledger.woken) == ([["of no interest"]], 0)


def test_rollback_forgets(ledger):
    with pytest.raises(ZeroDivisionError), writing():
        record(Noted("never"))
        raise ZeroDivisionError
    with writing():
        record(Noted("later"))
    assert ledger.written == [["later"]]


def test_rolled_back_savepoint_takes_its_own_facts_and_no_others(ledger):
    with writing():
        record(Noted("before"))
        savepoint = db.session.begin_nested()
        record(Noted("inside"))
        savepoint.rollback()
        record(Noted("after"))
    assert ledger.written == [["before", "after"]]


def test_nested_savepoints_cut_back_to_their_own_marks(ledger):
    with writing():
        record(Noted("outer"))
        with db.session.begin_nested():
            record(Noted("kept"))
            deeper = db.session.begin_nested()
            record(Noted("cut"))
            deeper.rollback()
            record(Noted("kept too"))
    assert ledger.written == [["outer", "kept", "kept too"]]


def test_outer_savepoint_takes_what_an_inner_one_kept(ledger):
    with writing():
        record(Noted("outer"))
        savepoint = db.session.begin_nested()
        with db.session.begin_nested():
            record(Noted("released, then undone"))
        savepoint.rollback()
    assert ledger.written == [["outer"]]


def test_savepoint_whose_flush_fails_leaves_the_facts_before_it(ledger, cast):
    with writing():
        record(Noted("before"))
        with pytest.raises(IntegrityError), db.session.begin_nested():
            record(Noted("inside"))
            db.session.execute(sa.update(User).values(username_key="the same"))
    assert ledger.written == [["before"]]


def test_release_of_a_savepoint_neither_writes_nor_wakes(ledger):
    with writing():
        with db.session.begin_nested():
            record(Noted("inside"))
            touch()
        assert (ledger.written, ledger.woken) == ([], 0)
        assert recorded() == [Noted("inside")]
    assert (ledger.written, ledger.woken) == ([["inside"]], 1)


def test_rollback_of_everything_forgets_also_what_savepoints_kept(ledger):
    with pytest.raises(ZeroDivisionError), writing():
        with db.session.begin_nested():
            record(Noted("kept by the savepoint"))
        raise ZeroDivisionError
    with writing():
        touch()
    assert (ledger.written, ledger.woken) == ([], 0)


def test_nothing_follows_the_sink_but_commit(ledger):
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    with writing():
        user = db.session.scalars(sa.select(User)).first()
        assert user is not None
        record(Noted("something"))
        user.bio = "flushed by COMMIT at the latest"
    event.remove(db.engine, "before_cursor_execute", note)
    assert statements[-1] == "SELECT 'the sink'"
    assert statements[-2].startswith("UPDATE users")


def test_listeners_run_at_once_and_may_record_more(ledger):
    @listens_to(Noted)
    def answer(fact: Noted) -> None:
        record(Answered(f"re: {fact.word}"))

    with writing():
        record(Noted("question"))
        assert [fact.word for fact in recorded()] == ["question", "re: question"]
    facts._listeners[Noted].clear()
    assert ledger.written == [["question", "re: question"]]


def test_listener_registered_twice_runs_once(ledger):
    heard: list[str] = []

    def listener(fact: Noted) -> None:
        heard.append(fact.word)

    listens_to(Noted)(listens_to(Noted)(listener))
    record(Noted("once"))
    facts._listeners[Noted].clear()
    assert heard == ["once"]


def test_failing_sink_rolls_everything_back(ledger):
    def fail(_session: Session, _facts: Sequence[Any]) -> bool:
        raise ZeroDivisionError

    facts.install(fail, ledger.wake)
    with pytest.raises(ZeroDivisionError), writing():
        touch()
        record(Noted("never"))
    assert db.session.scalars(sa.select(User).where(User.bio == "touched")).first() is None
    assert (ledger.woken, recorded()) == (0, [])
