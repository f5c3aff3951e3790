"""What people say about themselves, what they choose, and who sees what of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from chatty.accounts.jobs import end_statuses
from chatty.accounts.models import StatusLasts, User
from chatty.accounts.policies import check_emoji, check_locale, status_ends
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.errors import Invalid
from chatty.friends.models import Block
from chatty.stream.models import Event
from tests.cast import say

if TYPE_CHECKING:
    from tests.cast import Person

FLOWER = "\U0001f33b"
# Saturday in London, already Sunday in Tokyo.
NOON = datetime(2026, 11, 21, 16, tzinfo=UTC)
PRIVATE = {"phone": "+44 20 7946 0958", "birthDate": "1990-02-03"}


@pytest.fixture
def block(app):
    """``block(ada, bea)``: ada wants to hear nothing of bea."""

    def act(blocker: Person, blocked: Person) -> None:
        with app.app_context(), writing():
            db.session.add(
                Block(blocker_id=blocker.id, blocked_id=blocked.id, created_at=clock.now())
            )

    return act


@pytest.mark.both_databases
def test_person_says_things_about_themselves(people):
    change = {"displayName": "Ada L.", "bio": "I count.", **PRIVATE}
    assert people.ada.patch("/me", change).status_code == 200
    me = people.ada.get("/me")
    assert {name: me[name] for name in change} == change


def test_birth_date_is_shown_when_it_is_shared_and_the_telephone_never(people, cast):
    people.ada.patch("/me", PRIVATE)
    seen = people.bea.get(f"/users/{cast.ada.id}")
    assert seen["birthDate"] is None
    assert "phone" not in seen
    people.ada.patch("/me/settings", {"shareBirthDate": True})
    seen = people.bea.get(f"/users/{cast.ada.id}")
    assert seen["birthDate"] == "1990-02-03"
    assert "phone" not in seen


@pytest.mark.parametrize(
    "change",
    [
        {"birthDate": "2099-01-01"},
        {"birthDate": "1850-01-01"},
        {"birthDate": "1990-02-30"},
        {"birthDate": "19900203"},
        {"phone": "call me"},
        {"phone": "1" * 33},
        {"displayName": "\u0430dmin"},
        {"bio": "x" * 501},
        {"email": "eve@example.org"},
        {"avatarKey": "k"},
    ],
)
def test_what_cannot_be_is_refused(people, change):
    assert people.ada.patch("/me", change).status_code == 422


@pytest.mark.both_databases
def test_status_is_seen_by_who_knows_one_until_it_ends(people, cast):
    """Also before the sweep comes by."""
    people.ada.put("/me/status", {"emoji": FLOWER, "text": "in the  garden", "lasts": "30m"})
    seen = people.bea.get(f"/users/{cast.ada.id}")
    assert (seen["statusEmoji"], seen["statusText"]) == (FLOWER, "in the garden")
    clock.clock.move(timedelta(minutes=31))
    seen = people.bea.get(f"/users/{cast.ada.id}")
    assert [seen[name] for name in ("statusEmoji", "statusText", "statusUntil")] == [None] * 3


@pytest.mark.both_databases
def test_sweep_tells_open_pages_that_a_status_ended(people, cast, app):
    people.ada.put("/me/status", {"text": "back soon", "lasts": "30m"})
    people.bea.put("/me/status", {"text": "for ever"})
    with app.app_context():
        assert end_statuses() == 0
        clock.clock.move(timedelta(minutes=30))
        assert end_statuses() == 1
        told = db.session.query(Event).order_by(Event.id.desc()).limit(2).all()
        assert {event.topic for event in told} == {f"u:{cast.ada.id}", f"u:{cast.bea.id}"}
        assert all('"statusText":null' in event.payload for event in told)
        assert end_statuses() == 0
    assert people.bea.get("/me")["statusText"] == "for ever"


def test_status_is_taken_away_at_once(people):
    people.ada.put("/me/status", {"text": "away"})
    for _ in range(2):
        assert people.ada.delete("/me/status").status_code == 204
    assert people.ada.get("/me")["statusText"] is None


@pytest.mark.parametrize(
    "status",
    [{}, {"emoji": "x"}, {"emoji": "ab"}, {"text": "x" * 101}, {"text": "a", "lasts": "1d"}],
)
def test_status_that_is_none_is_refused(people, status):
    assert people.ada.put("/me/status", status).status_code == 422


@pytest.mark.parametrize(
    ("lasts", "zone", "ends"),
    [
        (StatusLasts.AN_HOUR, None, NOON + timedelta(hours=1)),
        (StatusLasts.TODAY, "Europe/London", datetime(2026, 11, 22, tzinfo=UTC)),
        (StatusLasts.TODAY, "Asia/Tokyo", datetime(2026, 11, 22, 15, tzinfo=UTC)),
        (StatusLasts.THIS_WEEK, "Europe/London", datetime(2026, 11, 23, tzinfo=UTC)),
        (StatusLasts.THIS_WEEK, "Asia/Tokyo", datetime(2026, 11, 22, 15, tzinfo=UTC)),
        (StatusLasts.UNTIL_CLEARED, None, None),
    ],
)
def test_day_and_week_end_where_the_person_lives(lasts, zone, ends):
    assert status_ends(lasts, now=NOON, time_zone=zone) == ends


@pytest.mark.parametrize(
    "emoji",
    [FLOWER, "\u2764\ufe0f", "\U0001f469\u200d\U0001f680", "\U0001f44b\U0001f3fd", "1\ufe0f\u20e3",
     "\U0001f1eb\U0001f1f7"],
)  # fmt: skip
def test_emoji_of_several_characters_is_one(emoji):
    assert check_emoji(emoji) == emoji


@pytest.mark.parametrize("text", ["a", "1", "\u200d", "\U0001f33b!", FLOWER * 17, "\U0001f3fd"])
def test_other_signs_are_no_emoji(text):
    with pytest.raises(Invalid):
        check_emoji(text)


@pytest.mark.parametrize(
    ("tag", "kept"), [("EN", "en"), ("pt-br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("", None)]
)
def test_language_is_kept_in_its_usual_capitals(tag, kept):
    assert check_locale(tag) == kept


@pytest.mark.parametrize(
    "change",
    [{"timeZone": "Mars/Base"}, {"timeZone": "../etc/passwd"}, {"locale": "english"},
     {"locale": "x"}, {"lastSeen": "family"}, {"discoverable": "yes"}, {"theme": None},
     {"isAdmin": True}],
)  # fmt: skip
def test_setting_that_does_not_exist_is_refused(people, change):
    assert people.ada.patch("/me/settings", change).status_code == 422


@pytest.mark.both_databases
def test_settings_are_kept_and_what_is_not_sent_stays(people):
    before = people.ada.get("/me/settings")
    assert before["discoverable"] is False
    people.ada.patch("/me/settings", {"discoverable": True, "timeZone": "Asia/Tokyo"})
    people.ada.patch("/me/settings", {"lastSeen": "nobody", "timeZone": None})
    changed = {"discoverable": True, "lastSeen": "nobody"}
    assert people.ada.get("/me/settings") == before | changed


@pytest.mark.parametrize(
    "field",
    ["role", "isAdmin", "id", "emailVerified", "email", "createdAt", "username", "avatarUrl",
     "avatarKey", "kind", "lastSeenAt", "deactivatedAt", "usernameKey"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/me", "/me/settings"])
def test_nobody_changes_what_is_not_theirs_to_change(people, cast, app, path, field):
    """S45."""

    def row() -> str:
        with app.app_context():
            found = db.session.get_one(User, cast.dan.id)
            return str({column.key: getattr(found, column.key) for column in User.__table__.c})

    before = row()
    assert people.dan.patch(path, {field: "1"}).status_code == 422
    assert row() == before


@pytest.mark.both_databases
def test_person_is_found_by_id_and_name_by_who_knows_them_only(people, cast, app):
    for path in (f"/users/{cast.dan.id}", "/users/by-username/dan", "/users/by-username/DAN"):
        assert people.ada.ask("GET", path).status_code == 404
        assert people.dan.get(path)["relation"] == "self"
    with app.app_context(), writing():
        say(cast.dan, cast.square, "hello everybody")
    assert people.ada.get("/users/by-username/dan")["username"] == "dan"


def test_unknown_hidden_and_gone_people_answer_alike(people, cast, app):
    with app.app_context(), writing():
        db.session.get_one(User, cast.cal.id).deactivated_at = clock.now()
    answers = {
        people.ada.ask("GET", path).data
        for path in (f"/users/{cast.dan.id}", "/users/77", f"/users/{cast.cal.id}",
                     "/users/by-username/dan", "/users/by-username/nobody-at-all",
                     "/users/by-username/cal", "/users/by-username/c.a.l")
    }  # fmt: skip
    assert len(answers) == 1


def test_who_is_blocked_sees_a_name_and_nothing_more(people, cast, block):
    """S50."""
    people.ada.patch("/me", {"bio": "a secret"})
    people.ada.put("/me/status", {"text": "a secret"})
    people.ada.patch("/me/settings", {"timeZone": "Asia/Tokyo", "discoverable": True})
    counts = ("roomCount", "friendCount")
    before = people.cal.get(f"/users/{cast.ada.id}")
    block(cast.ada, cast.cal)
    seen = people.cal.get(f"/users/{cast.ada.id}")
    assert [seen[name] for name in counts] == [before[name] for name in counts]
    assert (seen["displayName"], seen["relation"]) == ("Ada", "none")
    # As for anybody who shares no moment with them: a missing field would tell of the block.
    assert seen["presence"] == {"state": "offline", "lastSeenAt": None}
    hidden = ("coverUrl", "statusText", "statusUntil", "timeZone")
    assert (seen["bio"], [seen[name] for name in hidden]) == ("", [None] * len(hidden))
    members = people.cal.get(f"/rooms/{cast.harbour}/members")["items"]
    assert "a secret" not in str(members)


def test_who_may_be_found_is_not_known_to_whom_they_blocked(people, cast, block):
    people.dan.patch("/me/settings", {"discoverable": True})
    assert people.ada.get(f"/users/{cast.dan.id}")["username"] == "dan"
    block(cast.dan, cast.ada)
    assert people.ada.ask("GET", f"/users/{cast.dan.id}").status_code == 404


def test_page_of_a_person_counts_what_one_may_know(people, cast):
    seen = people.cal.get(f"/users/{cast.bea.id}")
    assert (seen["roomCount"], seen["friendCount"]) == (2, 1)
    people.dan.patch("/me/settings", {"discoverable": True})
    people.bea.patch("/me/settings", {"discoverable": True})
    # The market is public; the harbour is nothing that dan may know of.
    assert people.dan.get(f"/users/{cast.bea.id}")["roomCount"] == 1


def test_reader_of_an_open_room_sees_names_and_no_more(people, cast, market):
    people.bea.patch("/me", {"bio": "for friends"})
    members = people.dan.get(f"{market}/members")["items"]
    assert [member["user"]["username"] for member in members] == ["bea", "cal"]
    assert members[0]["user"]["bio"] == ""
    assert people.cal.get(f"{market}/members")["items"][0]["user"]["bio"] == "for friends"


def test_lobby_lists_who_spoke_and_whom_one_knows(people, cast, app):
    listed = people.dan.get(f"/rooms/{cast.square}/members")["items"]
    assert [member["user"]["username"] for member in listed] == ["dan"]
    with app.app_context(), writing():
        say(cast.cal, cast.square, "hello")
    listed = people.dan.get(f"/rooms/{cast.square}/members")["items"]
    assert [member["user"]["username"] for member in listed] == ["cal", "dan"]
