"""Which engine searches."""

from __future__ import annotations

from chatty.core.db import on_sqlite
from chatty.search.queries.asking import Engine
from chatty.search.queries.postgres import Tsvector
from chatty.search.queries.sqlite import Fts5


def engine() -> Engine:
    """That of the database in use."""
    return Fts5() if on_sqlite() else Tsvector()
