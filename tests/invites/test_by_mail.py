"""Invites by mail, through a real mail server: nothing tells whose address it is."""

from __future__ import annotations

import re
import statistics
import time
from typing import TYPE_CHECKING

import pytest

from chatty.accounts.actions import admission
from chatty.accounts.models import User
from chatty.core.db import db, writing
from chatty.core.rates import rates
from chatty.friends.queries import are_friends
from chatty.rooms.queries import membership_of
from tests.api.conftest import People
from tests.web.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = 60


@pytest.fixture
def people(app, cast) -> People:
    return People(app, cast)


@pytest.fixture(autouse=True)
def _usual_policy() -> Iterator[None]:
    yield
    admission.configure("open", domains=(), guests=True)


@pytest.fixture
def link(post_office) -> Callable[[str], str]:
    """The path of the link that was mailed to an address."""

    def find(address: str) -> str:
        letters = [each for each in post_office().letters if each.to == address]
        found = re.search(r"https://chat\.example(/invited/[\w-]+)", letters[-1].text)
        assert found
        return found[1]

    return find


def invite(one, email: str, **more: object):
    return one.post("/invites", {"kind": "email", "email": email, **more})


def confirm(app, person, email: str) -> None:
    with app.app_context(), writing():
        db.session.get_one(User, person.id).email = email


def test_who_comes_by_the_link_is_a_friend_with_a_confirmed_address(app, cast, people, link):
    assert invite(people.bea, "fay@example.org", note="Come").status_code == 201
    path = link("fay@example.org")
    browser = Browser(app)
    page = browser.page(path)
    assert "Bea invites you" in page.html
    assert "Come" in page.html
    sign_up = next(
        e.attributes["href"] for e in page.all("a") if "/sign-up" in e.attributes["href"]
    )
    token = path.rpartition("/")[2]
    answer = browser.submit(
        sign_up, "/sign-up", username="fay", password="correct horse battery", invite=token
    )
    assert answer.status_code == 303
    with app.app_context():
        fay = db.session.query(User).filter_by(username_key="fay").one()
        assert (fay.email, fay.pending_email) == ("fay@example.org", None)
        assert are_friends(fay.id, cast.bea.id)


def test_opening_the_link_changes_nothing(app, people, link):
    invite(people.bea, "fay@example.org")
    path = link("fay@example.org")
    for _ in range(2):
        assert Browser(app).get(path).status_code == 200
    (sent,) = people.bea.get("/invites", direction="sent")["items"]
    assert (sent["state"], sent["invitee"], sent["email"]) == ("pending", None, "fay@example.org")
    assert Browser(app).get(f"{path}x").status_code == 404


def test_who_has_an_account_accepts_with_it_and_enters_the_room(app, cast, people, link):
    invite(people.ada, "dan@example.org", roomId=str(cast.harbour))
    path = link("dan@example.org")
    dan = Browser(app)
    dan.sign_in("dan")
    assert "Accept" in dan.page(path).html
    answer = dan.submit(path, f"{path}/acceptance", _method="put")
    assert answer.status_code == 303
    with app.app_context():
        assert are_friends(cast.ada.id, cast.dan.id)
        assert membership_of(cast.dan.id, cast.harbour) is not None
    assert dan.submit("/", f"{path}/acceptance", _method="put").status_code == 303
    cal = Browser(app)
    cal.sign_in("cal")
    assert cal.submit("/", f"{path}/acceptance", _method="put").status_code == 409


def test_app_accepts_by_the_word_and_signs_up_by_it(people, link):
    invite(people.bea, "dan@example.org")
    invite(people.bea, "fay@example.org")
    word = link("dan@example.org").rpartition("/")[2]
    assert people.dan.get(f"/mail-invites/{word}")["inviter"]["username"] == "bea"
    assert people.bea.put(f"/mail-invites/{word}/acceptance").status_code == 422
    assert people.dan.put(f"/mail-invites/{word}/acceptance").json["state"] == "accepted"
    other = link("fay@example.org").rpartition("/")[2]
    account = {"username": "fay", "password": "correct horse battery", "inviteToken": other}
    assert people.nobody.post("/auth/register", account).status_code == 201
    again = people.nobody.post("/auth/register", account | {"username": "fay2"})
    assert (again.status_code, again.json["code"]) == (422, "invite_expired")


def test_invite_opens_a_server_that_is_by_invitation_only(people, link):
    admission.configure("invite", domains=(), guests=True)
    account = {"username": "fay", "password": "correct horse battery"}
    assert people.nobody.post("/auth/register", account).status_code == 403
    invite(people.bea, "fay@example.org")
    word = link("fay@example.org").rpartition("/")[2]
    joined = people.nobody.post("/auth/register", account | {"inviteToken": word})
    assert joined.status_code == 201


def test_no_table_holds_the_word_of_the_link(app, people, link):
    invite(people.bea, "fay@example.org")
    word = link("fay@example.org").rpartition("/")[2]
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(table.select()):
                assert word not in map(str, row)


@pytest.mark.usefixtures("post_office")
def test_twenty_mails_a_day_are_all(people):
    """S84: invite mails above 20 a day are refused; an account of today has half of them."""
    for number in range(10):
        assert invite(people.bea, f"p{number}@example.org").status_code == 201
    refused = invite(people.bea, "one-more@example.org")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 3_600


@pytest.mark.usefixtures("post_office")
def test_account_of_yesterday_sends_twenty(app, cast, people):
    """S84."""
    with app.app_context(), writing():
        user = db.session.get_one(User, cast.bea.id)
        user.created_at = user.created_at.replace(year=user.created_at.year - 1)
    for number in range(20):
        assert invite(people.bea, f"p{number}@example.org").status_code == 201
    assert invite(people.bea, "one-more@example.org").status_code == 429


@pytest.mark.usefixtures("post_office")
def test_known_and_unknown_addresses_are_answered_alike(app, cast, people):
    """S30, its part of invites: status, body, headers and time."""
    rates.configure(redis_url="", on=False)
    confirm(app, cast.cal, "cal@example.org")
    known = invite(people.bea, "cal@example.org")
    unknown = invite(people.bea, "nil@example.org")
    assert known.status_code == unknown.status_code == 201
    assert known.json.keys() == unknown.json.keys()
    differ = {"id", "email", "createdAt", "sentAt", "expiresAt"}
    assert {k: v for k, v in known.json.items() if k not in differ} == {
        k: v for k, v in unknown.json.items() if k not in differ
    }
    names = [sorted(name for name, _ in answer.headers) for answer in (known, unknown)]
    assert names[0] == names[1]
    assert people.cal.get("/invites", direction="received")["items"] == []


@pytest.mark.usefixtures("post_office")
@pytest.mark.alone
def test_known_addresses_take_no_longer_than_unknown_ones(app, cast, people):
    """S30: the address is not looked up, so there is nothing to measure."""
    rates.configure(redis_url="", on=False)
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(ROUNDS):
        for kind, times in taken.items():
            email = f"{kind}{number}@example.org"
            if kind == "known":
                confirm(app, cast.cal, email)
            began = time.perf_counter()
            assert invite(people.bea, email).status_code == 201
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(each) for each in taken.values())
    assert abs(known - unknown) < max(0.005, 0.1 * unknown)


def test_server_without_mail_says_so(people):
    refused = invite(people.bea, "fay@example.org")
    assert (refused.status_code, refused.json["code"]) == (409, "mail_off")


@pytest.mark.usefixtures("post_office")
def test_same_address_is_invited_once(people):
    assert invite(people.bea, "Fay@Example.org").status_code == 201
    again = invite(people.bea, "fay@example.org")
    assert (again.status_code, again.json["code"]) == (409, "already_invited")
    assert invite(people.ada, "fay@example.org").status_code == 201
    assert invite(people.ada, "no address").status_code == 422


def test_address_is_written_to_three_times_a_day_by_whomever(people, post_office):
    """Who invites is answered alike, whether a mail goes or not."""
    rates.configure(redis_url="", on=True)
    askers = (people.ada, people.bea, people.cal, people.dan)
    assert [invite(one, "victim@home.example").status_code for one in askers] == [201] * 4
    assert len([each for each in post_office().letters if each.to == "victim@home.example"]) == 3
