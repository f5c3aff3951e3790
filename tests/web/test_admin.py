"""Pages of administrators: complete without scripts, and nobody else's."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import admission
from chatty.accounts.models import AuditEntry, User
from chatty.core.db import db, writing
from chatty.messages.models import Message
from chatty.moderation.actions import report_message
from tests.cast import PASSWORD, say
from tests.web.browser import Browser

PAGES = (
    "/admin", "/admin/people", "/admin/rooms", "/admin/reports", "/admin/registration",
    "/admin/announcements", "/admin/audit",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _as_configured():
    yield
    admission.configure("open", domains=(), guests=True)


@pytest.fixture
def admin(as_person) -> Browser:
    found: Browser = as_person("zoe")
    return found


@pytest.fixture
def ada(cast) -> str:
    """The administrators' page about ada."""
    return f"/admin/people/{cast.ada.id}"


def do(admin, page: str, action: str, method: str = "put", **fields: str):
    return admin.submit(page, action, _method=method, **fields)


def proved(admin, page: str, act: str, method: str = "put", password: str = PASSWORD):
    return do(admin, page, f"{page}/{act}", method, current_password=password)


def user(app, person) -> User:
    with app.app_context():
        return db.session.get_one(User, person.id)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_administrators_only(admin, bea, visitor, path):
    assert admin.get(path).status_code == 200
    assert admin.page(path).faults == []
    assert bea.get(path).status_code == 403
    led = visitor.get(path)
    assert (led.status_code, led.headers["Location"].split("?")[0]) == (303, "/sign-in")


def test_way_there_is_shown_to_administrators_only(admin, bea):
    links = [
        {each.attributes.get("href") for each in who.page("/").all("a")} for who in (admin, bea)
    ]
    assert ["/admin" in found for found in links] == [True, False]


def test_health_says_that_all_is_well(admin):
    text = admin.get("/admin").text
    assert "All is well" in text
    assert "SQLite" in text


# People.


def test_person_is_searched_and_opened(admin, ada):
    assert ada in admin.get("/admin/people?query=ada").text
    assert "Nobody found" in admin.get("/admin/people?query=nobody-like-this").text
    assert ada not in admin.get("/admin/people?show=administrators").text
    assert admin.page(ada).heading == "Ada"
    assert admin.get("/admin/people/1").status_code == 404


def test_more_people_are_on_the_next_page(admin, monkeypatch):
    monkeypatch.setattr("chatty.core.paging.PAGE_DEFAULT", 3)
    (more,) = [a for a in admin.page("/admin/people").all("a") if a.text == "More people"]
    assert "@dan" in admin.get(more.attributes["href"]).text


def test_account_is_shut_and_opened(admin, as_person, ada, cast, app):
    theirs = as_person("ada")
    assert proved(admin, ada, "deactivation", password="not mine").status_code == 422
    assert theirs.get("/rooms").status_code == 200
    assert proved(admin, ada, "deactivation").status_code == 303
    assert theirs.get("/rooms").status_code == 303
    assert theirs.sign_in("ada").status_code == 422
    assert "Open it again" in admin.get(ada).text
    assert do(admin, ada, f"{ada}/deactivation", "delete").status_code == 303
    assert user(app, cast.ada).deactivated_at is None


def test_administrator_is_made_and_dismissed(admin, ada, cast, app):
    assert proved(admin, ada, "administration", password="not mine").status_code == 422
    assert proved(admin, ada, "administration").status_code == 303
    assert user(app, cast.ada).is_admin
    assert proved(admin, ada, "administration", "delete").status_code == 303
    assert not user(app, cast.ada).is_admin


def test_last_administrator_is_told_why_they_stay(admin, cast):
    answer = proved(admin, f"/admin/people/{cast.admin.id}", "administration", "delete")
    assert answer.status_code == 422
    assert "last administrator" in answer.text


def test_administrator_who_goes_is_led_away(admin, ada, cast):
    proved(admin, ada, "administration")
    answer = proved(admin, f"/admin/people/{cast.admin.id}", "administration", "delete")
    assert answer.headers["Location"] == "/"
    assert admin.get("/admin").status_code == 403


def test_person_is_signed_out_everywhere(admin, as_person, ada):
    theirs = as_person("ada")
    assert do(admin, ada, f"{ada}/sessions", "delete").status_code == 303
    assert theirs.get("/rooms").status_code == 303


def test_link_for_a_new_password_is_shown_once(admin, visitor, ada):
    fields = {"current_password": PASSWORD}
    answer = admin.submit(ada, f"{ada}/password-resets", **fields)
    (link,) = [part for part in answer.text.split("<") if "/reset/" in part]
    path = "/reset/" + link.rpartition("/reset/")[2]
    assert visitor.get(path).status_code == 200
    assert "/reset/" not in admin.get(ada).text


# Rooms.


def test_room_is_found_and_nothing_of_it_read(admin, bea, cast):
    bea.submit(
        "/rooms/harbour", f"/rooms/{cast.harbour}/messages", content="secret", client_id="c1"
    )
    page = admin.get("/admin/rooms?query=harb").text
    assert f"/admin/rooms/{cast.harbour}" in page
    assert "secret" not in page + admin.get(f"/admin/rooms/{cast.harbour}").text
    assert admin.get(f"/rooms/{cast.harbour}").status_code == 404


def test_room_is_closed_opened_and_deleted(admin, cast):
    where = f"/admin/rooms/{cast.market}"
    for act, method, said in (
        ("/default", "put", "newcomer enters"),
        ("/default", "delete", "no more"),
        ("/archive", "put", "is archived"),
        ("/archive", "delete", "open again"),
    ):
        assert do(admin, where, where + act, method).status_code == 303
        assert said in admin.get(where).text
    assert do(admin, where, where, "delete").headers["Location"] == "/admin/rooms"
    assert admin.get(where).status_code == 404


def test_lobby_offers_no_end(admin, cast):
    where = f"/admin/rooms/{cast.square}"
    assert "Delete the room" not in admin.get(where).text
    assert do(admin, where, where, "delete").status_code == 409


# Registration.


def test_registration_is_decided_and_left_to_the_environment(admin, visitor):
    where = "/admin/registration"
    chosen = {
        "registration": "closed",
        "limited": "some",
        "domains": "example.org",
        "guests": "off",
    }
    assert do(admin, where, where, **chosen).status_code == 303
    assert "takes no new accounts" in visitor.get("/sign-up").text
    assert "Come in as a guest" not in visitor.get("/").text
    assert 'value="example.org"' in admin.get(where).text
    assert do(admin, where, where, registration="", limited="", guests="").status_code == 303
    assert "Create my account" in visitor.get("/sign-up").text


@pytest.mark.parametrize(
    "wrong", [{"registration": "maybe"}, {"domains": ""}, {"domains": "kept.example, no"}]
)
def test_refused_registration_keeps_what_was_typed(admin, wrong):
    where = "/admin/registration"
    fields = {"registration": "", "limited": "some", "domains": "kept.example", "guests": "on"}
    answer = do(admin, where, where, **fields | wrong)
    assert answer.status_code == 422
    assert ("kept.example" in answer.text) == (wrong != {"domains": ""})


def test_raid_mode_is_seen_and_ended(admin, visitor):
    where = "/admin/registration"
    assert do(admin, where, "/admin/raid-mode", minutes="30").status_code == 303
    assert "Nobody new comes in" in admin.get(where).text
    assert "Raid mode" in admin.get("/admin").text
    assert "nobody new" in visitor.get("/sign-up").text
    assert do(admin, where, "/admin/raid-mode", "delete").status_code == 303
    assert "Create my account" in visitor.get("/sign-up").text
    assert do(admin, where, "/admin/raid-mode", minutes="5").status_code == 422


def test_words_of_the_filter_are_kept(admin):
    where = "/admin/registration"
    assert do(admin, where, f"{where}/filter", filtered_words="spam\neggs").status_code == 303
    assert "spam\neggs" in admin.get(where).text
    long = do(admin, where, f"{where}/filter", filtered_words="x" * 101)
    assert (long.status_code, "x" * 101 in long.text) == (422, True)


# Announcements.


def test_everybody_is_told_and_it_is_taken_back(admin, bea):
    where = "/admin/announcements"
    fields = {"content": "Down at noon.", "level": "warning", "lasts": "60"}
    assert admin.submit(where, where, **fields).status_code == 303
    assert "Down at noon." in bea.get("/rooms").text
    assert do(admin, where, f"{where}/1", "delete").status_code == 303
    assert "Down at noon." not in bea.get("/rooms").text


@pytest.mark.parametrize("wrong", [{"content": " "}, {"level": "loud"}, {"lasts": "5"}])
def test_refused_announcement_keeps_what_was_typed(admin, wrong):
    where = "/admin/announcements"
    fields = {"content": "Down at noon.", "level": "info", "lasts": ""} | wrong
    answer = admin.submit(where, where, **fields)
    assert answer.status_code == 422
    assert ("Down at noon." in answer.text) == ("content" not in wrong)


# Reports.


@pytest.fixture
def report(app, cast) -> int:
    """Cal has reported what bea said in the market."""
    with app.app_context(), writing():
        say(cast.bea, cast.market, "buy my lemons")
        query = sa.select(Message.id).where(Message.content == "buy my lemons")
        message_id = db.session.scalars(query).one()
        return report_message(cast.cal.viewer, message_id, reason="spam", note="Again.").id


def test_reported_words_are_shown_until_the_report_is_answered(admin, report):
    where = "/admin/reports"
    page = admin.get(where).text
    assert all(words in page for words in ("buy my lemons", "Again.", "Spam", "Cal"))
    answer = do(admin, where, f"{where}/{report}/answer", state="resolved", answer="Thank you!")
    assert answer.status_code == 303
    assert "Nothing waits" in admin.get(where).text
    closed = admin.get(f"{where}?show=resolved").text
    assert ("Thank you!" in closed, "buy my lemons" in closed) == (True, False)


def test_refused_answer_keeps_what_was_typed(admin, report):
    where = "/admin/reports"
    answer = do(admin, where, f"{where}/{report}/answer", state="maybe", answer="Thank you!")
    assert (answer.status_code, "Thank you!" in answer.text) == (422, True)


# The log.


def entries(admin, **asked: str) -> list[str]:
    answer = admin.client.get("/admin/audit", query_string=asked).text
    return [part.split("</strong>")[0] for part in answer.split("<strong>")[1:]]


def test_log_is_filtered_by_who_and_what(admin, ada):
    proved(admin, ada, "deactivation")
    assert entries(admin, target="@ada", kind="deactivated") == ["Account shut"]
    assert "Account shut" in entries(admin, actor="zoe")
    assert entries(admin, actor="nobody-like-this") == entries(admin, room="x") == []
    assert entries(admin, kind="no\x00ne", actor="\x00", room="\x00") == []
    assert entries(admin, until="2001-01-01") == entries(admin, since="2099-01-01") == []
    assert admin.get("/admin/audit?since=soon").status_code == 422


def test_log_is_read_page_by_page(admin, monkeypatch):
    monkeypatch.setattr("chatty.core.paging.PAGE_DEFAULT", 2)
    (older,) = [a for a in admin.page("/admin/audit").all("a") if a.text == "Older"]
    assert admin.get(older.attributes["href"]).status_code == 200


def test_log_is_downloaded_and_that_is_logged(admin, app):
    answer = admin.submit("/admin/audit", "/admin/audit/exports", kind="registered")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["kind"] for row in rows} == {"registered"}
    with app.app_context():
        query = sa.select(AuditEntry).where(AuditEntry.kind == "audit_exported")
        assert len(db.session.scalars(query).all()) == 1
