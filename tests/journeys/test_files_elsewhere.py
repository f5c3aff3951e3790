"""Files that a browser sends to an S3 server itself, and fetches from there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from chatty.core import limits
from tests.journeys.test_files import PLAN, a_file, a_picture, choose, expect_there, upload
from tests.journeys.test_payloads import WATCH
from tests.processes import ChattyServer
from tests.recordings import sound
from tests.servers import S3

FIRST_PART = re.compile(r"PUT .*partNumber=1\b")
SHOWN = "image => image.complete && image.naturalWidth > 0"


@pytest.fixture(scope="module")
def s3():
    """A bucket that browsers reach by another name than the server does."""
    server = S3().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(sqlite_databases, s3, tmp_path_factory):
    url = sqlite_databases.fresh("cast")
    storage = f"{s3.url}&public=http://localhost:{s3.port}"
    settings = {"DATABASE_URL": url, "CHATTY_LIMITS": "off", "STORAGE_URL": storage}
    server = ChattyServer(tmp_path_factory.mktemp("elsewhere"), settings)
    with server:
        s3.welcome(server.url)
        yield server
    sqlite_databases.drop(url)


@pytest.fixture
def two(person):
    """Bea and cal in the market, at browsers that note what a page is refused."""
    people = person("bea"), person("cal")
    for someone in people:
        someone.context.add_init_script(WATCH)
        someone.enter("market")
    yield people
    for someone in people:
        assert someone.page.evaluate("window.__violations") == []


def sent(bea, cal, words: str, *files: dict[str, Any]) -> Locator:
    """The message of *files*, as cal has it."""
    choose(bea, *files)
    for file in files:
        expect_there(bea, file["name"], seconds=20)
    bea.say(words)
    cal.expect_message(words)
    found: Locator = cal.message(words)
    return found


def kept(person, link) -> Path:
    """What somebody has on their disk after they took *link*; its name is the one offered."""
    with person.page.expect_download() as begun:
        link.click()
    return Path(begun.value.path()).rename(
        Path(begun.value.path()).with_name(begun.value.suggested_filename)
    )


def test_picture_goes_past_the_server_and_is_seen(two, s3):
    bea, cal = two
    asked: list[str] = []
    bea.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    said = sent(bea, cal, "past you", a_picture("tide.png"))
    image = said.locator("img[alt='tide.png']")
    expect(image).to_be_visible()
    cal.page.wait_for_function(SHOWN, arg=image.element_handle())
    assert [each for each in asked if each.startswith(f"PUT http://localhost:{s3.port}/")]


def test_large_file_goes_in_parts_and_comes_back_whole_under_its_name(two):
    bea, cal = two
    content = PLAN + b"tide" * (limits.PART_BYTES // 3)
    said = sent(bea, cal, "in parts", a_file("plan für 2027.pdf", content))
    found = kept(cal, said.get_by_role("link", name="plan für 2027.pdf"))
    assert found.name == "plan für 2027.pdf"
    assert found.read_bytes() == content


def test_picture_is_kept_under_its_name_where_one_looks_at_it(two):
    bea, cal = two
    said = sent(bea, cal, "keep this", a_picture("moon.png"))
    expect(said.locator("a[data-picture]")).to_be_visible()
    said.locator("a[data-picture]").click()
    shown = cal.page.locator("#lightbox")
    cal.page.wait_for_function(SHOWN, arg=shown.locator("img").element_handle())
    found = kept(cal, shown.get_by_role("link", name="Download"))
    assert found.name == "moon.png"
    expect(shown).to_be_visible()


def test_sound_is_played_from_there(two):
    bea, cal = two
    said = sent(bea, cal, "listen", a_file("horn.ogg", sound("ogg", "libopus"), "audio/ogg"))
    heard = said.locator("audio")
    expect(heard).to_be_attached()
    heard.evaluate("audio => { audio.muted = true; return audio.play() }")
    assert heard.evaluate("audio => audio.error") is None


def test_upload_goes_on_with_the_parts_that_are_missing_after_a_reload(two, s3):
    bea, cal = two
    arrived: list[str] = []
    bea.page.on(
        "requestfinished", lambda request: arrived.append(f"{request.method} {request.url}")
    )
    bea.page.route("**partNumber=2**", lambda route: route.abort())
    choose(bea, a_file("large.bin", PLAN * (limits.PART_BYTES // 500)))
    bea.say("in two goes")
    expect(upload(bea, "large.bin")).to_have_count(0, timeout=60_000)
    with bea.page.expect_request("**partNumber=2**"):
        pass
    bea.page.reload()
    bea.page.unroute("**partNumber=2**")
    cal.expect_message("in two goes", seconds=40)
    assert len([each for each in arrived if FIRST_PART.match(each)]) == 1


def test_storage_that_is_away_holds_no_words_up_and_the_file_goes_later(two, s3):
    bea, cal = two
    s3.freeze()
    choose(bea, a_file("late.pdf"))
    bea.say("words go on")
    bea.page.locator(".message--pending").wait_for()
    bea.say("these too")
    cal.expect_message("these too")
    s3.thaw()
    cal.expect_message("words go on", seconds=60)
    expect(cal.message("words go on").get_by_role("link", name="late.pdf")).to_be_visible()
