"""Members, roles and links into rooms on pages, without a script."""

from __future__ import annotations

import pytest

from chatty.accounts.actions import admission
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.invites.actions import make_link
from chatty.rooms.models import Membership, Room
from chatty.rooms.queries import membership_of


@pytest.fixture
def ada(as_person):
    return as_person("ada")


@pytest.fixture
def token(app, cast) -> str:
    """The word of bea's link into harbour."""
    with app.app_context(), writing():
        return make_link(cast.bea.viewer, cast.harbour).token


def role(app, cast, who: str) -> str:
    with app.app_context():
        return db.session.get_one(Membership, (cast.harbour, getattr(cast, who).id)).role


def test_owner_raises_a_member(app, cast, ada):
    page = ada.page(f"/rooms/{cast.harbour}/members")
    here = f"/rooms/{cast.harbour}/members/{cast.cal.id}"
    assert here in [link.attributes.get("href") for link in page.all("a")]
    answer = ada.submit(here, f"{here}/role", _method="put", role="admin")
    assert (answer.status_code, role(app, cast, "cal")) == (303, "admin")


def test_last_owner_is_told_why_they_stay_one(app, cast, ada):
    here = f"/rooms/{cast.harbour}/members/{cast.ada.id}"
    answer = ada.submit(here, f"{here}/role", _method="put", role="member")
    assert answer.status_code == 422
    assert "A room keeps an owner." in answer.text
    assert role(app, cast, "ada") == "owner"


def test_room_is_handed_on(app, cast, ada):
    here = f"/rooms/{cast.harbour}/members/{cast.cal.id}"
    ada.submit(here, f"/rooms/{cast.harbour}/ownership", _method="put", user_id=str(cast.cal.id))
    assert (role(app, cast, "cal"), role(app, cast, "ada")) == ("owner", "admin")


@pytest.mark.parametrize("who", ["ada", "cal"])
def test_table_of_rights_is_there_for_all(as_person, cast, who):
    page = as_person(who).page(f"/rooms/{cast.harbour}/roles")
    assert "Hand the room on" in page.html
    assert page.heading == "Roles in Harbour"


def test_members_are_looked_for_by_name(cast, ada):
    page = ada.page(f"/rooms/{cast.harbour}/members?query=CA")
    assert "@cal" in page.html
    assert "@bea" not in page.html


def test_link_is_made_shown_and_taken_back(cast, bea):
    links = f"/rooms/{cast.harbour}/links"
    answer = bea.submit(links, links, hours="24", max_uses="3", role="member")
    page = bea.page(answer.location)
    assert "/join/" in page.html
    assert page.all("img")[-1].attributes["src"].startswith("data:image/svg+xml")
    assert bea.submit(answer.location, answer.location, _method="delete").location == links
    assert "Take back" not in bea.page(links).html


def test_form_of_a_link_keeps_what_was_typed(cast, bea):
    links = f"/rooms/{cast.harbour}/links"
    answer = bea.submit(links, links, hours="24", max_uses="many", role="member")
    assert answer.status_code == 422
    assert 'value="many"' in answer.text


def test_visitor_sees_where_a_link_leads(visitor, token):
    page = visitor.page(f"/join/{token}")
    assert page.heading == "Join Harbour"
    assert "3 members" in page.html


def test_newcomer_comes_in_by_a_link_where_only_the_invited_may(app, cast, visitor, token):
    admission.configure("invite", domains=(), guests=True)
    form = f"/sign-up?invite={token}&next=/join/{token}"
    account = {"username": "fay", "password": "a quiet river bank"}
    account |= {"invite": token, "next": f"/join/{token}"}
    answer = visitor.submit(form, "/sign-up", **account)
    assert answer.location == f"/join/{token}"
    assert visitor.get(answer.location).location == "/rooms/harbour"


def test_member_of_the_server_comes_in_by_a_link(app, cast, dan, token):
    answer = dan.submit(f"/join/{token}", f"/join/{token}/acceptance", _method="put")
    assert answer.location == "/rooms/harbour"
    with app.app_context():
        assert membership_of(cast.dan.id, cast.harbour) is not None


def test_link_that_leads_nowhere_says_so(app, cast, dan, token):
    with app.app_context(), writing():
        db.session.get_one(Room, cast.harbour).archived_at = clock.now()
    answer = dan.get(f"/join/{token}")
    assert answer.status_code == 410
    assert "no longer valid" in answer.text


def test_guest_becomes_a_member_to_come_in(app, cast, visitor, token):
    visitor.submit("/guests/new", "/guests", display_name="Gus")
    page = visitor.page(f"/join/{token}")
    assert "Become a member" in page.html
    form = f"/guests/membership?invite={token}&next=/join/{token}"
    account = {"username": "gus", "password": "a quiet river bank", "_method": "put"}
    account |= {"invite": token, "next": f"/join/{token}"}
    answer = visitor.submit(form, "/guests/membership", **account)
    assert visitor.get(answer.location).location == "/rooms/harbour"
