"""Bodies that no form of ours sends: refused in words, never a failure of the server."""

from __future__ import annotations

from io import BytesIO

import pytest

BODIES = ["[1,2]", '"str"', "5", "null", "{", '{"content":5,"login":5,"name":5}']
FORMS = [
    ("POST", "/sign-in"),
    ("POST", "/sign-up"),
    ("POST", "/rooms"),
    ("PUT", "/settings/profile"),
]
FIELDS = ("content", "client_id", "login", "username", "password", "name", "display_name", "seq")


@pytest.fixture
def paths(cast):
    room = f"/rooms/{cast.market}"
    return [*FORMS, ("POST", f"{room}/messages"), ("PUT", f"{room}/read-marker"),
            ("PUT", f"{room}/delivered-marker")]  # fmt: skip


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("body", BODIES)
def test_a_json_body_is_no_form(bea, paths, body, accept):
    headers = {"X-CSRFToken": bea.token("/rooms"), "Accept": accept}
    for method, path in paths:
        response = bea.client.open(
            path, method=method, data=body, content_type="application/json", headers=headers
        )
        assert response.status_code == 422, path
        assert ">None<" not in response.text


@pytest.mark.parametrize("body", [*BODIES[:-1], '{"seq":true}', '{"seq":[1]}'])
def test_a_marker_in_json_needs_an_object_with_a_number(bea, cast, body):
    headers = {"X-CSRFToken": bea.token("/rooms"), "Accept": "application/json"}
    for name in ("read-marker", "delivered-marker"):
        response = bea.client.put(
            f"/rooms/{cast.market}/{name}",
            data=body,
            content_type="application/json",
            headers=headers,
        )
        assert response.status_code == 422


def test_a_file_is_no_text(bea, paths):
    headers = {"X-CSRFToken": bea.token("/rooms")}
    for method, path in paths:
        files = {name: (BytesIO(b"words"), "words.txt") for name in FIELDS}
        response = bea.client.open(path, method=method, data=files, headers=headers)
        assert response.status_code == 422, path
