"""What holds for every page: valid, one heading, named controls, nothing inline, tokens."""

from __future__ import annotations

import re

import pytest

from chatty.app import create_app
from tests.databases import settings_for
from tests.web.browser import Browser, Page

FOR_VISITORS = (
    "/", "/sign-in", "/sign-up", "/explore", "/explore?query=nothing-like-this",
    "/search?query=stranger", "/rooms/plaza",
    "/rooms/plaza?before=3", "/rooms/plaza?after=1", "/rooms/market", "/connection",
    "/settings/appearance", "/nothing-here", "/rooms/harbour",
)  # fmt: skip
FOR_BEA = (
    "/", "/rooms", "/rooms/new", "/explore", "/rooms/harbour", "/rooms/market", "/rooms/plaza",
    "/rooms/lobby", "/connection", "/settings/appearance", "/settings/profile", "/friends",
    "/friends?show=online", "/friends?show=requests", "/friends?show=blocked", "/invites",
    "/directs", "/directs/ada", "/directs/bea", "/directs/cal", "/rooms/5/invites",
    "/search", "/search?query=on:tide", "/search?query=bea&in=people",
    "/people/ada", "/people/bea", "/explore/people", "/explore/people?query=nobody",
    "/settings/privacy", "/threads", "/saved", "/messages/5/thread", "/messages/5/forward",
    "/messages/5/actions",
)  # fmt: skip
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button"})


PLACES = [("visitor", path) for path in FOR_VISITORS] + [("bea", path) for path in FOR_BEA]


@pytest.fixture(scope="module")
def pages(sqlite_databases, tmp_path_factory) -> dict[tuple[str, str], Page]:
    """Every page, fetched once: nothing here changes anything."""
    url = sqlite_databases.fresh("cast")
    app = create_app(settings_for(url, tmp_path_factory.mktemp("pages")))
    people = {"visitor": Browser(app), "bea": Browser(app)}
    people["bea"].sign_in("bea")
    return {(who, path): people[who].page(path) for who, path in PLACES}


@pytest.fixture(params=PLACES, ids=" ".join)
def read(request, pages) -> Page:
    found: Page = pages[request.param]
    return found


def test_page_is_well_formed(read):
    assert read.html.startswith("<!DOCTYPE html>")
    assert read.faults == []


def test_page_has_one_heading_and_its_title_begins_with_it(read):
    assert len(read.all("h1")) == 1
    assert read.all("title")[0].text.startswith(read.heading)


def test_page_says_its_language_and_keeps_zooming(read):
    assert read.all("html")[0].attributes["lang"] == "en"
    viewport = next(m for m in read.all("meta") if m.attributes.get("name") == "viewport")
    assert "user-scalable" not in viewport.attributes["content"]


def test_ids_are_unique(read):
    ids = [element.attributes["id"] for element in read.elements if "id" in element.attributes]
    assert sorted(ids) == sorted(set(ids))


def test_references_between_elements_lead_somewhere(read):
    ids = {element.attributes.get("id") for element in read.elements}
    for element in read.elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in element.attributes.get(name, "").split():
                assert target in ids, f"{element.tag} {name}={target}"


def test_every_control_has_a_label(read):
    labelled = {label.attributes.get("for") for label in read.all("label")}
    for control in read.all("input", "textarea", "select"):
        attributes = control.attributes
        if attributes.get("type") in NEEDS_NO_LABEL:
            continue
        named = attributes.get("id") in labelled or "label" in control.ancestors
        assert named or "aria-label" in attributes, attributes


def test_every_button_and_link_has_a_name(read):
    for control in read.all("a", "button"):
        assert control.text.strip() or control.attributes.get("aria-label"), control.attributes


def test_every_form_that_changes_something_carries_the_token(read):
    for form in re.findall(r"<form\b.*?</form>", read.html, re.DOTALL):
        if 'method="post"' in form:
            assert 'name="csrf_token"' in form, form


def test_nothing_is_inline_but_the_import_map(read):
    for script in read.all("script"):
        inline = "src" not in script.attributes
        assert not inline or script.attributes["type"] == "importmap"
    assert read.all("style") == []
    for element in read.elements:
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]


def test_nothing_is_loaded_from_elsewhere(read):
    for element in read.all("script", "link", "img", "use", "form"):
        if element.attributes.get("rel") == "canonical":
            continue  # says where the page belongs; nothing is fetched from there
        for name in ("src", "href", "action"):
            assert not re.match(r"(https?:)?//", element.attributes.get(name, ""))


def test_one_can_skip_to_the_content(read):
    assert read.all("a")[0].attributes["href"] == "#main"
    assert [main.attributes["id"] for main in read.all("main")] == ["main"]


def test_page_of_a_signed_in_person_carries_the_cursor_and_the_token(bea):
    names = {meta.attributes.get("name"): meta for meta in bea.page("/rooms/market").all("meta")}
    assert re.fullmatch(r"\d+-[0-9a-z]+", names["stream-cursor"].attributes["content"])
    assert names["csrf-token"].attributes["content"]
    assert names["room-id"].attributes["content"].isdigit()
