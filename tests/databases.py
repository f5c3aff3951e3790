"""Databases for tests: fresh copies of a migrated template, on SQLite and on PostgreSQL.

A copy costs some milliseconds where migrating would cost a second. There are two templates of
each: *empty* is migrated only, *cast* has the people and rooms of `cast.py` in it.
"""

from __future__ import annotations

import itertools
import os
import shutil
from functools import cached_property
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from chatty.app import create_app
from chatty.core.db import db
from chatty.core.settings import load_settings
from tests.cast import Cast, assemble
from tests.processes import SECRET_KEY
from tests.servers import Postgres

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from chatty.core.settings import Settings


def settings_for(url: str, folder: Path, **others: object) -> Settings:
    """Settings of an app inside pytest."""
    fixed = {"database_url": url, "chatty_data": folder, "secret_key": SECRET_KEY}
    return load_settings(**{"redis_url": "", "public_url": "", **fixed, **others})


def migrate(app: Flask) -> None:
    """Bring the app's database up to date, the way a host does."""
    result = app.test_cli_runner().invoke(args=["prepare"])
    assert result.exit_code == 0, result.output


def prepare(url: str, folder: Path) -> None:
    """Give an empty database its tables."""
    app = create_app(settings_for(url, folder))
    migrate(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Databases:
    """Where fresh databases of one kind come from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.casts: dict[str, Cast] = {}

    def fresh(self, template: str, name: str = "") -> str:
        """The address of a new copy of *template*, `empty` or `cast`; of its own unless named."""
        raise NotImplementedError

    def drop(self, url: str) -> None:
        """Forget a copy."""
        raise NotImplementedError

    def _fill(self, url: str, template: str) -> None:
        app = create_app(settings_for(url, self.folder))
        migrate(app)
        with app.app_context():
            if template == "cast":
                self.casts[template] = assemble()
            db.session.remove()
            db.engine.dispose()


class SQLiteDatabases(Databases):
    """Copies of a file."""

    def fresh(self, template: str, name: str = "") -> str:
        copy = self.folder / f"{template}-{name or next(_numbers)}.db"
        self.copy(template, copy)
        return f"sqlite:///{copy}"

    def copy(self, template: str, path: Path) -> None:
        """Put a new copy of *template* at *path*."""
        original = self.folder / f"{template}.db"
        if not original.exists():
            self._fill(f"sqlite:///{original}", template)
        shutil.copy(original, path)

    def drop(self, url: str) -> None:
        path = make_url(url).database or ""
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):  # noqa: PTH110  # the suffix is no path part
                os.remove(path + suffix)  # noqa: PTH107  # a path with a suffix glued on


class PostgresDatabases(Databases):
    """Databases of one server, made from template databases."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._templates: dict[str, str] = {}

    @cached_property
    def server(self) -> Postgres | None:
        """Our own server; None when the machine names one."""
        return None if _given() else Postgres().start()

    def url(self, database: str) -> str:
        given = _given()
        if given:
            return make_url(given).set(database=database).render_as_string(hide_password=False)
        assert self.server is not None
        return self.server.dsn(database)

    def fresh(self, template: str, name: str = "") -> str:
        if template not in self._templates:
            original = self._create()
            self._fill(self.url(original), template)
            self._templates[template] = original
        return self.url(
            self._create(self._templates[template], f"{template}_{name}" if name else "")
        )

    def bare(self) -> str:
        """The address of a new database without any table."""
        return self.url(self._create())

    def drop(self, url: str) -> None:
        name = make_url(url).database or ""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _create(self, template: str = "template1", called: str = "") -> str:
        name = f"chatty_test_{os.getpid()}_{called or next(_numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def _execute(self, statement: str, *names: str) -> None:
        maintenance = self.url(make_url(_given() or "x:///postgres").database or "postgres")
        plain = make_url(maintenance).set(drivername="postgresql")
        address = plain.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


_numbers = itertools.count(1)


def _given() -> str:
    return os.environ.get("CHATTY_TEST_DATABASE_URL", "")
