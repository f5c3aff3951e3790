"""What everybody is told, on every page, until it ends or is put away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatty.accounts.actions import announce
from chatty.core.clock import clock
from chatty.core.db import writing
from chatty.site.models import AnnouncementLevel

WORDS = "Down for an hour at noon."


@pytest.fixture
def tell(app, cast):
    """``tell("Down at noon")``, as the administrator; answers its id."""

    def say(content: str = WORDS, **more: object) -> int:
        with app.app_context(), writing():
            return announce(cast.admin.viewer, content, **more).id  # type: ignore[arg-type]  # the test's own words

    return say


def told(browser, path: str = "/rooms") -> list[str]:
    spans = browser.page(path).all("span")
    return [each.text for each in spans if "data-content" in each.attributes and each.text]


@pytest.mark.parametrize("path", ["/", "/rooms", "/rooms/harbour", "/settings/account", "/friends"])
def test_announcement_is_on_every_page(bea, tell, path):
    tell()
    assert told(bea, path) == [WORDS]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-up", "/explore", "/rooms/plaza"])
def test_visitors_are_told_too(visitor, tell, path):
    tell()
    assert told(visitor, path) == [WORDS]


def test_announcement_is_put_away_in_one_browser_without_scripts(bea, cal, tell):
    number = tell()
    where = f"/announcements/{number}/dismissal"
    answer = bea.submit("/rooms", where, _method="put", next="/friends")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/friends")
    tell("Another.")
    assert (told(bea), told(cal)) == (["Another."], ["Another.", WORDS])


def test_announcement_is_put_away_by_the_script(bea, tell):
    assert bea.script("PUT", f"/announcements/{tell()}/dismissal").status_code == 204
    assert told(bea) == []


def test_announcement_ends_by_itself(bea, tell):
    tell(level=AnnouncementLevel.WARNING, ends_at=clock.now() + timedelta(hours=1))
    assert "announcement--warning" in bea.get("/rooms").text
    clock.move(timedelta(hours=1))
    assert told(bea) == []


def test_words_are_no_markup(bea, tell):
    tell("<script>alert(1)</script>")
    assert "<script>alert(1)" not in bea.get("/rooms").text


def test_cookie_of_somebody_else_breaks_nothing(bea, tell):
    tell()
    bea.client.set_cookie("dismissed", "x.²." + "9" * 4_000)
    assert told(bea) == [WORDS]
