"""Files in pages: sent with a form, sent by scripts, and found again."""

from __future__ import annotations

from io import BytesIO

import pytest
import sqlalchemy as sa

from chatty.attachments import jobs
from chatty.attachments.models import Attachment, AttachmentState
from chatty.core import limits
from chatty.core.db import db, writing
from chatty.messages.queries import history
from chatty.rooms.queries import room_for
from tests.cast import say
from tests.pictures import picture
from tests.web.browser import Page

PDF = b"%PDF-1.7\n" + b"x" * 40
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def market(cast) -> str:
    return f"/rooms/{cast.market}"


def send(browser, market: str, *files: tuple[str, bytes], content: str = "", **fields: object):
    """The composer, sent without scripts."""
    given = [(BytesIO(body), name) for name, body in files]
    more = {"content": content, "client_id": "c1", "files": given, **fields}
    return browser.submit(market, f"{market}/messages", **more)


def process(app) -> None:
    with app.app_context():
        while jobs.process_attachments():
            pass


def links(page: Page) -> dict[str, str]:
    """Where the cards of files lead, by name."""
    return {
        a.attributes["download"]: a.attributes["href"]
        for a in page.all("a")
        if "download" in a.attributes
    }


def kept(page: Page) -> list[str]:
    """The keys of files that the composer has already."""
    fields = page.all("input")
    return [f.attributes["value"] for f in fields if f.attributes.get("name") == "attachment_keys"]


@pytest.mark.both_databases
def test_files_are_sent_with_the_form_and_need_no_words(bea, cal, market):
    assert send(bea, market, ("plan.pdf", PDF), ("notes.txt", b"hello")).status_code == 303
    found = links(cal.page(market))
    assert list(found) == ["plan.pdf", "notes.txt"]
    answer = cal.get(found["plan.pdf"])
    assert (answer.status_code, answer.data) == (200, PDF)


def test_picture_has_its_place_before_it_is_there(bea, cal, market, app):
    send(bea, market, ("tide.png", picture(600, 400)))
    assert "tide.png</bdi> is being prepared" in cal.page(market).html
    process(app)
    (shown,) = [
        i for i in cal.page(market).all("img") if i.attributes.get("class") == "attachments__image"
    ]
    # As large as there is room for it, in its own shape.
    assert (shown.attributes["width"], shown.attributes["height"]) == ("512", "341")
    assert shown.attributes["alt"] == "tide.png"


def measures(page: Page, tag: str, name: str) -> list[tuple[str, str]]:
    found = [each.attributes for each in page.all(tag)]
    return [(each["width"], each["height"]) for each in found if each.get("class") == name]


@pytest.mark.parametrize(("wide", "high"), [(600, 400), (1200, 300), (300, 2000), (20, 10)])
def test_picture_takes_no_other_place_when_it_is_ready(bea, cal, market, app, wide, high):
    send(bea, market, ("tide.png", picture(wide, high)))
    (before,) = measures(cal.page(market), "svg", "attachments__reserve")
    process(app)
    assert measures(cal.page(market), "img", "attachments__image") == [before]


STATES = {
    AttachmentState.PROCESSING: "is being prepared…",
    AttachmentState.FAILED: "could not be read",
    AttachmentState.REFUSED: "was removed, because it may do harm",
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("name", "content"), [("tide.png", picture()), ("plan.pdf", PDF)], ids=["picture", "document"]
)
def test_what_is_not_there_to_be_seen_says_why(bea, cal, market, app, state, name, content):
    send(bea, market, (name, content))
    with app.app_context(), writing():
        db.session.execute(sa.update(Attachment).values(state=state))
    page = cal.page(market)
    assert STATES[state] in page.html
    assert links(page) == {}
    other = [words for each, words in STATES.items() if each is not state]
    assert not [words for words in other if words in page.html]


def test_refused_message_keeps_its_files(bea, cal, market):
    refused = send(bea, market, ("plan.pdf", PDF), content="x" * 10_001)
    assert refused.status_code == 422
    keys = kept(Page(refused.text))
    assert "plan.pdf" in refused.text
    assert send(bea, market, content="shorter", attachment_keys=keys).status_code == 303
    assert "plan.pdf" in links(cal.page(market))


def test_refused_reply_in_a_thread_keeps_its_files(app, bea, cal, cast, market):
    with app.app_context():
        with writing():
            say(cast.cal, cast.market, "idea")
        page = history(cast.bea.viewer, room_for(cast.bea.viewer, cast.market))
        place = f"/messages/{page.items[-1].id}/thread"
    file = (BytesIO(PDF), "answer.pdf")
    refused = bea.submit(place, place, content="x" * 10_001, client_id="c1", files=[file])
    keys = kept(Page(refused.text))
    assert bea.submit(place, place, client_id="c1", attachment_keys=keys).status_code == 303
    assert "answer.pdf" in links(cal.page(place))


def test_too_many_files_are_refused_in_words(bea, market):
    answer = send(bea, market, *((f"{n}.pdf", PDF) for n in range(limits.ATTACHMENTS + 1)))
    assert answer.status_code == 422
    assert f"A message has at most {limits.ATTACHMENTS} files." in answer.text


def test_script_sends_a_file_in_pieces(bea, cal, market):
    """A piece may be larger than any form."""
    content = b"tide" * 300_000
    begun = bea.script("POST", "/attachments/announcements", name="a.bin", size=len(content)).json
    headers = TUS | {"Upload-Offset": "0", "X-CSRFToken": bea.token("/rooms")}
    answer = bea.client.patch(begun["url"], data=content, headers=headers)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(content)))
    send(bea, market, attachment_keys=[begun["key"]])
    assert cal.get(links(cal.page(market))["a.bin"]).data == content


def test_piece_without_the_token_is_refused(bea):
    begun = bea.script("POST", "/attachments/announcements", name="a.bin", size=4).json
    answer = bea.client.patch(begun["url"], data=b"tide", headers=TUS | {"Upload-Offset": "0"})
    assert answer.status_code == 400


def test_more_than_was_announced_is_refused(bea):
    begun = bea.script("POST", "/attachments/announcements", name="a.bin", size=4).json
    headers = TUS | {"Upload-Offset": "0", "X-CSRFToken": bea.token("/rooms")}
    assert bea.client.patch(begun["url"], data=b"tides", headers=headers).status_code == 413


def test_own_files_are_listed_and_what_was_not_sent_is_deleted(bea, market):
    begun = bea.script("POST", "/attachments/announcements", name="a.bin", size=4).json
    send(bea, market, ("plan.pdf", PDF))
    page = bea.page("/settings/files").html
    assert "plan.pdf" in page
    assert "2 files" in page
    bea.submit("/settings/files", f"/attachments/{begun['key']}", _method="delete")
    assert "a.bin" not in bea.page("/settings/files").html.replace("is deleted", "")


def test_room_shows_its_files_and_links_in_tabs(bea, cal, market, app):
    send(
        bea, market, ("plan.pdf", PDF), ("tide.png", picture()), content="https://example.org/tide"
    )
    process(app)
    assert 'alt="tide.png"' in cal.page(f"{market}/files").html
    assert "plan.pdf" in links(cal.page(f"{market}/files?show=files"))
    assert 'href="https://example.org/tide"' in cal.page(f"{market}/files?show=links").html


def test_files_of_a_room_are_looked_for_by_name(bea, cal, market):
    send(bea, market, ("plan.pdf", PDF), ("notes.txt", b"hello"))
    page = cal.page(f"{market}/files?show=files&query=PLA")
    assert "plan.pdf" in links(page)
    assert "notes.txt" not in page.html
    assert "Nothing here is called like that" in cal.page(f"{market}/files?query=none").html


def test_older_files_are_a_page_further_on(bea, cal, cast, market, monkeypatch):
    monkeypatch.setattr("chatty.web.gallery.SHOWN", 1)
    send(bea, market, ("first.pdf", PDF), ("second.pdf", PDF))
    page = cal.page(f"{market}/files?show=files")
    (older,) = [a.attributes["href"] for a in page.all("a") if a.text == "Older ones"]
    assert "first.pdf" in links(cal.page(older))


def test_stranger_finds_no_files_of_a_room(dan, cast):
    assert dan.get(f"/rooms/{cast.harbour}/files").status_code == 404


def test_message_without_words_is_told_by_its_files(bea, cal, market):
    send(bea, market, ("plan.pdf", PDF))
    assert "Bea: A file" in cal.page("/rooms").html
    assert "A file" in cal.page("/catch-up").html


def test_feed_names_the_files(bea, visitor, market):
    send(bea, market, ("a & b.pdf", PDF))
    feed = visitor.get(f"{market}/feed.atom").text
    assert "<title>Bea: A file</title>" in feed
    assert "a &amp;amp; b.pdf" in feed
