"""The database: typed base, engine settings for both databases, and the one write transaction.

Promises kept here:

* Every moment comes back as an aware UTC datetime, from SQLite too.
* On SQLite reads begin deferred and writes begin IMMEDIATE, so a write never fails for want of a
  fresh snapshot. Waiting for the lock yields to other greenlets: SQLite's own busy wait would
  sleep in C and freeze every one of them.
* On PostgreSQL a transaction that is left open is ended by the server, so a frozen process
  cannot keep the stream's lock.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry

from chatty.core import limits
from chatty.core.errors import Unavailable

RETRY_AFTER_SECONDS = 2
WRITE_RETRY_SECONDS = 0.002
WRITE_RETRY_LONGEST_SECONDS = 0.05
ID_BITS = 53
# What is deleted is overwritten, whichever SQLite Python was built with.
TIDY = ("foreign_keys = ON", "secure_delete = ON")
# What only one of the two databases has, and no model: the index that messages are found by.
OF_ONE_ENGINE = ("search_index", "ix_search_entries_tokens")

log = structlog.get_logger(__name__)


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment; SQLite keeps no zone, so it is put back when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


# SQLite makes only an INTEGER PRIMARY KEY its row id, so big keys are plain there.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Base(DeclarativeBase):
    """What every model stands on."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UTCDateTime(), int: BigId, str: sa.Text()},
    )


db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False}
)


def new_id() -> int:
    """A random 53-bit id: fits a JavaScript number, and people cannot be counted through."""
    return secrets.randbits(ID_BITS) | 1 << (ID_BITS - 1)


def engine_options(*, on_sqlite: bool, pool: int) -> dict[str, Any]:
    """The options for ``create_engine`` under gevent."""
    shared: dict[str, Any] = {
        "pool_size": pool,
        "max_overflow": pool,
        "pool_timeout": limits.DATABASE_POOL_WAIT_SECONDS,
    }
    if on_sqlite:
        return shared | {"connect_args": {"timeout": 0, "check_same_thread": False}}
    options = (
        f"-c statement_timeout={limits.POSTGRES_STATEMENT_MS} "
        f"-c lock_timeout={limits.POSTGRES_LOCK_MS} "
        f"-c idle_in_transaction_session_timeout={limits.POSTGRES_IDLE_IN_TRANSACTION_MS} "
        "-c timezone=UTC"
    )
    connect = {"connect_timeout": limits.POSTGRES_CONNECT_SECONDS, "options": options}
    return shared | {"connect_args": connect, "pool_use_lifo": True}


@contextmanager
def writing() -> Iterator[None]:
    """A door's one write transaction: committed at the end, rolled back on any error.

    On SQLite nothing may yield inside it after the first write. Raises Unavailable when the
    database is away or its lock could not be had.
    """
    session = db.session
    try:
        if on_sqlite():
            # A read that turned into a write would hold an old snapshot, and be refused for it.
            session.rollback()
            session.connection(execution_options={"chatty_writing": True})
        yield
        session.commit()
    except (DBAPIError, PoolTimeout) as error:
        session.rollback()
        if is_outage(error):
            raise unavailable(error) from error
        raise
    except BaseException:
        session.rollback()
        raise


def release() -> None:
    """Give the connection back before something slow (a password hash, a network call)."""
    db.session.rollback()


def on_sqlite() -> bool:
    """Whether the embedded database is in use."""
    return db.engine.dialect.name == "sqlite"


def database_bytes() -> int:
    """How large the database is."""
    if on_sqlite():
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        size = "SELECT pg_database_size(current_database())"
    return int(db.session.scalar(sa.text(size)) or 0)


def is_of_models(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Whether Alembic shall compare something that it found in the database with the models."""
    if kind == "column":
        return (parents.get("table_name"), name) != ("search_entries", "tokens")
    return not (name or "").startswith(OF_ONE_ENGINE)


def is_outage(error: BaseException) -> bool:
    """Whether *error* says that the database is away or busy, not that we asked wrongly."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def unavailable(cause: BaseException | None = None) -> Unavailable:
    """The error a door answers while the database is away, or busy; *cause* is for our log."""
    if cause is not None:
        log.warning("database_away", error=str(cause.__cause__ or cause))
    detail = "The database is not reachable right now. Nothing was lost; please try again."
    return Unavailable("database_unavailable", detail, retry_after=RETRY_AFTER_SECONDS)


@contextmanager
def autocommit(engine: Engine) -> Iterator[Connection]:
    """A connection outside every transaction, for the tailer: each SELECT sees the newest state."""
    if engine.dialect.name == "sqlite":
        options: dict[str, Any] = {"chatty_autocommit": True}
    else:
        options = {"isolation_level": "AUTOCOMMIT"}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def prepare_engine(engine: Engine) -> None:
    """Give *engine* the habits promised above; once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _set_pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", *TIDY):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("chatty_autocommit"):
        return
    if options.get("chatty_writing"):
        _begin_immediate(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    until = time.monotonic() + limits.SQLITE_WRITE_WAIT_SECONDS
    pause = WRITE_RETRY_SECONDS
    cursor = connection.connection.cursor()
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            # Any other operational error (disk full, not a database) will not pass by waiting.
            if "locked" not in str(error) or time.monotonic() > until:
                # SQLAlchemy does not wrap what a listener of "begin" raises.
                statement = "BEGIN IMMEDIATE"
                raise OperationalError(statement, {}, error) from error
        else:
            return
        time.sleep(pause)
        pause = min(pause * 1.5, WRITE_RETRY_LONGEST_SECONDS)
