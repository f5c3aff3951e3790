"""S39, S40: files, and all that was made of them, are for who sees their message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatty.core.storage import current_storage
from tests.api.test_attachments import key_of, process, say
from tests.api.test_pictures import fetch
from tests.pictures import picture
from tests.recordings import film, sound

if TYPE_CHECKING:
    from tests.api.caller import Caller
    from tests.api.conftest import People

ADDRESSES = ("url", "thumbnailUrl", "previewUrl")
FILES = {
    "picture": (picture(600, 400), ADDRESSES),
    "film with its poster": (film(), ADDRESSES),
    "sound with its waveform": (sound(), ("url",)),
}


def guest(people: People) -> Caller:
    entered: Any = people.nobody.post("/auth/guest", {"displayName": "Gus"}).json
    return people.nobody.with_token(entered["accessToken"])


def statuses(file: dict[str, Any], *callers: Caller) -> set[int]:
    addresses = [file[name] for name in ADDRESSES if file[name]]
    return {fetch(who, address).status_code for who in callers for address in addresses}


@pytest.fixture(params=FILES.values(), ids=list(FILES))
def said(people, harbour, app, request):
    """A message of ada's in a private room with a file that was looked at."""
    content, addresses = request.param
    posted = say(people.ada, harbour, key_of(people.ada, content, "a.bin")).json
    process(app)
    found: dict[str, Any] = people.cal.get(f"/messages/{posted['id']}")
    (file,) = found["attachments"]
    assert [name for name in ADDRESSES if file[name]] == list(addresses)
    return found


@pytest.mark.both_databases
def test_what_was_made_of_a_file_is_for_members_alone(people, said):
    (file,) = said["attachments"]
    assert statuses(file, people.ada, people.bea, people.cal) == {200}
    outside = (people.dan, people.eve, people.nobody, people.admin, guest(people))
    assert statuses(file, *outside) == {404}
    for who, status in ((people.dan, 404), (people.nobody, 401)):
        assert who.ask("GET", f"/messages/{said['id']}").status_code == status


@pytest.mark.both_databases
def test_who_has_left_sees_nothing_of_a_file(people, cast, harbour, said):
    (file,) = said["attachments"]
    people.ada.delete(f"{harbour}/members/{cast.cal.id}")
    people.ada.put(f"{harbour}/bans/{cast.bea.id}")
    assert statuses(file, people.cal, people.bea) == {404}


def test_nothing_of_a_file_outlives_its_message(people, said):
    (file,) = said["attachments"]
    people.ada.delete(f"/messages/{said['id']}")
    assert statuses(file, people.ada, people.cal) == {404}


def test_file_of_an_archived_room_is_for_its_members(people, market):
    file = say(people.bea, market, key_of(people.bea)).json["attachments"][0]
    assert statuses(file, people.dan, people.nobody) == {200}
    people.bea.patch(market, {"archived": True})
    assert statuses(file, people.dan, people.nobody, guest(people)) == {404}
    assert statuses(file, people.cal) == {200}


def test_file_that_no_message_names_is_for_who_sent_it(people, app):
    key_of(people.bea, picture(), "a.png")
    process(app)
    (file,) = people.bea.get("/attachments")["items"]
    assert statuses(file, people.bea) == {200}
    assert statuses(file, people.ada, people.admin, people.nobody, guest(people)) == {404}


def test_keys_of_files_have_at_least_128_random_bits(people, app):
    keys = {key_of(people.bea) for _ in range(3)}
    with app.app_context():
        names = {path.name for path in current_storage()._folder.rglob("??/*")}  # type: ignore[attr-defined]  # the local one's
    assert len(keys) == len(names) == 3
    assert all(len(each) * 6 >= 128 for each in keys | names)
    assert not keys & names


def test_nobody_is_told_which_files_there_are(people):
    key_of(people.ada)
    assert people.bea.get("/attachments")["items"] == []
    for path in ("/attachments/", "/pictures/", "/pictures"):
        assert people.bea.ask("GET", path).status_code in {404, 405}
