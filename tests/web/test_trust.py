"""Codes on the pages: set them up, sign in with them, end them. All of it without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from chatty.core import clock
from tests.cast import PASSWORD
from tests.web.browser import Browser

PAGE = "/settings/security"
TOTP = f"{PAGE}/totp"
CODE = "/sign-in/code"
STEP = timedelta(seconds=30)


@pytest.fixture
def secret(bea) -> str:
    """Codes are asked for from here on."""
    bea.submit(PAGE, TOTP, current_password=PASSWORD)
    found = re.search(r'class="secret">(\w+)<', bea.get(TOTP).text)
    assert found
    answer = bea.submit(TOTP, TOTP, _method="put", code=pyotp.TOTP(found[1]).at(clock.now()))
    assert answer.status_code == 200
    clock.clock.move(STEP * 3)
    return found[1]


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def test_security_page_needs_a_sign_in(visitor):
    assert visitor.get(PAGE).location.startswith("/sign-in?next=")


def test_beginning_needs_the_password(bea):
    refused = bea.submit(PAGE, TOTP, current_password="not this one")
    assert refused.status_code == 422
    assert "This is not your password." in refused.text
    assert bea.get(TOTP).status_code == 404


def test_page_shows_a_code_to_scan_and_the_secret_to_type(bea):
    assert bea.submit(PAGE, TOTP, current_password=PASSWORD).location == TOTP
    page = bea.get(TOTP).text
    assert 'src="data:image/svg+xml' in page
    assert re.search(r'class="secret">[A-Z2-7]{32}<', page)


def test_wrong_first_code_is_said_and_the_same_secret_stays(bea):
    bea.submit(PAGE, TOTP, current_password=PASSWORD)
    refused = bea.submit(TOTP, TOTP, _method="put", code="000000")
    assert refused.status_code == 422
    assert "This code is not right." in refused.text
    secrets = [
        re.findall(r'class="secret">(\w+)<', text) for text in (refused.text, bea.get(TOTP).text)
    ]
    assert secrets[0] == secrets[1]


def test_recovery_codes_are_shown_once(bea):
    bea.submit(PAGE, TOTP, current_password=PASSWORD)
    secret = re.findall(r'class="secret">(\w+)<', bea.get(TOTP).text)[0]
    shown = bea.submit(TOTP, TOTP, _method="put", code=code_of(secret)).text
    assert len(re.findall(r'class="secret">[a-z2-9-]{19}<', shown)) == 10
    assert bea.get(TOTP).status_code == 404
    assert "10 of 10 recovery codes are left" in bea.get(PAGE).text


def test_person_signs_in_with_password_and_code_and_goes_where_they_wanted(visitor, secret):
    first = visitor.submit(
        "/sign-in", "/sign-in", login="bea", password=PASSWORD, next="/rooms/market"
    )
    assert first.location == "/sign-in/code?next=/rooms/market"
    assert visitor.get("/settings/profile").status_code == 303
    second = visitor.submit(first.location, CODE, code=code_of(secret), next="/rooms/market")
    assert second.location == "/rooms/market"
    assert visitor.page("/").heading == "Hello, Bea"


def test_wrong_code_is_said_and_the_first_step_stays(visitor, secret):
    visitor.sign_in("bea")
    refused = visitor.submit(CODE, CODE, code="000000")
    assert refused.status_code == 422
    assert "This code is not right" in refused.text
    assert visitor.submit(CODE, CODE, code=code_of(secret)).status_code == 303


def test_first_step_is_good_for_ten_minutes(visitor, secret):
    visitor.sign_in("bea")
    token = visitor.token(CODE)
    clock.clock.move(timedelta(minutes=11))
    late = visitor.client.post(CODE, data={"csrf_token": token, "code": code_of(secret)})
    assert late.location == "/sign-in?next=/"
    assert visitor.get("/settings/profile").status_code == 303


@pytest.mark.parametrize("path", [CODE])
def test_second_step_without_the_first_begins_anew(visitor, path):
    assert visitor.get(path).location == "/sign-in?next=/"


def test_cookie_is_a_new_one_after_the_second_step(visitor, secret):
    """S24."""
    visitor.sign_in("bea")
    before = visitor.client.get_cookie("chatty").value
    visitor.submit(CODE, CODE, code=code_of(secret))
    assert visitor.client.get_cookie("chatty").value != before
    planted = Browser(visitor.client.application)
    planted.client.set_cookie("chatty", before)
    assert planted.get("/settings/profile").status_code == 303


def test_turning_codes_on_ends_every_other_sign_in(as_person, bea):
    """S23."""
    other = as_person("bea")
    bea.submit(PAGE, TOTP, current_password=PASSWORD)
    secret = re.findall(r'class="secret">(\w+)<', bea.get(TOTP).text)[0]
    bea.submit(TOTP, TOTP, _method="put", code=code_of(secret))
    assert other.get("/settings/profile").status_code == 303
    assert bea.get("/settings/profile").status_code == 200


def test_codes_end_with_the_password(bea, visitor, secret):
    refused = bea.submit(PAGE, TOTP, _method="delete", current_password="not this one")
    assert refused.status_code == 422
    ended = bea.submit(PAGE, TOTP, _method="delete", current_password=PASSWORD)
    assert ended.location == PAGE
    assert visitor.sign_in("bea").location == "/"


def test_new_recovery_codes_sign_in(bea, visitor, secret):
    shown = bea.submit(PAGE, f"{PAGE}/recovery-codes", current_password=PASSWORD).text
    code = re.findall(r'class="secret">([a-z2-9-]{19})<', shown)[0]
    visitor.sign_in("bea")
    assert visitor.submit(CODE, CODE, code=code).status_code == 303
    assert "9 of 10" in bea.get(PAGE).text


def test_forms_of_another_person_change_nothing(cal, secret, visitor):
    cal.submit(PAGE, TOTP, _method="delete", current_password=PASSWORD)
    assert visitor.sign_in("bea").location == f"{CODE}?next=/"
