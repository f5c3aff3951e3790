"""S30: nobody learns from an answer, or from how long it took, who has an account here."""

from __future__ import annotations

import statistics
import time

import pytest
import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core.db import db, writing
from chatty.core.rates import rates

ROUNDS = 60
WRONG = "not the password"
NEW = "a quiet river bank"
SAME_SECONDS, SAME_SHARE = 0.005, 0.1
# What differs from answer to answer by nature.
VARYING = frozenset({"Date"})


@pytest.fixture(autouse=True)
def world(app, cast):
    rates.configure(redis_url="", on=False)
    with app.app_context(), writing():
        db.session.execute(
            sa.update(User).where(User.username == "bea").values(email="bea@example.org")
        )


def told(answer) -> tuple[int, str, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, answer.text, headers


def log_in(people, login: str):
    return people.nobody.post("/auth/login", {"login": login, "password": WRONG})


@pytest.mark.parametrize(
    ("known", "unknown"), [("bea", "nobody-here"), ("bea@example.org", "who@example.org")]
)
def test_wrong_password_and_unknown_name_are_answered_alike(people, known, unknown):
    assert told(log_in(people, known)) == told(log_in(people, unknown))
    assert log_in(people, known).status_code == 401


@pytest.mark.alone
def test_wrong_password_and_unknown_name_take_the_same_time(people):
    """Taken in turns, so that a busy machine slows both; medians, so that a hiccup is none."""
    took: dict[str, list[float]] = {"bea": [], "nobody-here": []}
    for _ in range(ROUNDS):
        for login, times in took.items():
            began = time.perf_counter()
            log_in(people, login)
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < max(SAME_SECONDS, SAME_SHARE * max(known, unknown))


def test_account_with_an_address_that_is_taken_is_made_like_any_other(people, post_office):
    """Only a confirmed address is unique, and whose it is the mail decides."""
    answers = [
        people.nobody.post(
            "/auth/register",
            {"username": name, "password": NEW, "email": f"{mailbox}@example.org"},
        )
        for name, mailbox in (("fay", "bea"), ("fey", "free"))
    ]
    assert {answer.status_code for answer in answers} == {201}
    assert {frozenset(answer.json) for answer in answers} == {frozenset(answers[0].json)}
    assert {letter.to for letter in post_office().letters} == {
        "bea@example.org",
        "free@example.org",
    }
