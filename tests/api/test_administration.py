"""What administrators ask for over the API, and that nobody else may."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import admission, audit
from chatty.accounts.models import AuditEntry, User
from chatty.api.views import ROUTES
from chatty.core import limits
from chatty.core.db import db, writing
from tests.api.caller import PREFIX, Caller
from tests.cast import PASSWORD

PROOF = {"currentPassword": PASSWORD}
GUARDED = [route for route in ROUTES if route.contract.administrators]
NUMBER = "1"


@pytest.fixture(autouse=True)
def _as_configured():
    yield
    admission.configure("open", domains=(), guests=True)


@pytest.fixture
def admin(people) -> Caller:
    found: Caller = people.admin
    return found


@pytest.fixture
def ada(admin, cast) -> str:
    """Where ada's account is."""
    return f"/admin/users/{cast.ada.id}"


def code(answer) -> str:
    return str(answer.json["code"])


def path_of(route) -> str:
    parts = route.path.split("/")
    return "/".join(NUMBER if part.startswith("<") else part for part in parts)


def usernames(answer: dict[str, Any]) -> list[str]:
    return [item["username"] for item in answer["items"]]


def kinds(app, kind: str) -> int:
    with app.app_context():
        query = sa.select(sa.func.count()).where(AuditEntry.kind == kind)
        return db.session.scalar(query) or 0


def test_there_is_something_to_guard():
    assert len(GUARDED) > 10
    assert {route.path for route in ROUTES if "/admin" in route.path} == {
        route.path for route in GUARDED
    }


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_only_administrators_are_answered(people, route):
    """Before anything of what was sent is looked at; that there is such a thing is no secret."""
    guest = people.nobody.post("/auth/guest", {"displayName": "Gus"}).json
    for token, status in ((people.ada.token, 403), (guest["accessToken"], 403), (None, 401)):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        path = PREFIX + path_of(route)
        answer = people.app.test_client().open(path, method=route.method, headers=headers)
        assert answer.status_code == status
    assert code(people.ada.ask(route.method, path_of(route))) == "administrators_only"


# Accounts.


def test_accounts_are_searched_by_address(admin, people, cast):
    with people.app.app_context(), writing():
        db.session.get_one(User, cast.ada.id).email = "ada@example.org"
    found = admin.get("/admin/users", query="ada@")["items"]
    assert [(each["username"], each["email"]) for each in found] == [("ada", "ada@example.org")]
    assert "phone" not in found[0]


def test_accounts_are_paged_and_filtered(admin):
    first = admin.get("/admin/users", limit=2)
    second = admin.get("/admin/users", limit=2, cursor=first["nextCursor"])
    assert usernames(first) + usernames(second) == ["ada", "bea", "cal", "dan"]
    assert usernames(admin.get("/admin/users", show="administrators")) == ["zoe"]
    assert admin.ask("GET", "/admin/users?cursor=x").status_code == 400


def test_account_tells_how_it_is_entered(admin, ada):
    found = admin.get(ada)
    assert (found["hasPassword"], found["hasCodes"], found["roomCount"]) == (True, False, 2)


def test_account_is_shut_with_the_password_and_opened_again(admin, people, ada):
    token = people.ada.token
    wrong = admin.put(f"{ada}/deactivation", {"currentPassword": "not the password"})
    assert (wrong.status_code, people.ada.ask("GET", "/me").status_code) == (422, 200)
    assert admin.put(f"{ada}/deactivation", PROOF).json["deactivatedAt"]
    login = {"login": "ada", "password": PASSWORD}
    assert people.ada.ask("GET", "/me").status_code == 401
    assert people.nobody.post("/auth/login", login).status_code == 401
    assert admin.delete(f"{ada}/deactivation").json["deactivatedAt"] is None
    assert people.ada.with_token(token).ask("GET", "/me").status_code == 401
    assert people.nobody.post("/auth/login", login).status_code == 200


def test_administrator_is_made_and_the_last_one_stays(admin, people, ada, cast):
    assert admin.put(f"{ada}/administration", PROOF).json["isAdmin"] is True
    mine = f"/admin/users/{cast.admin.id}/administration"
    assert people.ada.ask("DELETE", mine, PROOF).json["isAdmin"] is False
    assert code(admin.ask("GET", "/admin/users")) == "administrators_only"
    last = people.ada.ask("DELETE", f"{ada}/administration", PROOF)
    assert (last.status_code, code(last)) == (409, "last_admin")


def test_sessions_of_somebody_end(admin, people, ada):
    assert people.ada.get("/me")
    assert admin.delete(f"{ada}/sessions").status_code == 204
    assert people.ada.ask("GET", "/me").status_code == 401


def test_link_for_a_new_password_is_answered_once(admin, people, ada):
    url = admin.post(f"{ada}/password-resets", PROOF).json["url"]
    path = f"/auth/password-resets/{url.rpartition('/')[2]}"
    assert people.nobody.put(path, {"password": "a quiet river bank"}).status_code == 204
    assert people.nobody.put(path, {"password": "a quiet river bend"}).status_code == 410
    login = {"login": "ada", "password": "a quiet river bank"}
    assert people.nobody.post("/auth/login", login).status_code == 200


# Rooms.


def test_rooms_are_named_and_nothing_of_what_is_said(admin, people, harbour):
    people.ada.say(harbour, "the secret word")
    answer = admin.ask("GET", "/admin/rooms")
    found = {each["name"]: each for each in answer.json["items"]}
    assert found["Harbour"]["owner"]["username"] == "ada"
    assert found["Harbour"]["lastMessageAt"] is not None
    assert "secret word" not in answer.text
    assert admin.ask("GET", harbour).status_code == 404, "and no right to read"


def test_direct_rooms_are_nobody_elses(admin, people, cast):
    people.ada.put(f"/directs/{cast.bea.id}")
    kinds = {each["kind"] for each in admin.get("/admin/rooms", limit=100)["items"]}
    assert kinds == {"public", "private", "lobby"}


def test_rooms_are_searched_and_paged(admin):
    assert [each["name"] for each in admin.get("/admin/rooms", query="HARB")["items"]] == [
        "Harbour"
    ]
    first = admin.get("/admin/rooms", limit=2)
    second = admin.get("/admin/rooms", limit=100, cursor=first["nextCursor"])
    whole = admin.get("/admin/rooms", limit=100)["items"]
    assert first["items"] + second["items"] == whole
    assert {each["kind"] for each in admin.get("/admin/rooms", show="private")["items"]} == {
        "private"
    }
    assert admin.get("/admin/rooms", show="archived")["items"] == []


def test_room_is_archived_opened_and_deleted(admin, people, cast, harbour):
    room = f"/admin{harbour}"
    assert admin.put(f"{room}/archive").json["archivedAt"]
    assert people.cal.say(harbour, "hello").status_code in {403, 409}
    assert admin.delete(f"{room}/archive").json["archivedAt"] is None
    assert people.cal.say(harbour, "hello again").status_code == 201
    assert admin.delete(room).status_code == 204
    assert people.ada.ask("GET", harbour).status_code == 404
    assert admin.ask("GET", room).status_code == 404
    assert kinds(people.app, "room_deleted") == 1


def test_public_room_is_made_a_default(admin, market, harbour):
    assert admin.put(f"/admin{market}/default").json["isDefault"] is True
    assert admin.delete(f"/admin{market}/default").json["isDefault"] is False
    assert code(admin.put(f"/admin{harbour}/default")) == "not_public"


def test_lobby_stays_and_direct_rooms_are_nobody_elses(admin, people, cast):
    direct = people.ada.put(f"/directs/{cast.bea.id}").json["id"]
    for path, status in ((f"/admin/rooms/{cast.square}", 409), (f"/admin/rooms/{direct}", 404)):
        assert admin.delete(path).status_code == status
        assert admin.put(f"{path}/archive").status_code == status


# The server.


def test_settings_are_changed_and_left_to_the_environment(admin, people, account):
    wanted = {"registration": "invite", "registrationDomains": ["Example.org"], "guests": False}
    changed = admin.patch("/admin/settings", wanted).json
    assert changed["inEffect"] == wanted | {
        "registrationDomains": ["example.org"],
        "paused": False,
    }
    assert changed["updatedBy"]["username"] == "zoe"
    assert code(people.nobody.post("/auth/register", account)) == "invitation_needed"
    again = admin.patch("/admin/settings", {"registration": None}).json
    assert (again["registration"], again["guests"]) == (None, False), "what is not sent stays"


def test_raid_mode_is_switched_on_and_off(admin, people, account):
    assert admin.put("/admin/raid-mode", {"minutes": 30}).json["inEffect"]["paused"] is True
    assert code(people.nobody.post("/auth/register", account)) == "raid_mode"
    assert code(people.nobody.post("/auth/guest", {"displayName": "Gus"})) == "raid_mode"
    assert admin.delete("/admin/raid-mode").json["raidUntil"] is None
    assert people.nobody.post("/auth/register", account).status_code == 201


def test_announcement_is_told_to_everybody_and_taken_back(admin, people):
    sent = {"content": "Down at noon.", "level": "warning", "endsAt": "2099-01-01T00:00:00Z"}
    made = admin.post("/admin/announcements", sent)
    assert made.status_code == 201
    assert people.nobody.get("/announcements")["items"] == [made.json]
    assert people.dan.get("/sync")["announcements"] == [made.json]
    assert admin.delete(f"/admin/announcements/{made.json['id']}").status_code == 204
    assert people.dan.get("/announcements")["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"content": ""},
        {"content": " "},
        {"content": "x", "level": "loud"},
        {"content": "x", "endsAt": "2001-01-01T00:00:00Z"},
        {"content": "x", "endsAt": "soon"},
    ],
)
def test_unusable_announcement_is_refused(admin, body):
    assert admin.post("/admin/announcements", body).status_code == 422


@pytest.mark.both_databases
def test_health_tells_how_the_server_is(admin, people, database_kind):
    people.nobody.post("/auth/guest", {"displayName": "Gus"})
    found = admin.get("/admin/health")
    assert found["database"] == database_kind
    assert found["migration"] == found["migrationExpected"]
    assert found["checks"]["database"] is None
    assert found["databaseBytes"] > 100_000
    assert found["events"] > 1
    assert (found["accounts"]["guests"], found["accounts"]["administrators"]) == (1, 1)
    assert (found["streams"], found["openReports"], found["mail"]["isOn"]) == (0, 0, False)


# The log.


def test_log_is_filtered(admin, people, cast, ada):
    admin.put(f"{ada}/deactivation", PROOF)
    (entry,) = admin.get("/admin/audit", kind="deactivated")["items"]
    assert (entry["actor"]["username"], entry["target"]["username"]) == ("zoe", "ada")
    assert (entry["words"], entry["address"]) == ("Account shut", "127.0.0.1")
    mine = admin.get("/admin/audit", actorId=str(cast.admin.id), targetId=str(cast.ada.id))
    assert [each["kind"] for each in mine["items"]] == ["deactivated"]
    assert admin.get("/admin/audit", since="2099-01-01T00:00:00Z")["items"] == []
    assert admin.get("/admin/audit", until="2001-01-01T00:00:00Z")["items"] == []
    assert admin.get("/admin/audit", roomId="999")["items"] == []


def test_log_is_read_page_by_page(admin):
    first = admin.get("/admin/audit", limit=3)
    second = admin.get("/admin/audit", limit=3, cursor=first["nextCursor"])
    numbers = [int(each["id"]) for each in first["items"] + second["items"]]
    assert len(numbers) == 6
    assert numbers == sorted(numbers, reverse=True)


def exported(admin, **wish: str) -> list[dict[str, str]]:
    answer = admin.post("/admin/audit/exports", wish)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("evil", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_export_computes_nothing_in_a_spreadsheet(admin, people, evil):
    """S62."""
    with people.app.app_context(), writing():
        audit("signed_in", subject=evil, details={"x": "harmless"}, address=evil)
    (row,) = [row for row in exported(admin, kind="signed_in") if row["details"]]
    assert row["subject"].startswith("'")
    assert row["address"].startswith("'")
    assert row["details"] == "x: harmless"


def test_export_is_whole_and_stands_in_the_log_itself(admin, people, monkeypatch):
    monkeypatch.setattr("chatty.accounts.queries.auditing.EXPORTED_AT_ONCE", 2)
    rows = exported(admin)
    with people.app.app_context():
        assert len(rows) == db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))
    assert rows[0]["kind"] == "audit_exported"
    assert rows[0]["actor"] == "zoe"


def test_exports_are_counted(admin):
    most = int(limits.RATE_AUDIT_EXPORT.partition("/")[0])
    for _ in range(most):
        exported(admin, kind="none")
    assert admin.post("/admin/audit/exports", {}).status_code == 429


def test_details_are_told_as_they_were_written(admin):
    admin.patch("/admin/settings", {"guests": False, "filteredWords": "secret"})
    (entry,) = admin.get("/admin/audit", kind="site_changed")["items"]
    assert entry["details"] == {"changed": "filtered_words, guests", "guests": "off"}
    assert "secret" not in json.dumps(entry)
