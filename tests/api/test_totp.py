"""Codes by the clock over the API."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from chatty.accounts.models import AuditEntry, RecoveryCode, Totp, User
from chatty.core import clock
from chatty.core.db import db, writing
from tests.cast import PASSWORD

PROOF = {"currentPassword": PASSWORD}
STEP = timedelta(seconds=30)


@pytest.fixture
def secret(people) -> str:
    found: str = people.bea.post("/me/totp", PROOF).json["secret"]
    return found


@pytest.fixture
def recovery_codes(people, secret) -> list[str]:
    """Codes are asked for from here on."""
    answer = people.bea.put("/me/totp", {"code": code_of(secret)})
    assert answer.status_code == 200
    people.bea.token = answer.json["accessToken"]
    clock.clock.move(STEP * 3)
    codes: list[str] = answer.json["recoveryCodes"]
    return codes


def code_of(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + steps * STEP)


def log_in(people, otp: str | None = None, login: str = "bea"):
    body = {"login": login, "password": PASSWORD}
    return people.nobody.post("/auth/login", body | ({"otp": otp} if otp else {}))


def test_secret_counts_for_nothing_before_its_first_code(people, secret):
    assert people.bea.get("/me/totp")["state"] == "pending"
    assert log_in(people).status_code == 200


def test_setting_up_needs_the_password(people):
    answer = people.bea.post("/me/totp", {"currentPassword": "not this one"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "currentPassword"


def test_wrong_first_code_turns_nothing_on(people, secret):
    assert people.bea.put("/me/totp", {"code": "000000"}).status_code == 422
    assert people.bea.get("/me/totp")["state"] == "pending"


@pytest.mark.both_databases
def test_password_alone_no_longer_signs_in(people, secret, recovery_codes):
    answer = log_in(people)
    assert (answer.status_code, answer.json["code"]) == (401, "otp_required")
    assert log_in(people, code_of(secret)).status_code == 200
    assert people.bea.get("/me/totp") == {"state": "on", "recoveryCodesLeft": 10}


def test_wrong_code_is_refused_and_written_down(people, secret, recovery_codes, in_app):
    answer = log_in(people, "000000")
    assert (answer.status_code, answer.json["code"]) == (401, "bad_otp")
    kinds = db.session.scalars(sa.select(AuditEntry.kind)).all()
    assert "second_factor_failed" in kinds


def test_code_is_accepted_once(people, secret, recovery_codes):
    code = code_of(secret)
    assert log_in(people, code).status_code == 200
    assert log_in(people, code).status_code == 401


@pytest.mark.both_databases
def test_same_code_ten_times_at_once_is_accepted_once(people, secret, recovery_codes):
    codes = [code_of(secret)] * 4
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda code: log_in(people, code).status_code, codes))
    assert sorted(answers) == [200, 401, 401, 401]


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_clock_may_be_off_by_one_step(people, secret, recovery_codes, steps, status):
    assert log_in(people, code_of(secret, steps)).status_code == status


@pytest.mark.both_databases
def test_recovery_code_signs_in_once_however_it_is_written(people, recovery_codes):
    assert log_in(people, recovery_codes[0].upper().replace("-", " ")).status_code == 200
    assert log_in(people, recovery_codes[0]).status_code == 401
    assert people.bea.get("/me/totp")["recoveryCodesLeft"] == 9


def test_new_recovery_codes_replace_the_old(people, recovery_codes):
    fresh = people.bea.post("/me/recovery-codes", PROOF).json["recoveryCodes"]
    assert log_in(people, recovery_codes[0]).status_code == 401
    assert log_in(people, fresh[0]).status_code == 200


def test_guessing_codes_ends_after_five(people, secret, recovery_codes):
    for _ in range(5):
        assert log_in(people, "000000").status_code == 401
    answer = log_in(people, code_of(secret))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_turning_codes_on_ends_every_other_sign_in(people, secret):
    """S23."""
    other = people.nobody.post("/auth/login", {"login": "bea", "password": PASSWORD}).json
    bearer = {"Authorization": f"Bearer {other['accessToken']}"}
    assert people.nobody.ask("GET", "/me", headers=bearer).status_code == 200
    renewed = people.bea.put("/me/totp", {"code": code_of(secret)}).json
    assert people.nobody.ask("GET", "/me", headers=bearer).status_code == 401
    assert people.bea.ask("GET", "/me").status_code == 401
    people.bea.token = renewed["accessToken"]
    assert people.bea.get("/me")["username"] == "bea"


def test_owner_is_told_by_mail_and_no_mail_holds_a_secret(people, post_office, secret, in_app):
    """S23."""
    with writing():
        db.session.execute(sa.update(User).values(email=None))
        db.session.execute(
            sa.update(User).where(User.username == "bea").values(email="bea@example.org")
        )
    codes = people.bea.put("/me/totp", {"code": code_of(secret)}).json["recoveryCodes"]
    (letter,) = post_office().letters
    assert letter.to == "bea@example.org"
    assert letter.subject == "Codes are asked for"
    assert not any(told in letter.text + letter.html for told in (secret, *codes))


def test_ending_codes_needs_the_password_and_takes_the_recovery_codes(people, recovery_codes):
    refused = people.bea.ask("DELETE", "/me/totp", {"currentPassword": "not this one"})
    assert refused.status_code == 422
    for _ in range(2):
        assert people.bea.ask("DELETE", "/me/totp", PROOF).status_code == 204
    assert log_in(people).status_code == 200
    assert people.bea.get("/me/totp") == {"state": "off", "recoveryCodesLeft": 0}


def test_codes_that_are_asked_for_are_not_begun_anew(people, recovery_codes):
    assert people.bea.post("/me/totp", PROOF).status_code == 409
    assert people.bea.put("/me/totp", {"code": "123456"}).status_code == 404


def test_database_holds_neither_secret_nor_codes(people, secret, recovery_codes, in_app):
    """S75: a copy of the database signs nobody in."""
    kept = [totp.secret for totp in db.session.scalars(sa.select(Totp))]
    kept += [row.code_hash for row in db.session.scalars(sa.select(RecoveryCode))]
    bare = [code.replace("-", "") for code in recovery_codes]
    assert len(kept) == 11
    for told in (secret, *recovery_codes, *bare):
        assert not any(told in row for row in kept)


def test_codes_of_another_person_are_worth_nothing(people, secret, recovery_codes):
    cals = people.cal.post("/me/totp", PROOF).json["secret"]
    assert people.cal.put("/me/totp", {"code": code_of(cals)}).status_code == 200
    clock.clock.move(STEP * 3)
    assert log_in(people, code_of(cals)).status_code == 401
    assert log_in(people, recovery_codes[0], login="cal").status_code == 401
