"""What a room has beside words: for whom, of whom, and in which order."""

from __future__ import annotations

import pytest

from chatty.accounts.actions.erasure import erase
from chatty.accounts.models import User
from chatty.core.db import db, writing
from tests.api.test_attachments import PDF, key_of, process, say
from tests.pictures import picture

FILES, LINKS = "attachments", "links"


def link(who, room: str, address: str, client_id: str = "link"):
    return who.post(f"{room}/messages", {"content": address, "clientId": client_id})


def names(who, room: str, **query: object) -> list[str]:
    """What the files are called that *who* finds in the room."""
    found = who.get(f"{room}/attachments", **query)
    return [item["attachment"]["name"] for item in found["items"]]


def addresses(who, room: str, **query: object) -> list[str]:
    items = who.get(f"{room}/links", **query)["items"]
    return [item["preview"]["url"] for item in items]


@pytest.fixture
def plans(people, harbour):
    """Three documents of bea's in the harbour, the last of them first in the room's files."""
    for number, name in enumerate(("first.pdf", "second.pdf", "100%_third.pdf")):
        say(people.bea, harbour, key_of(people.bea, PDF, name), client_id=f"plan-{number}")
    return harbour


@pytest.mark.both_databases
def test_files_are_found_the_newest_first_in_pages(people, plans):
    first = people.cal.get(f"{plans}/attachments", limit=2)
    assert [item["attachment"]["name"] for item in first["items"]] == [
        "100%_third.pdf", "second.pdf",
    ]  # fmt: skip
    assert first["items"][0]["userName"] == "Bea"
    assert names(people.cal, plans, cursor=first["nextCursor"]) == ["first.pdf"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "found"),
    [("SEC", ["second.pdf"]), ("0%_", ["100%_third.pdf"]), ("%", ["100%_third.pdf"])],
    ids=["letters", "signs", "one sign"],
)
def test_files_are_found_by_a_part_of_their_name(people, plans, query, found):
    assert names(people.cal, plans, query=query) == found


@pytest.mark.both_databases
def test_files_are_found_by_their_kind(people, plans, app):
    say(people.bea, plans, key_of(people.bea, picture(), "tide.png"), client_id="picture")
    assert "tide.png" not in names(people.cal, plans)
    process(app)
    assert names(people.cal, plans, kind="image") == ["tide.png"]
    assert len(names(people.cal, plans, kind="document")) == 3


@pytest.mark.both_databases
def test_strangers_and_those_who_left_find_nothing(people, plans):
    for what in (FILES, LINKS):
        assert people.dan.ask("GET", f"{plans}/{what}").status_code == 404
        assert people.nobody.ask("GET", f"{plans}/{what}").status_code == 401
    people.cal.delete(f"{plans}/membership")
    for what in (FILES, LINKS):
        assert people.cal.ask("GET", f"{plans}/{what}").status_code == 404


@pytest.mark.both_databases
def test_who_comes_later_finds_what_came_later(people, plans):
    link(people.bea, plans, "https://example.org/early")
    people.ada.patch(plans, {"history": "from_join"})
    token = people.ada.post(f"{plans}/invite-links", {}).json["token"]
    people.dan.put(f"/invite-links/{token}/acceptance")
    say(people.bea, plans, key_of(people.bea, PDF, "late.pdf"), client_id="late")
    link(people.bea, plans, "https://example.org/late", "later")
    assert names(people.dan, plans) == ["late.pdf"]
    assert addresses(people.dan, plans) == ["https://example.org/late"]


@pytest.mark.both_databases
def test_nothing_of_those_whom_one_has_blocked(people, plans, cast):
    link(people.bea, plans, "https://example.org/tide")
    people.cal.put(f"/blocks/{cast.bea.id}")
    assert names(people.cal, plans) == addresses(people.cal, plans) == []
    assert len(names(people.ada, plans)) == 3


@pytest.mark.both_databases
def test_what_was_deleted_is_not_found(people, plans):
    said = link(people.bea, plans, "https://example.org/tide").json
    newest = people.cal.get(f"{plans}/attachments")["items"][0]["messageId"]
    for message in (said["id"], newest):
        people.bea.delete(f"/messages/{message}")
    assert names(people.cal, plans) == ["second.pdf", "first.pdf"]
    assert addresses(people.cal, plans) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("erase_messages", [False, True])
def test_of_who_is_erased_no_file_is_found_and_no_name(people, plans, app, erase_messages):
    link(people.bea, plans, "https://example.org/tide")
    with app.app_context(), writing():
        erase(db.session.get_one(User, int(people.bea.user_id)), erase_messages=erase_messages)
    assert names(people.cal, plans) == []
    items = people.cal.get(f"{plans}/links")["items"]
    assert len(items) == (0 if erase_messages else 1)
    assert not [each for each in items if each["userName"] == "Bea"]


@pytest.mark.both_databases
def test_links_are_found_by_what_stands_in_them(people, plans):
    link(people.bea, plans, "https://example.org/tide", "one")
    link(people.bea, plans, "https://example.net/moon", "two")
    assert addresses(people.cal, plans) == ["https://example.net/moon", "https://example.org/tide"]
    assert addresses(people.cal, plans, query="moon") == ["https://example.net/moon"]


def test_cursor_of_somewhere_else_is_refused(people, plans):
    for what in (FILES, LINKS):
        assert people.cal.ask("GET", f"{plans}/{what}?cursor=x").json["code"] == "bad_cursor"
