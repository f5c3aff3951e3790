"""Facts: what happened, recorded inside the transaction that made it happen.

A fact is a frozen dataclass in the past tense that carries ids. ``record()`` calls its listeners at
once, in order, in the same transaction. Just before the outermost COMMIT the recorded facts are
handed to the sink (the stream); after it the wakers are called. Facts recorded inside a savepoint
that rolls back are cut away with it, the outer ones stay: SQLAlchemy fires ``after_commit`` on the
release of a savepoint and ``after_rollback`` on its rollback, so neither can be used as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from chatty.core.db import db

Fact = Any
FactType = TypeVar("FactType")
Sink = Callable[[Session, Sequence[Fact]], bool]

_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)
_sinks: list[Sink] = []
_wakers: list[Callable[[], None]] = []

RECORDED = "chatty_facts"
MARKS = "chatty_fact_marks"
APPENDED = "chatty_appended"


def listens_to(
    kind: type[FactType],
) -> Callable[[Callable[[FactType], None]], Callable[[FactType], None]]:
    """Register the decorated function to be called for every recorded fact of *kind*."""

    def register(listener: Callable[[FactType], None]) -> Callable[[FactType], None]:
        if listener not in _listeners[kind]:
            _listeners[kind].append(listener)
        return listener

    return register


def record(fact: Fact) -> None:
    """Note that *fact* happened; its listeners run now, the stream hears of it at COMMIT."""
    if not db.session().in_transaction():
        # Without one a rollback would be no event, and the fact would pass to whoever comes next.
        db.session.begin()
    recorded().append(fact)
    for listener in _listeners[type(fact)]:
        listener(fact)


def recorded() -> list[Fact]:
    """The facts of the running transaction, oldest first."""
    facts: list[Fact] = db.session().info.setdefault(RECORDED, [])
    return facts


def install(sink: Sink, waker: Callable[[], None]) -> None:
    """Let *sink* write the facts down before COMMIT, and call *waker* after it.

    The sink answers whether it wrote anything; the waker is called only then.
    """
    _sinks[:] = [sink]
    _wakers[:] = [waker]


@event.listens_for(Session, "before_commit")
def _write_down(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    facts = session.info.pop(RECORDED, [])
    if facts:
        session.info[APPENDED] = any(sink(session, facts) for sink in _sinks)


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if session.in_nested_transaction():
        return
    if session.info.pop(APPENDED, False):
        for waker in _wakers:
            waker()


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        # Weak, because a transaction is told to have ended before its rollback is told.
        marks = session.info.setdefault(MARKS, WeakKeyDictionary())
        marks[transaction] = len(session.info.get(RECORDED, ()))


@event.listens_for(Session, "after_soft_rollback")
def _cut_back(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        mark = session.info[MARKS].pop(transaction)
        del session.info.get(RECORDED, [])[mark:]
    elif transaction.parent is None:
        session.info.pop(RECORDED, None)
        session.info.pop(APPENDED, None)
