"""Pages of people, one's own settings, and finding others: complete without scripts."""

from __future__ import annotations

from io import BytesIO

import pytest

from chatty.accounts.actions import update_settings
from chatty.accounts.models import User
from chatty.core import limits, uploads
from chatty.core.db import db, writing
from chatty.friends.actions import block
from tests.pictures import opened, photograph, picture, vast
from tests.web.browser import Page

ABOUT = {"_method": "put", "display_name": "Beatrice", "bio": "I sell lemons."}
PRIVATE = {"birth_date": "1990-02-03", "phone": "+44 20 7946 0958"}


def send(browser, kind="avatar", content=None, **fields: str):
    page = "/settings/profile"
    file = (BytesIO(picture() if content is None else content), "a.png")
    data = {"csrf_token": browser.token(page), "file": file, **fields}
    return browser.client.post(f"{page}/{kind}", data=data, content_type="multipart/form-data")


def images(page: Page) -> list[str]:
    """What is shown; a template for scripts holds an empty one."""
    found = [image.attributes["src"] for image in page.all("img")]
    return [src for src in found if src != "data:,"]


@pytest.fixture
def settings_of(app):
    def choose(person, **settings: object) -> None:
        with app.app_context(), writing():
            update_settings(person.viewer, **settings)  # type: ignore[arg-type]  # the test's own words

    return choose


def test_person_says_more_about_themselves(bea):
    answer = bea.submit("/settings/profile", "/settings/profile", **ABOUT, **PRIVATE)
    assert answer.status_code == 303
    page = bea.get("/settings/profile").text
    for text in ("Beatrice", "I sell lemons.", *PRIVATE.values()):
        assert text in page


def test_page_of_a_person_tells_no_secrets(bea, cal):
    bea.submit("/settings/profile", "/settings/profile", **ABOUT, **PRIVATE)
    page = cal.get("/people/bea").text
    assert "I sell lemons." in page
    assert not [secret for secret in PRIVATE.values() if secret in page]
    fields = {"_method": "put", "lastSeen": "friends", "shareBirthDate": "on"}
    bea.submit("/settings/privacy", "/settings/privacy", **fields)
    page = cal.get("/people/bea").text
    assert (PRIVATE["birth_date"] in page, PRIVATE["phone"] in page) == (True, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_date": "tomorrow"},
        {"birth_date": "1800-01-01"},
        {"phone": "call me"},
        {"display_name": "\u0430dmin"},
    ],
)
def test_refused_profile_is_explained(bea, fields):
    answer = bea.submit("/settings/profile", "/settings/profile", **(ABOUT | fields))
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert "I sell lemons." in answer.text


def test_status_is_set_seen_and_cleared(bea, cal):
    where = "/settings/profile"
    fields = {"_method": "put", "emoji": "\U0001f33b", "text": "in the garden", "lasts": "1h"}
    assert bea.submit(where, f"{where}/status", **fields).status_code == 303
    assert "in the garden" in cal.get("/people/bea").text
    assert bea.submit(where, f"{where}/status", _method="delete").status_code == 303
    assert "in the garden" not in cal.get("/people/bea").text


@pytest.mark.parametrize("fields", [{"text": ""}, {"emoji": "xx"}, {"text": "a", "lasts": "year"}])
def test_refused_status_is_explained(bea, fields):
    fields = {"_method": "put", "lasts": "never", **fields}
    assert bea.submit("/settings/profile", "/settings/profile/status", **fields).status_code == 422


def test_region_is_chosen_and_others_see_the_local_time(bea, cal):
    where = "/settings/profile"
    fields = {"_method": "put", "time_zone": "Asia/Tokyo", "locale": "de"}
    assert bea.submit(where, f"{where}/region", **fields).status_code == 303
    metas = {meta.attributes.get("name"): meta for meta in bea.page("/rooms").all("meta")}
    assert metas["time-zone"].attributes["content"] == "Asia/Tokyo"
    assert metas["locale"].attributes["content"] == "de"
    assert "Asia/Tokyo" in cal.get("/people/bea").text
    fields = {"_method": "put", "time_zone": "Mars/Base", "locale": ""}
    assert bea.submit(where, f"{where}/region", **fields).status_code == 422


def test_language_chosen_by_an_app_can_be_kept(bea, cast, settings_of):
    settings_of(cast.bea, locale="fi")
    page = bea.page("/settings/profile")
    chosen = [each for each in page.all("option") if "selected" in each.attributes]
    assert "fi" in [each.attributes["value"] for each in chosen]


@pytest.mark.parametrize("kind", ["avatar", "cover"])
def test_picture_is_sent_shown_and_taken_away(bea, cal, kind):
    assert send(bea, kind).status_code == 303
    shown = images(cal.page("/people/bea"))
    assert shown
    assert opened(cal.get(shown[0]).data).format == "WEBP"
    fields = {"_method": "delete"}
    where = f"/settings/profile/{kind}"
    assert bea.submit("/settings/profile", where, **fields).status_code == 303
    assert images(cal.page("/people/bea")) == []
    assert cal.get(shown[0]).status_code == 404


def test_picture_stands_beside_messages_and_names(bea, cal):
    bea.submit("/rooms/market", f"/rooms/{room_id(bea)}/messages", content="hi", client_id="c")
    before = images(cal.page("/rooms/market"))
    send(bea)
    after = images(cal.page("/rooms/market"))
    assert before == []
    assert len(set(after)) == 1
    assert len(after) == 2


def room_id(browser) -> str:
    metas = {
        meta.attributes.get("name"): meta for meta in browser.page("/rooms/market").all("meta")
    }
    return str(metas["room-id"].attributes["content"])


def test_part_that_was_chosen_is_shown(bea):
    content = picture(halves=True)
    assert send(bea, content=content, x="0.5", y="0", size="0.5").status_code == 303
    assert send(bea, content=content, x="", y="", size="").status_code == 303
    assert send(bea, content=content, x="3", y="0", size="1").status_code == 422


@pytest.mark.parametrize("content", [b"<svg/>", vast(20_000, 20_000), b""], ids=["svg", "vast", ""])
def test_refused_picture_is_explained(bea, content):
    """S63, S66."""
    answer = send(bea, content=content)
    assert answer.status_code == 422
    assert "flash--error" in answer.text


def test_picture_above_five_mebibytes_is_refused(bea):
    """S65."""
    assert send(bea, content=b"x" * (limits.PICTURE_BYTES + 1)).status_code == 413
    assert send(bea, content=b"x" * (limits.PICTURE_BYTES + limits.MIB)).status_code == 413


def test_large_picture_passes_where_other_forms_may_not_be_so_large(bea):
    noisy = photograph() + b"\0" * 2_000_000
    assert send(bea, content=noisy).status_code == 303
    assert bea.submit("/rooms/new", "/rooms", name="x" * 600_000).status_code == 413


def test_picture_needs_the_token_and_a_session(bea, visitor):
    data = {"file": (BytesIO(picture()), "a.png")}
    for browser in (bea, visitor):
        answer = browser.client.post(
            "/settings/profile/avatar", data=data, content_type="multipart/form-data"
        )
        assert answer.status_code == 400
        data = {"file": (BytesIO(picture()), "a.png")}
    assert uploads._running == {}


def test_privacy_is_chosen(bea, cast, app):
    fields = {"_method": "put", "lastSeen": "nobody", "discoverable": "on", "showTyping": "on"}
    assert bea.submit("/settings/privacy", "/settings/privacy", **fields).status_code == 303
    page = bea.page("/settings/privacy")
    checked = {
        each.attributes["name"] for each in page.all("input") if "checked" in each.attributes
    }
    assert checked == {"lastSeen", "discoverable", "showTyping"}
    with app.app_context():
        user = db.session.get_one(User, cast.bea.id)
        assert (user.last_seen_audience, user.show_receipts) == ("nobody", False)


def test_unknown_audience_is_refused(bea):
    fields = {"_method": "put", "lastSeen": "family"}
    assert bea.submit("/settings/privacy", "/settings/privacy", **fields).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/people/dan",
        "/people/nobody-at-all",
        "/people/b.e.a",
        "/people/by-id/77",
        "/people/%00",
        "/people/%F0%9F%98%80",
    ],
)
def test_whom_one_may_not_know_is_nobody(cal, path):
    assert cal.get(path).status_code == 404


def test_names_in_conversations_lead_to_people(cal, cast):
    assert cal.get(f"/people/by-id/{cast.bea.id}").location == "/people/bea"


def test_visitors_sign_in_first(visitor, cast):
    for path in ("/people/bea", f"/people/by-id/{cast.bea.id}", "/explore/people",
                 "/settings/privacy"):  # fmt: skip
        assert visitor.get(path).location.startswith("/sign-in")


@pytest.mark.both_databases
def test_people_who_let_others_find_them_are_found(dan, cast, settings_of):
    """S49."""
    assert "/people/ada" not in dan.get("/explore/people?query=ada").text
    settings_of(cast.ada, discoverable=True)
    assert "/people/ada" in dan.get("/explore/people?query=AD%41").text
    assert "/people/ada" not in dan.get("/explore/people?query=bea").text


def test_search_of_less_than_three_characters_is_refused(dan):
    """S49."""
    answer = dan.get("/explore/people?query=ad")
    assert answer.status_code == 422
    assert "at least 3 characters" in answer.text


def test_search_is_limited(dan):
    """S49."""
    codes = [dan.get("/explore/people?query=nobody").status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


@pytest.mark.both_databases
def test_people_one_may_know_are_suggested_with_reasons(cal, cast, settings_of, app):
    settings_of(cast.ada, discoverable=True)
    settings_of(cast.bea, discoverable=True)
    text = cal.get("/explore/people").text
    assert "1 shared room" in text
    assert "2 shared rooms" in text
    with app.app_context(), writing():
        block(cast.ada.viewer, cast.cal.id)
    assert "/people/ada" not in cal.get("/explore/people").text
