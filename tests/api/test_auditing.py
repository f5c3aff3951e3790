"""S80: every security event leaves one line in a log that nobody rewrites."""

from __future__ import annotations

import ast
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from chatty.accounts.jobs import forget_audit
from chatty.accounts.models import AuditEntry, AuditKind
from chatty.accounts.rendering import AUDIT_WORDS
from chatty.core import clock, limits
from chatty.core.db import db, writing
from tests.api.moderation_events import MODERATION
from tests.api.room_events import ROOMS
from tests.api.security_events import BY_ITSELF, EVENTS, Stage
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = "127.0.0.1"
ALL_EVENTS = EVENTS | MODERATION | ROOMS


@pytest.fixture
def stage(app, people, cast, post_office) -> Stage:
    return Stage(app, people, cast, post_office)


def entries(app, kind: str, after: int = 0) -> list[AuditEntry]:
    with app.app_context():
        query = sa.select(AuditEntry).where(AuditEntry.kind == kind, AuditEntry.id > after)
        return list(db.session.scalars(query))


def newest(app) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0


def written() -> Iterator[str]:
    """Every kind that the code names when it writes to the log."""
    for path in (ROOT / "chatty").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="audit"), args=[ast.Constant(value=str(kind)), *_]):
                    yield kind


def test_every_kind_that_is_written_is_one_of_the_list():
    assert set(written()) - set(AuditKind) == set()


def test_every_kind_is_made_to_happen_here():
    assert set(ALL_EVENTS) == set(AuditKind)


def test_every_kind_has_words_for_people():
    assert set(AUDIT_WORDS) == set(AuditKind)


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", sorted(ALL_EVENTS))
def test_event_leaves_one_line(stage, kind):
    """When, who, from where and to whom."""
    (actor, target), act = ALL_EVENTS[kind]
    # Signing in for the test is an event, too.
    assert [stage.people.ada, stage.people.eve, stage.people.admin]
    before = newest(stage.app)
    act(stage)
    (entry,) = entries(stage.app, kind, before)
    if actor == "new":
        assert entry.actor_id not in {None, stage.cast.ada.id}
    else:
        assert entry.actor_id == (getattr(stage.cast, actor).id if actor else None)
    assert entry.target_id == (getattr(stage.cast, target).id if target else None)
    assert entry.address == HERE or kind in BY_ITSELF
    assert entry.created_at.tzinfo == UTC
    assert abs(entry.created_at - clock.now()) < timedelta(minutes=1)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change", ["UPDATE audit_entries SET kind = 'x'", "DELETE FROM audit_entries"]
)
def test_database_refuses_to_rewrite_the_log(app, cast, change):
    with app.app_context():
        with pytest.raises(DBAPIError, match="only appended to"), writing():
            db.session.execute(sa.text(change))
        assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))


@pytest.mark.both_databases
def test_entries_are_kept_for_a_year(app, cast):
    old = clock.now() - limits.AUDIT_KEPT_FOR
    with app.app_context():
        with writing():
            for kind, at in (("old", old - timedelta(days=2)), ("young", old + timedelta(days=2))):
                db.session.add(AuditEntry(kind=kind, address="", created_at=at))
        assert forget_audit() == 1
    assert (entries(app, "old"), len(entries(app, "young"))) == ([], 1)
