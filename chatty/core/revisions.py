"""Which revision the tables are at, asked without the app: ``python -m chatty.core.revisions``.

Most starts find nothing to migrate. This asks in a tenth of the time that loading the app takes,
and exits with 0 only when there is nothing to do; whatever is wrong, `flask prepare` says better.
It knows nothing of SQLAlchemy and Alembic, which are what takes the time.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from chatty.core.limits import POSTGRES_CONNECT_SECONDS
from chatty.core.paths import MIGRATIONS

ASK = "SELECT version_num FROM alembic_version"
REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)


def is_newest(database_url: str) -> bool:
    """Whether the tables are those this code expects; False also when nobody can tell."""
    try:
        return stored(database_url) == newest()
    except (sqlite3.Error, psycopg.Error):
        return False


def newest() -> str:
    """The revision of the last of the numbered migrations."""
    last = max((MIGRATIONS / "versions").glob("[0-9]*.py"))
    found = REVISION.search(last.read_text())
    if found is None:
        message = f"{last.name} does not say which revision it is"
        raise ValueError(message)
    return found[1]


def stored(database_url: str) -> str | None:
    """The revision in the database at *database_url*, as SQLAlchemy writes it."""
    parts = urlsplit(database_url)
    if parts.scheme.startswith("sqlite"):
        # Not made where there is none.
        path = Path(unquote(parts.path[1:])).absolute()
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as file:
            row = file.execute(ASK).fetchone()
    else:
        address = parts._replace(scheme="postgresql").geturl()
        with psycopg.connect(address, connect_timeout=POSTGRES_CONNECT_SECONDS) as server:
            row = server.execute(ASK).fetchone()
    return None if row is None else str(row[0])


if __name__ == "__main__":
    sys.exit(0 if is_newest(os.environ["DATABASE_URL"]) else 1)
