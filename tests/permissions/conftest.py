"""One world for all rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatty.app import create_app
from chatty.core.db import db
from tests.databases import settings_for
from tests.permissions.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def world(sqlite_databases, tmp_path_factory) -> Iterator[World]:
    url = sqlite_databases.fresh("cast")
    app = create_app(settings_for(url, tmp_path_factory.mktemp("world")))
    app.testing = True
    yield World(app, sqlite_databases.casts["cast"])
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    sqlite_databases.drop(url)
