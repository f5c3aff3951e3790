"""Failures of ours and of what we stand on."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.exc import OperationalError

from chatty.core.logs import configure_logs
from tests.api.caller import PREFIX, check


@pytest.fixture
def broken(people, monkeypatch):
    """Make /me fail with the error that is given."""

    def breaks(error: Exception) -> None:
        def fail(_user_id: int) -> None:
            raise error

        monkeypatch.setattr("chatty.api.views.me.user_by_id", fail)

    return breaks


def test_unexpected_error_tells_a_number_and_nothing_else(people, broken, tmp_path):
    log = tmp_path / "log"
    with log.open("w") as stream:
        configure_logs("info", stream)
        broken(RuntimeError("the secret inside"))
        answer = people.ada.ask("GET", "/me")
    (line,) = [json.loads(each) for each in log.read_text().splitlines()]
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert line["request_id"] in answer.json["detail"]
    assert "the secret inside" in line["exception"]


def test_database_that_is_away_is_an_outage(people, broken):
    broken(OperationalError("SELECT 1", {}, Exception("gone")))
    answer = people.ada.ask("GET", "/me")
    assert (answer.status_code, answer.json["code"]) == (503, "database_unavailable")
    assert answer.headers["Retry-After"] == "2"


@pytest.mark.parametrize("path", ["/nothing", "/rooms/x", "//me", "/me/", "/auth"])
def test_address_that_does_not_exist_is_a_problem(people, path):
    assert people.ada.ask("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/me"), ("DELETE", "/rooms"), ("TRACE", "/me")]
)
def test_method_that_does_not_exist_is_a_problem_with_those_that_do(people, method, path):
    answer = people.ada.ask(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_answers_are_safe_to_be_opened_in_a_browser(people):
    for path in ("/me", "/nothing"):
        headers = people.ada.ask("GET", path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["Cache-Control"] == "no-store"


def test_head_is_a_get_without_a_body(people):
    answer = people.ada.client.head(
        f"{PREFIX}/me", headers={"Authorization": f"Bearer {people.ada.token}"}
    )
    check(answer, None)
    assert (answer.status_code, answer.data) == (200, b"")
