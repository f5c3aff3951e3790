"""What PostgreSQL cannot store is refused in words on both databases, never with an error 500."""

from __future__ import annotations

import base64

import pytest

NUL_CURSOR = base64.urlsafe_b64encode(b"0\x1fa\x00").decode().rstrip("=")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/rooms/a%00b", 404),
        ("/explore?query=a%00", 200),
        ("/explore?cursor=" + NUL_CURSOR, 400),
        ("/rooms/{square}/members?cursor=" + NUL_CURSOR, 400),
    ],
)
def test_nul_in_an_address_is_answered_in_words(client, cast, path, status):
    assert client.get(path.format(square=cast.square)).status_code == status


@pytest.mark.both_databases
def test_nul_in_a_login_is_nobodys_name(client):
    body = {"login": "a\0b", "password": "correct horse battery"}
    assert client.post("/api/v1/auth/login", json=body).status_code in {401, 422}
