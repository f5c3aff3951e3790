"""Tokens: forged, expired, rotated, reused, revoked."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from sqlalchemy import func, select

from chatty.accounts.models import AuditEntry, RefreshFamily, RefreshToken
from chatty.core import clock
from chatty.core.clock import clock as the_clock
from chatty.core.db import db
from tests.cast import PASSWORD
from tests.processes import SECRET_KEY

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def login(people) -> dict[str, Any]:
    """The tokens of a login of ada's."""
    answer = people.nobody.post("/auth/login", {"login": "ada", "password": PASSWORD})
    found: dict[str, Any] = answer.json
    return found


def claims_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def signed(claims: dict[str, Any], **headers: str) -> str:
    return jwt.encode(claims, SECRET_KEY, algorithm="HS256", headers=headers)


def without_signature(claims: dict[str, Any], algorithm: str) -> str:
    parts = ({"alg": algorithm, "typ": "JWT"}, claims)
    text = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*text, b""]).decode()


def status(people, token: str) -> int:
    code: int = people.nobody.with_token(token).ask("GET", "/me").status_code
    return code


def test_token_of_our_own_is_good(people, login):
    assert status(people, login["accessToken"]) == 200
    assert status(people, signed(claims_of(login["accessToken"]))) == 200


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256", "RS256"])
def test_token_without_signature_is_refused(people, login, algorithm):
    assert status(people, without_signature(claims_of(login["accessToken"]), algorithm)) == 401


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_token_of_another_algorithm_is_refused(people, login, algorithm):
    token = jwt.encode(claims_of(login["accessToken"]), SECRET_KEY * 2, algorithm=algorithm)
    assert status(people, token) == 401


def test_token_with_another_payload_is_refused(people, login):
    head, _, signature = login["accessToken"].split(".")
    other = claims_of(login["accessToken"]) | {"sub": "1"}
    payload = base64.urlsafe_b64encode(json.dumps(other).encode()).rstrip(b"=").decode()
    assert status(people, f"{head}.{payload}.{signature}") == 401


@pytest.mark.parametrize("header", [{"kid": "../../dev/null"}, {"jku": "https://evil.example/k"}])
def test_key_named_by_a_token_is_not_fetched(people, login, header):
    token = jwt.encode(
        claims_of(login["accessToken"]), "of their own" * 4, algorithm="HS256", headers=header
    )
    assert status(people, token) == 401


CHANGES = [
    {"aud": "somebody-else"},
    {"iss": "somebody-else"},
    {"type": "refresh"},
    {"sub": "1"},
    {"sub": "x"},
    {"fam": "1"},
    {"fam": None},
    {"exp": 0},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_token_that_says_something_else_is_refused(people, login, change):
    assert status(people, signed(claims_of(login["accessToken"]) | change)) == 401


@pytest.mark.parametrize("claim", ["jti", "sub", "aud", "iss", "exp", "fam", "type"])
def test_token_that_says_too_little_is_refused(people, login, claim):
    claims = claims_of(login["accessToken"])
    del claims[claim]
    assert status(people, signed(claims)) == 401


def test_token_of_the_future_is_refused(people, login):
    later = int((clock.now() + timedelta(minutes=5)).timestamp())
    assert status(people, signed(claims_of(login["accessToken"]) | {"nbf": later})) == 401


@pytest.mark.parametrize(("seconds", "expected"), [(25, 200), (31, 401)])
def test_expired_token_has_thirty_seconds_for_clocks(people, login, seconds, expected):
    past = int((clock.now() - timedelta(seconds=seconds)).timestamp())
    assert status(people, signed(claims_of(login["accessToken"]) | {"exp": past})) == expected


@pytest.mark.parametrize("scheme", ["Basic ", "Token ", "", "Bearer"])
def test_other_ways_to_name_oneself_are_refused(people, login, scheme):
    headers = {"Authorization": scheme + login["accessToken"] if scheme.strip() else scheme}
    answer = people.nobody.ask("GET", "/me", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_refresh_token_is_no_access_token(people, login):
    assert status(people, login["refreshToken"]) == 401


def test_access_token_is_no_refresh_token(people, login):
    caller = people.nobody.with_token(login["accessToken"])
    assert caller.post("/auth/refresh").status_code == 401


@pytest.mark.both_databases
def test_refresh_token_is_traded_for_the_next_pair(people, login):
    pair = people.nobody.with_token(login["refreshToken"]).post("/auth/refresh").json
    again = people.nobody.with_token(pair["refreshToken"]).post("/auth/refresh")
    assert status(people, pair["accessToken"]) == 200
    assert again.status_code == 200


def test_refresh_within_ten_seconds_answers_the_same_successor(people, login):
    caller = people.nobody.with_token(login["refreshToken"])
    first = caller.post("/auth/refresh").json
    the_clock.move(timedelta(seconds=8))
    second = caller.post("/auth/refresh").json
    assert first["refreshToken"] == second["refreshToken"]
    assert status(people, first["accessToken"]) == 200


@pytest.mark.both_databases
def test_refresh_token_used_again_later_ends_the_login(people, login):
    caller = people.nobody.with_token(login["refreshToken"])
    pair = caller.post("/auth/refresh").json
    the_clock.move(timedelta(seconds=11))
    assert caller.post("/auth/refresh").status_code == 401
    successor = people.nobody.with_token(pair["refreshToken"])
    assert successor.post("/auth/refresh").status_code == 401
    assert status(people, pair["accessToken"]) == 401
    with people.app.app_context():
        reused = select(func.count()).where(AuditEntry.kind == "refresh_reuse")
        assert db.session.scalar(reused) == 1


def test_refresh_ends_ninety_days_after_the_login(people, login):
    the_clock.move(timedelta(days=91))
    caller = people.nobody.with_token(login["refreshToken"])
    assert caller.post("/auth/refresh").status_code == 401


def test_refresh_is_limited(people, login):
    caller = people.nobody.with_token(login["refreshToken"])
    codes = [caller.post("/auth/refresh").status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


def test_each_refresh_has_one_successor(people, login):
    caller = people.nobody.with_token(login["refreshToken"])
    family = int(claims_of(login["refreshToken"])["fam"])
    assert len({caller.post("/auth/refresh").json["refreshToken"] for _ in range(5)}) == 1
    with people.app.app_context():
        tokens = select(func.count()).where(RefreshToken.family_id == family)
        assert db.session.scalar(tokens) == 2


@pytest.mark.both_databases
def test_logged_out_token_stays_dead(people, login):
    caller = people.nobody.with_token(login["accessToken"])
    assert caller.post("/auth/logout").status_code == 204
    assert status(people, login["accessToken"]) == 401
    refresh = people.nobody.with_token(login["refreshToken"]).post("/auth/refresh")
    assert refresh.status_code == 401


def test_logout_ends_one_login_only(people, login):
    other = people.nobody.post("/auth/login", {"login": "ada", "password": PASSWORD}).json
    people.nobody.with_token(login["accessToken"]).post("/auth/logout")
    assert status(people, other["accessToken"]) == 200


def test_tokens_are_not_kept(people, login):
    with people.app.app_context():
        rows = [*db.session.execute(select(RefreshToken.__table__))]
        rows += [*db.session.execute(select(RefreshFamily.__table__))]
    kept = str(rows)
    assert login["refreshToken"].rpartition(".")[2] not in kept
    assert login["accessToken"].rpartition(".")[2] not in kept


def test_secret_of_the_tests_is_the_apps(app):
    assert app.config["SECRET_KEY"] == SECRET_KEY
