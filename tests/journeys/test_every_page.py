"""Every page in both themes: for screen readers, for small screens, and with a quiet console."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("browser")

VISITOR = (
    "/", "/sign-in", "/sign-up", "/explore", "/explore?query=none-such", "/rooms/plaza",
    "/settings/appearance", "/connection",
)  # fmt: skip
MEMBER = (
    "/", "/rooms", "/rooms/new", "/explore", "/rooms/harbour", "/rooms/market", "/rooms/plaza",
    "/settings/profile", "/settings/appearance", "/connection",
)  # fmt: skip
SMALL = {"width": 320, "height": 640}
TARGET_PX = 44


@pytest.fixture(params=["visitor", "bea"])
def who(request):
    return request.param


@pytest.fixture
def arrive(who, visitor, person):
    def come(**options: object):
        return visitor(**options) if who == "visitor" else person(who, **options)

    return come


@pytest.fixture
def paths(who):
    return VISITOR if who == "visitor" else MEMBER


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_an_obstacle(arrive, paths, theme):
    someone = arrive(color_scheme=theme)
    found: dict[str, list[str]] = {}
    for path in paths:
        someone.open(path)
        someone.page.wait_for_timeout(100)
        violations = Axe().run(someone.page).response["violations"]
        found |= {f"{path} {each['id']}": _where(each) for each in violations}
    assert found == {}


def _where(violation) -> list[str]:
    return [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"][:3]]


@pytest.mark.parametrize("width", [320, 599, 600, 899])
def test_no_page_scrolls_sideways(arrive, paths, width):
    someone = arrive(viewport={**SMALL, "width": width})
    wide = {}
    for path in paths:
        someone.open(path)
        measured = someone.page.evaluate("document.documentElement.scrollWidth")
        if measured > width:
            wide[path] = measured
    assert wide == {}


def test_fingers_find_what_they_aim_at(arrive, paths):
    someone = arrive(viewport=SMALL, has_touch=True, is_mobile=True)
    small = {}
    for path in paths:
        someone.open(path)
        for control in someone.page.locator(
            "button:visible, a.button:visible, .rail a:visible"
        ).all():
            box = control.bounding_box()
            if box and min(box["height"], box["width"]) < TARGET_PX - 0.5:
                small[f"{path} {control.inner_text() or control.get_attribute('aria-label')}"] = box
    assert small == {}


def test_members_open_as_a_sheet_on_a_small_screen_and_escape_closes_it(person):
    bea = person("bea", viewport=SMALL)
    bea.enter("harbour")
    opener = bea.page.get_by_role("link", name="3 members")
    opener.click()
    panel = bea.page.get_by_role("complementary", name="Members")
    assert panel.is_visible()
    assert bea.page.url.endswith("/rooms/harbour")
    bea.page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert opener.evaluate("link => link === document.activeElement")


def test_keyboard_reaches_the_composer_by_the_skip_link(person):
    bea = person("bea")
    bea.open("/rooms")
    bea.page.keyboard.press("Tab")
    assert bea.page.evaluate("document.activeElement.textContent") == "Skip to content"
    bea.page.keyboard.press("Enter")
    expect(bea.page.locator("#main")).to_be_focused()


def test_chosen_theme_is_seen_at_once(person):
    bea = person("bea", color_scheme="light")
    bea.open("/settings/appearance")
    before = bea.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    bea.page.locator("input[value=dark]").check()
    after = bea.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert before != after
