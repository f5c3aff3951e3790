"""Rooms changed, joined by password, sorted and ended without a script."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.pictures import picture

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.web.browser import Browser

PASSWORD = "a quiet river bank"
FORM = "multipart/form-data"


WORDS = {"name": "Market", "topic": "", "bio": "", "slug": "market"}
RIGHTS = dict.fromkeys(("post_by", "invite_by", "pin_by", "mention_all_by"), "admins")
ACCESS = {"kind": "public"}
PLACE = {"notify_level": "everything", "folder": ""}


@pytest.fixture
def settings(cast) -> str:
    return f"/rooms/{cast.market}/settings"


@pytest.fixture
def vault(bea) -> str:
    """A room of bea's with a password."""
    fields = {"name": "Vault", "kind": "password", "password": PASSWORD}
    return str(bea.submit("/rooms/new", "/rooms", **fields).location)


def change(browser: Browser, page: str, part: str, **fields: str) -> TestResponse:
    """Send the part of the settings on *page* that is called so."""
    action = {"general": page, "place": page.replace("settings", "membership")}
    sent = {f"{part}-{name}": value for name, value in fields.items()}
    sent["_method"] = "patch" if part == "place" else "put"
    return browser.submit(page, action.get(part, f"{page}/{part}"), **sent)


def joining(browser: Browser, page: str) -> str:
    """Where the form on *page* leads that joins the vault."""
    forms = [form.attributes.get("action", "") for form in browser.page(page).all("form")]
    return next(action for action in forms if action.endswith("/membership"))


def test_admins_see_all_of_the_settings_and_members_their_own(bea, cal, dan, settings):
    assert "settings-access" in bea.get(settings).text
    text = cal.get(settings).text
    assert "settings-place" in text
    assert "settings-general" not in text
    assert "settings-place" not in dan.get(settings).text


def test_room_is_renamed(bea, settings):
    fields = WORDS | {"name": "Bazaar", "topic": "Fruit", "slug": "bazaar"}
    assert change(bea, settings, "general", **fields).status_code == 303
    assert bea.page("/rooms/bazaar").heading == "Bazaar"


@pytest.mark.parametrize(
    ("fields", "words"), [({"name": ""}, "1 to 64 characters"), ({"slug": "12"}, "one letter")]
)
def test_refused_change_is_explained_and_kept(bea, settings, fields, words):
    response = change(bea, settings, "general", **WORDS | {"topic": "Fruit"} | fields)
    assert response.status_code == 422
    assert words in response.text
    assert 'value="Fruit"' in response.text


def test_room_becomes_a_slow_channel(bea, cal, settings):
    fields = RIGHTS | {"slow_mode_seconds": "60"}
    assert change(bea, settings, "rights", **fields).status_code == 303
    assert "Only the people who run this room write here." in cal.get("/rooms/market").text


def test_room_is_closed_and_gone_for_strangers(bea, dan, settings):
    assert dan.get("/rooms/market").status_code == 200
    assert change(bea, settings, "access", kind="private").status_code == 303
    assert dan.get("/rooms/market").status_code == 404


def test_room_keeps_messages_for_a_week_and_shows_any_other_term(bea, settings):
    assert change(bea, settings, "access", kind="public", retention_days="7").status_code == 303
    assert '<option selected value="7">' in bea.get(settings).text
    change(bea, settings, "access", kind="public", retention_days="45")
    assert '<option selected value="45">45 days</option>' in bea.get(settings).text
    assert change(bea, settings, "access", kind="public").status_code == 303
    assert "45 days" in bea.get(settings).text


def test_room_gets_a_password(bea, settings):
    without = change(bea, settings, "access", kind="password")
    assert (without.status_code, "Choose the password" in without.text) == (422, True)
    assert change(bea, settings, "access", kind="password", password=PASSWORD).status_code == 303
    assert "Change password" in bea.get("/settings/rooms").text
    fields = {"_method": "put", "password-password": "another quiet river"}
    path = settings.replace("settings", "password")
    assert bea.submit(settings, path, **fields).status_code == 303


def test_room_with_a_password_is_joined_by_its_form(dan, visitor, vault):
    assert "Sign in" in visitor.get(vault).text
    assert dan.page(vault).heading == "Vault"
    action = joining(dan, vault)
    wrong = dan.submit(vault, action, _method="put", password="not the password")
    assert (wrong.status_code, "not the password of the room" in wrong.text) == (422, True)
    assert dan.submit(vault, action, _method="put", password=PASSWORD).location == vault
    assert "Nothing has been said here yet" in dan.get(vault).text


def test_explore_joins_from_the_card(dan, vault):
    page = "/explore?kind=password"
    text = dan.get(page).text
    assert "Password of Vault" in text
    assert "Market" not in text
    sent = {"_method": "put", "password": PASSWORD}
    assert dan.submit(page, joining(dan, page), **sent).location == vault


def test_place_is_chosen_and_the_lists_follow(cal, settings):
    assert change(cal, settings, "place", **PLACE | {"folder": "Work"}).status_code == 303
    assert ">Work</h2>" in cal.get("/rooms").text
    change(cal, settings, "place", **PLACE | {"favourite": "on"})
    assert ">Favourites</h2>" in cal.get("/rooms").text
    change(cal, settings, "place", **PLACE | {"archived": "on"})
    assert ">Archived</summary>" in cal.get("/rooms").text


def test_room_is_archived_and_opened_again(bea, cal, dan, settings):
    path = settings.replace("settings", "archive")
    assert bea.submit(settings, path, _method="put").status_code == 303
    assert cal.get("/rooms/market").status_code == 200
    assert dan.get("/rooms/market").status_code == 404
    assert bea.submit(settings, path, _method="delete").status_code == 303
    assert dan.get("/rooms/market").status_code == 200


def test_room_is_deleted_after_a_question(bea, cal, settings, cast):
    question = f"/rooms/{cast.market}/deletion"
    assert cal.get(question).status_code == 403
    assert "cannot be undone" in bea.get(question).text
    sent = bea.submit(question, f"/rooms/{cast.market}", _method="delete")
    assert sent.location == "/rooms"
    assert cal.get("/rooms/market").status_code == 404


def test_room_gets_a_picture(bea, settings, cast):
    def send(content: bytes) -> TestResponse:
        data = {"csrf_token": bea.token(settings), "file": (BytesIO(content), "a.png")}
        path = f"/rooms/{cast.market}/avatar"
        answer: TestResponse = bea.client.post(path, data=data, content_type=FORM)
        return answer

    assert send(picture()).status_code == 303
    assert "/api/v1/pictures/" in bea.get("/explore").text
    assert "This cannot be used as a picture" in send(b"no picture").text


def test_pictures_of_others_rooms_are_refused(cal, settings, cast):
    data = {"csrf_token": cal.token(settings), "file": (BytesIO(picture()), "a.png")}
    path = f"/rooms/{cast.market}/avatar"
    sent = cal.client.post(path, data=data, content_type=FORM)
    assert sent.status_code == 403
