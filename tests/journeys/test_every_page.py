"""Every page in both themes: for screen readers, for small screens, and with a quiet console."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.test_payloads import Speaker, sent
from tests.pictures import picture
from tests.recordings import sound

VISITOR = (
    "/", "/sign-in", "/sign-up", "/explore", "/explore?query=none-such",
    "/search?query=stranger", "/rooms/plaza",
    "/settings/appearance", "/connection", "/reset", "/guests/new", "/explore?kind=password",
    "/rooms/3/members", "/rooms/3/pins", "/rooms/3/files",
)  # fmt: skip
MEMBER = (
    "/", "/rooms", "/rooms/new", "/explore", "/rooms/harbour", "/rooms/market", "/rooms/plaza",
    "/settings/profile", "/settings/appearance", "/settings/security", "/connection",
    "/settings/account", "/settings/sessions",
    "/friends", "/friends?show=online", "/friends?show=requests", "/friends?show=blocked",
    "/invites", "/directs", "/directs/ada", "/directs/cal", "/rooms/5/invites",
    "/search", "/search?query=on:tide", "/search?query=bea&in=people",
    "/people/ada", "/people/bea", "/explore/people", "/explore/people?query=nobody",
    "/settings/privacy", "/settings/rooms", "/rooms/5/settings", "/rooms/5/deletion",
    "/rooms/5/members?query=ca", "/rooms/5/roles", "/rooms/5/links", "/rooms/5/members/{cal}",
    "/rooms/5/moderation", "/rooms/5/audit", "/rooms/5/members/{cal}/sanctions", "/reports",
    "/messages/5/actions", "/messages/5/reactions", "/messages/5/thread", "/messages/5/forward",
    "/threads", "/saved", "/rooms/5/pins", "/people/ada/reports",
    "/rooms/3/members", "/explore?kind=public",
    "/catch-up", "/scheduled", "/notifications", "/notifications?show=unread",
    "/settings/notifications", "/rooms/5/polls/new", "/messages/{poll}/poll",
    "/messages/{poll}/actions", "/messages/{poll}/thread",
    "/settings/files", "/rooms/5/files", "/rooms/5/files?show=files", "/rooms/5/files?show=links",
)  # fmt: skip
ADMINISTRATOR = (
    "/admin", "/admin/people", "/admin/people?query=nobody", "/admin/people/{ada}",
    "/admin/people/{zoe}", "/admin/rooms", "/admin/rooms/5", "/admin/registration",
    "/admin/announcements", "/admin/reports", "/admin/audit", "/admin/audit?actor=zoe",
)  # fmt: skip
SMALL = {"width": 320, "height": 640}
# The page itself, and what scrolls in it: what lies wide in there is seen by nobody else.
# Colours have faded to those of the theme; a page that is not painted ends no transition.
SETTLED = """async () => {
  const after = (ms) => new Promise((done) => setTimeout(done, ms));
  await after(100);
  const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
  const faded = Promise.all(fading.map((each) => each.finished.catch(() => null)));
  await Promise.race([faded, after(1_000)]);
}"""
WIDEST = (
    "Math.max(document.documentElement.scrollWidth,"
    " document.querySelector('main')?.scrollWidth ?? 0)"
)
TARGET_PX = 44


@pytest.fixture(params=["visitor", "bea", "zoe"])
def who(request):
    return request.param


@pytest.fixture
def arrive(who, visitor, person):
    def come(**options: object):
        return visitor(**options) if who == "visitor" else person(who, **options)

    return come


@pytest.fixture
def poll(person) -> str:
    """The id of a poll in the market that was answered."""
    bea, asked = person("bea"), f'/poll "Which of these?" "This" "{"Long" * 25}"'
    bea.send("/rooms/5", "/rooms/5/messages", content=asked, client_id="poll")
    found = re.search(r'data-poll="(\d+)"', bea.context.request.get(f"{bea.base}/rooms/5").text())
    assert found
    bea.send("/rooms/5", f"/messages/{found[1]}/poll/vote", _method="put", option="1")
    return found[1]


@pytest.fixture
def files(server) -> None:
    """Pictures, a recording and a document in the market."""
    bea = Speaker(server.url, "/auth/login", login="bea", password=PASSWORD)
    given = {"a.png": picture(), "b.png": picture(), "c.mp3": sound(), "d.pdf": b"%PDF-1.7 x"}
    keys = [sent(bea, name, content) for name, content in given.items()]
    body = {"content": "", "clientId": "files", "attachmentKeys": keys}
    bea.ask("POST", "/rooms/5/messages", **body)


@pytest.fixture
def paths(who, sqlite_databases, poll, files):
    cast = sqlite_databases.casts["cast"]
    ids = {"ada": cast.ada.id, "cal": cast.cal.id, "zoe": cast.admin.id, "poll": poll}
    asked = {"visitor": VISITOR, "bea": MEMBER, "zoe": ADMINISTRATOR}[who]
    return tuple(path.format(**ids) for path in asked)


def test_no_page_has_an_obstacle(arrive, paths):
    someone = arrive()
    found: dict[str, list[str]] = {}
    for path in paths:
        someone.open(path)
        for theme in ("light", "dark"):
            someone.page.emulate_media(color_scheme=theme)
            someone.page.evaluate(SETTLED)
            violations = Axe().run(someone.page).response["violations"]
            found |= {f"{theme} {path} {each['id']}": _where(each) for each in violations}
    assert found == {}


def _where(violation) -> list[str]:
    return [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"][:3]]


@pytest.mark.parametrize(
    ("touch", "widths"), [(False, (320, 599, 600)), (True, (320, 390, 899))], ids=["mouse", "touch"]
)
def test_no_page_scrolls_sideways(arrive, paths, touch, widths):
    someone = arrive(viewport=SMALL, has_touch=touch, is_mobile=touch)
    wide = {}
    for path in paths:
        someone.open(path)
        for width in widths:
            someone.page.set_viewport_size({**SMALL, "width": width})
            measured = someone.page.evaluate(WIDEST)
            if measured > width:
                wide[path, width] = measured
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


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_tabs_stand_in_one_row_and_show_the_one_that_is_open(person, scripts):
    bea = person("bea", viewport=SMALL, has_touch=True, java_script_enabled=scripts)
    row = bea.page.locator(".tabs")
    tabs = row.get_by_role("link")
    for path, name in (("/settings/profile", "Profile"), ("/connection", "Connection")):
        bea.open(path)
        assert len({tab.bounding_box()["y"] for tab in tabs.all()}) == 1
        expect(row.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    tabs.first.focus()
    expect(tabs.first).to_be_in_viewport(ratio=1)


def test_moments_are_told_in_the_time_and_words_of_the_reader(person):
    bea = person("bea", timezone_id="Asia/Tokyo", locale="en-GB")
    for path in ("/settings/sessions", "/people/ada", "/friends", "/invites"):
        bea.open(path)
        for moment in bea.page.locator("time").all():
            expect(moment).not_to_have_text(re.compile("UTC|^\\d{4}-"))


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
