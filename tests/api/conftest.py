"""Callers of the API whose every answer is held against its contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatty.accounts.actions import Device, open_family
from chatty.core.db import writing
from chatty.core.tokens import sign_access
from tests.api.caller import Caller

if TYPE_CHECKING:
    from flask import Flask

    from tests.cast import Cast


class People:
    """The cast as callers: ``people.ada.get("/me")``; ``people.nobody`` has no token."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app = app
        self.cast = cast
        self.nobody = Caller(app)

    def __getattr__(self, name: str) -> Caller:
        user_id = getattr(self.cast, name).id
        with self.app.app_context(), writing():
            token = sign_access(user_id=user_id, family_id=open_family(user_id, Device()).family_id)
        caller = Caller(self.app, token, str(user_id))
        self.__dict__[name] = caller
        return caller


@pytest.fixture
def people(app, cast) -> People:
    return People(app, cast)


@pytest.fixture
def nobody(empty_app) -> Caller:
    """Somebody without an account, at a server without any."""
    return Caller(empty_app)


@pytest.fixture
def harbour(cast) -> str:
    return f"/rooms/{cast.harbour}"


@pytest.fixture
def market(cast) -> str:
    return f"/rooms/{cast.market}"


@pytest.fixture
def account() -> dict[str, Any]:
    """What a new person sends."""
    return {"username": "fay", "password": "correct horse battery"}
