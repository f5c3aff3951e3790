"""What holds for every route of the pages: tokens, headers, nothing written by reading."""

from __future__ import annotations

import pytest

from chatty.core.db import db
from chatty.core.rates import rates
from tests.web.browser import Browser

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# The door for apps knows no cookie: it answers 401, or 415 to what is no JSON.
REFUSALS = {400, 401, 403, 415}


def routes(app, methods: set[str]) -> list[tuple[str, str]]:
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & methods
    )


def filled(rule: str) -> str:
    parts = [("1" if part.startswith("<") else part) for part in rule.split("/")]
    return "/".join(parts)


# Asks for a challenge to sign in with: it takes no body, and no cookie counts there.
OPEN_TO_ALL = ("POST", "/api/v1/auth/passkeys/options")
# Mail programs ask for no more mails with it (RFC 8058): the word in the address is the proof.
UNSUBSCRIBE = ("POST", "/unsubscribe/<int(max=9007199254740991):user_id>/<word>")


def test_every_unsafe_route_refuses_a_request_without_the_token(app, as_person):
    browser = as_person("bea")
    # There are more routes than one address may ask in a minute.
    rates.configure(redis_url="", on=False)
    found = [route for route in routes(app, UNSAFE) if route not in {OPEN_TO_ALL, UNSUBSCRIBE}]
    assert len([rule for _, rule in found if not rule.startswith("/api/")]) >= 10
    answers = {
        f"{method} {rule}": browser.client.open(
            filled(rule), method=method, data={"a": "b"}
        ).status_code
        for method, rule in found
    }
    # Where a secret word in the address is the credential, a wrong one is no address.
    unknown = {route for route, status in answers.items() if status == 404 and "<word:" in route}
    assert {
        route: status
        for route, status in answers.items()
        if status not in REFUSALS and route not in unknown
    } == {}


@pytest.mark.parametrize("token", ["", "nonsense", "IjAi.aaaa.bbbb"])
def test_wrong_token_is_refused_in_words(as_person, token):
    response = as_person("bea").client.post("/rooms", data={"name": "X", "csrf_token": token})
    assert response.status_code == 400
    assert "This form had expired" in response.text


def test_token_of_another_session_is_refused(as_person):
    other = as_person("cal").token("/rooms")
    response = as_person("bea").client.post("/rooms", data={"name": "X", "csrf_token": other})
    assert response.status_code == 400


def test_script_without_token_is_told_in_json(as_person):
    response = as_person("bea").client.put(
        "/rooms/1/typing", headers={"Accept": "application/json"}
    )
    assert (response.status_code, response.json["code"]) == (400, "csrf")


def dump() -> list[str]:
    tables = db.metadata.sorted_tables
    return [
        str([value for name, value in row._mapping.items() if not name.startswith("last_")])
        for table in tables
        for row in db.session.execute(table.select())
    ]


def test_reading_every_page_writes_nothing(app, as_person):
    browser = as_person("bea")
    with app.app_context():
        before = dump()
    for _, rule in routes(app, {"GET"}):
        if not rule.startswith(("/ws", "/events", "/static")):
            browser.get(filled(rule))
    with app.app_context():
        assert dump() == before


@pytest.mark.parametrize("path", ["/", "/rooms/plaza", "/nothing", "/rooms/harbour", "/rooms"])
def test_pages_carry_the_headers(app, path):
    response = Browser(app).get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in policy
    # A public room is the same to all who are not signed in, and is asked about by its ETag.
    kept = path == "/rooms/plaza"
    assert response.headers["Cache-Control"] == ("no-cache" if kept else "no-store")
    assert "Cookie" in response.headers["Vary"]


def test_import_map_fits_its_digest_in_the_policy(app):
    from base64 import b64encode  # noqa: PLC0415 - only here
    from hashlib import sha256  # noqa: PLC0415 - only here

    response = Browser(app).get("/")
    inline = response.text.split('<script type="importmap">')[1].split("</script>")[0]
    digest = b64encode(sha256(inline.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]


def test_foreign_words_in_the_address_are_shown_as_words(app):
    text = Browser(app).get("/explore?query=<script>alert(1)</script>{{7*7}}").text
    assert "<script>alert" not in text
    assert "{{7*7}}" in text


def test_method_of_a_form_cannot_be_changed_into_reading(app, as_person):
    browser = as_person("bea")
    response = browser.submit("/rooms/new", "/rooms", _method="get", name="Still posted")
    assert response.status_code == 303


def test_large_form_is_refused(as_person):
    response = as_person("bea").client.post("/rooms", data={"name": "x" * 600_000})
    assert response.status_code == 413


def test_wrong_method_is_answered_with_a_page(app):
    response = Browser(app).client.delete("/explore")
    assert response.status_code == 405
    assert "<h1>" in response.text
