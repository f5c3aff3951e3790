"""A client of the API that believes no answer: each must be what the contract says."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from werkzeug.exceptions import HTTPException

from chatty.api.openapi import statuses
from chatty.api.views import ROUTES
from chatty.wire.problems import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from chatty.api.routing import Route

PREFIX = "/api/v1"
BY_ENDPOINT = {f"api.{route.name}": route for route in ROUTES}


class Caller:
    """Somebody with a token, or without one."""

    def __init__(self, app: Flask, token: str | None = None, user_id: str = "") -> None:
        self.app = app
        self.client = app.test_client(use_cookies=False)
        self.token = token
        self.user_id = user_id

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,  # noqa: ANN401  # what werkzeug's test client takes
    ) -> TestResponse:
        """One request; *more* goes to werkzeug's test client as it is."""
        headers = dict(headers or {})
        if self.token and "Authorization" not in headers:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            more["json"] = body
        response = self.client.open(PREFIX + path, method=method, headers=headers, **more)
        if method == "HEAD":
            assert response.data == b""
        else:
            check(response, self._route(method, path))
        return response

    def get(self, path: str, **query: object) -> Any:  # noqa: ANN401  # a test knows what it asked for
        """The JSON of a GET that must succeed."""
        response = self.ask("GET", path, query_string=query)
        assert response.status_code == 200, response.text
        return response.json

    def post(self, path: str, body: object = None) -> TestResponse:
        return self.ask("POST", path, body)

    def put(self, path: str, body: object = None) -> TestResponse:
        return self.ask("PUT", path, body)

    def patch(self, path: str, body: object = None) -> TestResponse:
        return self.ask("PATCH", path, body)

    def delete(self, path: str) -> TestResponse:
        return self.ask("DELETE", path)

    def say(self, room_path: str, content: str, client_id: str | None = None) -> TestResponse:
        """A message in the room."""
        body = {"content": content, "clientId": client_id or content.replace(" ", "-")}
        return self.post(f"{room_path}/messages", body)

    def with_token(self, token: str) -> Caller:
        """The same person with another token."""
        return Caller(self.app, token, self.user_id)

    def _route(self, method: str, path: str) -> Route | None:
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(
                PREFIX + path.partition("?")[0], method
            )
        except HTTPException:
            return None
        return BY_ENDPOINT.get(str(endpoint))


def check(response: TestResponse, route: Route | None) -> None:
    """Hold *response* against the contract of *route*; without one it can only be a refusal."""
    is_file = route is not None and route.contract.file and response.status_code < 400
    assert is_file or response.headers["Cache-Control"] in {"no-store", "no-cache"}
    assert "Set-Cookie" not in response.headers
    if route is not None:
        assert response.status_code in statuses(route), (route.name, response.text)
    if response.status_code >= 400:
        assert response.mimetype == MEDIA_TYPE
        problem = Problem.model_validate_json(response.data)
        assert problem.status == response.status_code
    elif route is not None:
        _check_answer(response, route)


def _check_answer(response: TestResponse, route: Route) -> None:
    model = route.contract.answers[response.status_code]
    if route.contract.file and response.status_code in {200, 206}:
        assert route.contract.file in {response.mimetype, "*/*"}
        return
    if model is None:
        assert response.data == b""
        return
    assert response.mimetype == "application/json"
    if isinstance(model, tuple):
        # Told apart by their fields: none takes those of another.
        TypeAdapter(reduce(or_, model)).validate_json(response.data)
    else:
        model.model_validate_json(response.data)
