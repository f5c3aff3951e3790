"""S40: pictures of a private room are for who sees the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatty.accounts.models import User
from chatty.app import create_app
from chatty.core.db import db, writing
from tests.api.conftest import People
from tests.api.test_pictures import fetch, sent
from tests.api.test_room_invites import into
from tests.databases import settings_for
from tests.pictures import opened, picture
from tests.servers import S3

if TYPE_CHECKING:
    from tests.api.caller import Caller

KINDS = ("avatar", "cover")
OPEN_TO_ALL = "public, max-age=31536000, immutable"


def put(who: Caller, room: str, kind: str = "avatar") -> str:
    answer = who.ask("PUT", f"{room}/{kind}", **sent(picture()))
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return str(answer.json[f"{kind}Url"])


def statuses(url: str, *callers: Caller) -> list[int]:
    addresses = (url, url.replace("/small", "/large"))
    return [fetch(who, address).status_code for who in callers for address in addresses]


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS)
def test_picture_of_a_private_room_is_for_its_members(people, harbour, kind):
    url = put(people.ada, harbour, kind)
    assert set(statuses(url, people.ada, people.bea, people.cal)) == {200}
    guest = people.nobody.post("/auth/guest", {"displayName": "Gus"}).json
    outside = (people.nobody.with_token(guest["accessToken"]), people.dan, people.eve)
    assert set(statuses(url, *outside, people.nobody, people.admin)) == {404}


def test_picture_of_a_private_room_is_kept_by_nobody_on_the_way(people, harbour):
    url = put(people.ada, harbour)
    answer = fetch(people.cal, url)
    headers = answer.headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= set(headers["Vary"].replace(" ", "").split(","))
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    known = {"If-None-Match": headers["ETag"]}
    path = url.removeprefix("/api/v1")
    assert people.cal.ask("GET", path, headers=known).status_code == 304
    assert people.dan.ask("GET", path, headers=known).status_code == 404


@pytest.mark.both_databases
def test_who_has_left_a_private_room_sees_its_picture_no_more(people, cast, harbour):
    url = put(people.ada, harbour)
    people.ada.delete(f"{harbour}/members/{cast.cal.id}")
    people.ada.put(f"{harbour}/bans/{cast.bea.id}")
    assert set(statuses(url, people.cal, people.bea)) == {404}
    assert set(statuses(url, people.ada)) == {200}


@pytest.mark.both_databases
def test_who_is_invited_sees_the_picture_until_they_decline(people, cast, harbour, app):
    url = put(people.ada, harbour)
    with app.app_context(), writing():
        db.session.get_one(User, cast.dan.id).discoverable = True
    invite = into(people.ada, cast.dan.id, cast.harbour).json
    assert set(statuses(url, people.dan)) == {200}
    people.dan.put(f"/invites/{invite['id']}/rejection")
    assert set(statuses(url, people.dan)) == {404}


@pytest.mark.both_databases
def test_who_has_a_link_sees_the_picture_as_long_as_it_leads_in(people, harbour):
    url = put(people.ada, harbour)
    link = people.ada.post(f"{harbour}/invite-links").json
    shown = people.nobody.get(f"/invite-links/{link['token']}")["room"]["avatarUrl"]
    assert shown == f"{url}?link={link['token']}"
    assert set(statuses(shown, people.nobody, people.dan)) == {200}
    assert set(statuses(f"{url}?link=x", people.nobody, people.dan)) == {404}
    people.ada.delete(f"{harbour}/invite-links/{link['id']}")
    assert set(statuses(shown, people.nobody, people.dan)) == {404}


def test_link_into_one_room_shows_no_picture_of_another(people, harbour, market):
    url = put(people.ada, harbour)
    link = people.bea.post(f"{market}/invite-links").json
    assert set(statuses(f"{url}?link={link['token']}", people.dan, people.nobody)) == {404}


@pytest.mark.parametrize("kind", ["public", "password"])
def test_picture_of_a_listed_room_is_for_everybody(people, market, kind):
    url = put(people.bea, market)
    more = {"password": "correct horse"} if kind == "password" else {}
    people.bea.patch(market, {"kind": kind} | more)
    assert fetch(people.nobody, url).headers["Cache-Control"] == OPEN_TO_ALL
    assert set(statuses(url, people.dan, people.nobody)) == {200}


def test_picture_of_a_room_that_was_closed_is_for_its_members(people, market):
    """Turned private, or archived."""
    url = put(people.bea, market)
    people.bea.patch(market, {"kind": "private"})
    assert set(statuses(url, people.dan, people.nobody)) == {404}
    people.bea.patch(market, {"kind": "public"})
    people.bea.patch(market, {"archived": True})
    assert set(statuses(url, people.dan, people.nobody)) == {404}
    assert set(statuses(url, people.cal)) == {200}


def test_pictures_are_kept_where_all_files_are(databases, tmp_path):
    """A private room's come from S3 through us, so nobody has an address that outlasts a right."""
    server, url = S3().start(), databases.fresh("cast")
    app = create_app(settings_for(url, tmp_path, storage_url=server.url))
    people = People(app, databases.casts["cast"])
    harbour = f"/rooms/{people.cast.harbour}"
    try:
        shown = put(people.ada, harbour)
        assert len(server.keys()) == 2
        assert opened(fetch(people.cal, shown).data).size == (96, 96)
        assert fetch(people.dan, shown).status_code == 404
        server.stop()
        assert fetch(people.cal, shown).status_code == 503
    finally:
        server.stop()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        databases.drop(url)
