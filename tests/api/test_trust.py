"""Addresses, passwords, sign-ins and devices, over the API."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chatty.accounts.models import AuditEntry, OneTimeToken, User
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.mail import outgoing
from tests.api.caller import Caller
from tests.cast import PASSWORD

NEW = "a quiet river bank"
CURRENT = {"currentPassword": PASSWORD}
MAIL = "bea@example.org"


@pytest.fixture
def with_mail(app, cast, post_office):
    """Everybody of the cast has a confirmed address, and mail is on."""
    with app.app_context(), writing():
        for name in ("ada", "bea", "cal"):
            address = f"{name}@example.org"
            db.session.execute(sa.update(User).where(User.username == name).values(email=address))
    return post_office


def log_in(app, login: str, password: str = PASSWORD, **more: str):
    body = {"login": login, "password": password, **more}
    return Caller(app).post("/auth/login", body)


def audited(app) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(sa.select(AuditEntry.kind)))


# Addresses


@pytest.mark.both_databases
def test_address_counts_once_it_is_confirmed(app, people, post_office):
    changed = people.dan.put("/me/email", CURRENT | {"email": "Dan@Example.org"})
    dan = people.dan.with_token(changed.json["accessToken"])
    assert (dan.get("/me")["email"], dan.get("/me")["pendingEmail"]) == (None, "dan@example.org")
    assert log_in(app, "dan@example.org").status_code == 401
    letter = post_office().to("dan@example.org")[-1]
    assert people.nobody.put(f"/auth/email-confirmations/{letter.token}").status_code == 204
    assert dan.get("/me")["email"] == "dan@example.org"
    assert log_in(app, "dan@example.org").status_code == 200
    again = people.nobody.put(f"/auth/email-confirmations/{letter.token}")
    assert (again.status_code, again.json["code"]) == (410, "link_used")


def test_confirmation_is_too_old_after_a_day(people, post_office):
    people.dan.put("/me/email", CURRENT | {"email": "dan@example.org"})
    letter = post_office().to("dan@example.org")[-1]
    clock.move(limits.CONFIRMATION_LIVES + timedelta(seconds=1))
    assert people.nobody.put(f"/auth/email-confirmations/{letter.token}").status_code == 410


def test_address_that_another_has_confirmed_meanwhile_is_a_conflict(people, with_mail):
    changed = people.dan.put("/me/email", CURRENT | {"email": MAIL})
    assert changed.status_code == 200, "asking tells nobody whose it is"
    letter = with_mail().to(MAIL)[-1]
    refused = people.nobody.put(f"/auth/email-confirmations/{letter.token}")
    assert (refused.status_code, refused.json["code"]) == (409, "email_taken")


def test_address_before_is_told_of_the_change(people, with_mail):
    people.bea.put("/me/email", CURRENT | {"email": "new@example.org"})
    assert "about to change" in with_mail().to(MAIL)[-1].subject
    letter = with_mail().to("new@example.org")[-1]
    people.nobody.put(f"/auth/email-confirmations/{letter.token}")
    assert "was changed" in with_mail().to(MAIL)[-1].subject


def test_address_is_removed(app, people, with_mail):
    removed = people.bea.ask("DELETE", "/me/email", CURRENT)
    assert people.bea.with_token(removed.json["accessToken"]).get("/me")["email"] is None
    assert log_in(app, MAIL).status_code == 401
    assert "was removed" in with_mail().to(MAIL)[-1].subject


def test_without_mail_nothing_is_promised(people):
    change = people.dan.put("/me/email", CURRENT | {"email": "dan@example.org"})
    reset = people.nobody.post("/auth/password-resets", {"login": "dan"})
    assert [(one.status_code, one.json["code"]) for one in (change, reset)] == [
        (409, "mail_off")
    ] * 2


def test_registration_with_an_address_mails_the_link(nobody, account, post_office, empty_app):
    assert nobody.post("/auth/register", account | {"email": "fay@example.org"}).status_code == 201


# Passwords


@pytest.mark.both_databases
def test_changed_password_ends_every_other_sign_in_and_is_told(app, people, with_mail):
    """S23: password changed by its owner."""
    other = log_in(app, "bea").json
    changed = people.bea.put("/me/password", CURRENT | {"newPassword": NEW})
    assert changed.status_code == 200
    assert people.bea.ask("GET", "/me").status_code == 401, "the token before is another's now"
    assert people.bea.with_token(other["accessToken"]).ask("GET", "/me").status_code == 401
    people.bea.with_token(changed.json["accessToken"]).get("/me")
    assert log_in(app, "bea").status_code == 401
    assert log_in(app, "bea", NEW).status_code == 200
    assert with_mail().to(MAIL)[-1].subject == "Your password was changed"
    assert "password_changed" in audited(app)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"currentPassword": "not this one", "newPassword": NEW}, "currentPassword"),
        ({"currentPassword": PASSWORD, "newPassword": "beabeabeabea"}, "newPassword"),
        ({"currentPassword": PASSWORD, "newPassword": "password123"}, "newPassword"),
    ],
)
def test_refused_change_names_the_field(people, body, field):
    refused = people.bea.put("/me/password", body)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)


@pytest.mark.both_databases
def test_forgotten_password_is_replaced_by_the_link(app, people, with_mail):
    """S23 and S34: once, and every sign-in ends."""
    people.bea.get("/me")
    assert people.nobody.post("/auth/password-resets", {"login": "bea"}).status_code == 202
    letter = with_mail().to(MAIL)[-1]
    path = f"/auth/password-resets/{letter.token}"
    assert people.nobody.put(path, {"password": NEW}).status_code == 204
    assert people.bea.ask("GET", "/me").status_code == 401
    assert log_in(app, "bea", NEW).status_code == 200
    assert people.nobody.put(path, {"password": NEW}).status_code == 410
    assert with_mail().to(MAIL)[-1].subject == "Your password was changed"
    assert {"reset_asked", "password_reset"} <= audited(app)


def test_new_password_ends_an_address_that_waits(people, with_mail):
    people.bea.put("/me/email", CURRENT | {"email": "other@example.org"})
    waiting = with_mail().to("other@example.org")[-1].token
    people.nobody.post("/auth/password-resets", {"login": "bea"})
    word = with_mail().to(MAIL)[-1].token
    reset = people.nobody.put(f"/auth/password-resets/{word}", {"password": NEW})
    assert reset.status_code < 300
    assert people.nobody.put(f"/auth/email-confirmations/{waiting}").status_code == 410


def test_reset_link_dies_with_the_address_it_was_sent_to(people, with_mail):
    people.nobody.post("/auth/password-resets", {"login": "bea"})
    word = with_mail().to(MAIL)[-1].token
    people.bea.put("/me/email", CURRENT | {"email": "other@example.org"})
    waiting = with_mail().to("other@example.org")[-1].token
    assert people.nobody.put(f"/auth/email-confirmations/{waiting}").status_code == 204
    reset = people.nobody.put(f"/auth/password-resets/{word}", {"password": NEW})
    assert reset.status_code == 410


def test_asking_again_kills_the_first_link_and_an_hour_kills_the_second(people, with_mail):
    """S34."""
    for _ in range(2):
        people.nobody.post("/auth/password-resets", {"login": "bea"})
    first, second = (f"/auth/password-resets/{one.token}" for one in with_mail().to(MAIL))
    assert people.nobody.put(first, {"password": NEW}).status_code == 410
    clock.move(limits.RESET_LIVES + timedelta(seconds=1))
    assert people.nobody.put(second, {"password": NEW}).status_code == 410


def test_link_begins_with_the_public_address_whatever_host_is_asked(app, people, with_mail):
    """S34: a Host header makes no link; 256 bits; only a hash is kept."""
    people.nobody.ask(
        "POST", "/auth/password-resets", {"login": "bea"}, headers={"Host": "evil.example"}
    )
    letter = with_mail().to(MAIL)[-1]
    assert letter.link.startswith("https://chat.example/reset/")
    assert "evil" not in letter.message.as_string()
    assert len(letter.token) == 43
    with app.app_context():
        row = db.session.scalars(sa.select(OneTimeToken)).one()
        assert re.fullmatch(r"[0-9a-f]{64}", row.token_hash)


@pytest.mark.parametrize("login", ["bea", "no-such-person", "dan", "nobody@example.org", MAIL])
def test_reset_answers_alike_whoever_is_meant(people, with_mail, login):
    """S30: dan has no address; two of them do not exist."""
    answer = people.nobody.post("/auth/password-resets", {"login": login})
    assert (answer.status_code, answer.data) == (202, b"")
    other = people.nobody.post("/auth/password-resets", {"login": "somebody-else"})
    assert dict(answer.headers) == dict(other.headers)


def test_third_reset_in_an_hour_is_refused_alike(people, with_mail):
    for login in ("bea", "no-such-person"):
        codes = [
            people.nobody.post("/auth/password-resets", {"login": login}).status_code
            for _ in range(3)
        ]
        assert codes == [202, 202, 429]
    assert len(with_mail().to(MAIL)) == 2


def test_guessing_links_is_limited(people, post_office):
    codes = [
        people.nobody.put(f"/auth/email-confirmations/{'x' * 43}").status_code for _ in range(21)
    ]
    assert codes == [404] * 20 + [429]


# Sign-ins


@pytest.mark.both_databases
def test_fifty_first_login_ends_the_oldest_and_each_can_be_ended(app, people):
    """S36."""
    tokens = []
    for _ in range(limits.SESSIONS_PER_USER):
        clock.move(timedelta(minutes=4))
        tokens.append(log_in(app, "bea").json["accessToken"])
    clock.move(timedelta(minutes=4))
    newest = people.bea.with_token(log_in(app, "bea").json["accessToken"])
    listed = newest.get("/me/sessions")["items"]
    assert len(listed) == limits.SESSIONS_PER_USER
    assert [each["current"] for each in listed] == [True] + [False] * 49
    second = next(each for each in listed if not each["current"])
    for _ in range(2):
        assert newest.delete(f"/me/sessions/{second['id']}").status_code == 204
    assert len(newest.get("/me/sessions")["items"]) == limits.SESSIONS_PER_USER - 1
    assert newest.delete("/me/sessions").status_code == 204
    assert len(newest.get("/me/sessions")["items"]) == 1


def test_nobody_ends_the_sign_in_of_another(app, people):
    theirs = people.cal.get("/me/sessions")["items"][0]["id"]
    assert people.bea.delete(f"/me/sessions/{theirs}").status_code == 204
    people.cal.get("/me")


# Known devices


def fail(app, address: str, login: str = "bea") -> int:
    """One wrong password from *address*."""
    body = {"login": login, "password": "not this one"}
    environ = {"REMOTE_ADDR": address}
    answer = Caller(app).ask("POST", "/auth/login", body, environ_overrides=environ)
    return answer.status_code


def test_strangers_who_guess_do_not_keep_a_known_device_out(app, people):
    """S28."""
    token = log_in(app, "bea").json["deviceToken"]
    assert [fail(app, f"192.0.2.{number}") for number in range(6)] == [401] * 5 + [429]
    refused = log_in(app, "bea")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 1800
    assert log_in(app, "bea", deviceToken=token).status_code == 200
    assert log_in(app, "bea").status_code == 429, "which frees nobody else"


def test_guesses_under_name_and_address_add_up_and_tell_nothing(app, people):
    """S28: one account has five, however it is called; a 429 would tell whose address it is."""
    with app.app_context(), writing():
        db.session.execute(
            sa.update(User).where(User.username == "bea").values(email="bea@example.org")
        )
    names = ["bea", "bea@example.org", "BEA", "bea@example.org", "bea"]
    assert [fail(app, f"192.0.2.{number}", name) for number, name in enumerate(names)] == [401] * 5
    assert log_in(app, "bea@example.org").status_code == 401, "though the password is right"
    assert fail(app, "192.0.2.9", "nobody@example.org") == 401


def test_link_to_a_device_dies_with_the_sign_in_that_made_it(app, people):
    maker = dict(log_in(app, "bea").json or {})
    caller = Caller(app, maker["accessToken"], maker["user"]["id"])
    word = dict(caller.post("/auth/device-links").json or {})["token"]
    assert caller.post("/auth/logout").status_code == 204
    assert Caller(app).put(f"/auth/device-links/{word}").status_code == 410


def test_link_to_a_device_proves_nobody(app, people):
    """Who has no password must have signed in; that another device vouches is not enough."""
    word = dict(people.bea.post("/auth/device-links").json or {})["token"]
    with app.app_context(), writing():
        db.session.execute(sa.update(User).where(User.username == "bea").values(password_hash=None))
    linked = dict(Caller(app).put(f"/auth/device-links/{word}").json or {})
    caller = Caller(app, linked["accessToken"], linked["user"]["id"])
    assert "fresh_sign_in_required" in caller.post("/me/totp", {}).text
    assert people.bea.post("/me/totp", {}).status_code == 201


def test_known_device_has_a_bound_of_its_own_and_only_for_its_account(app, people):
    """S28."""
    token = log_in(app, "bea").json["deviceToken"]
    wrong = {"password": "not this one", "deviceToken": token}
    codes = [
        Caller(app).post("/auth/login", {"login": "bea", **wrong}).status_code for _ in range(6)
    ]
    assert codes == [401] * 5 + [429]
    for number in range(5):
        fail(app, f"192.0.2.{number}", "cal")
    assert log_in(app, "cal", deviceToken=token).status_code == 429


@pytest.mark.parametrize("change", [lambda word: word[:-1], lambda word: f"{word}x", str.upper])
def test_forged_known_device_is_none(app, people, change):
    token = change(log_in(app, "bea").json["deviceToken"])
    for number in range(5):
        fail(app, f"192.0.2.{number}")
    assert log_in(app, "bea", deviceToken=token).status_code == 429


# Another device


@pytest.mark.both_databases
def test_second_device_signs_in_by_a_link_once(app, people, with_mail):
    made = people.bea.post("/auth/device-links").json
    assert made["url"] == f"{outgoing.base_url}/link/{made['token']}"
    path = f"/auth/device-links/{made['token']}"
    assert people.nobody.get(path)["user"]["username"] == "bea"
    signed_in = people.nobody.put(path)
    assert signed_in.status_code == 200
    phone = people.bea.with_token(signed_in.json["accessToken"])
    assert len(phone.get("/me/sessions")["items"]) == 2
    assert people.nobody.put(path).status_code == 410
    assert with_mail().to(MAIL)[-1].subject == "A new device was signed in"
    assert {"device_link_made", "device_linked"} <= audited(app)


def test_link_to_a_device_lives_ten_minutes_and_dies_with_the_password(app, people):
    first = people.bea.post("/auth/device-links").json["token"]
    people.bea.put("/me/password", CURRENT | {"newPassword": NEW})
    assert people.nobody.put(f"/auth/device-links/{first}").status_code == 410
    second = people.cal.post("/auth/device-links").json["token"]
    clock.move(limits.DEVICE_LINK_LIVES + timedelta(seconds=1))
    assert people.nobody.put(f"/auth/device-links/{second}").status_code == 410


def test_link_to_a_device_dies_when_all_other_sign_ins_end(people):
    link = people.bea.post("/auth/device-links").json["token"]
    people.bea.delete("/me/sessions")
    assert people.nobody.put(f"/auth/device-links/{link}").status_code == 410


def test_word_of_one_purpose_opens_no_other(people):
    word = dict(people.bea.post("/auth/device-links").json or {})["token"]
    assert people.nobody.put(f"/auth/email-confirmations/{word}").status_code == 404
    assert people.nobody.put(f"/auth/password-resets/{word}", {"password": NEW}).status_code == 404
