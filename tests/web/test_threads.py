"""Replies, threads, forwards and saved messages without a script."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from chatty.core.db import db, writing
from chatty.messages.actions import post, save
from chatty.messages.models import MessageDraft


@pytest.fixture
def root(app, cast) -> int:
    """A message of bea's in the market."""
    with app.app_context(), writing():
        return post(cast.bea.viewer, cast.market, MessageDraft("fresh fish", "root")).message.id


def answer(browser, address: str, content: str, **more: str):
    return browser.submit(address, content=content, client_id=content, **more)


def test_reply_is_begun_at_the_message_and_shown_with_its_quote(cal, cast, root):
    page = cal.page(f"/rooms/market?reply={root}")
    assert "Reply to" in page.html
    messages = f"/rooms/{cast.market}/messages"
    sent = cal.submit(
        f"/rooms/market?reply={root}", messages, content="how much", client_id="c", reply_to_id=root
    )
    assert sent.status_code == 303
    quotes = [a for a in cal.page("/rooms/market").all("a") if "data-quote" in a.attributes]
    assert ["fresh fish" in quote.text for quote in quotes] == [True]


def test_quote_leads_to_its_message(cal, root):
    answer = cal.get(f"/messages/{root}")
    assert answer.location == f"/rooms/market?around=1#message-{root}"


def test_strange_reply_is_not_there(dan, cal, cast, app):
    with app.app_context(), writing():
        secret = post(cast.bea.viewer, cast.harbour, MessageDraft("psst", "s")).message.id
    assert dan.get(f"/rooms/market?reply={secret}").status_code == 404
    assert cal.get(f"/rooms/market?reply={secret}").status_code == 404


def test_thread_is_written_and_read_on_its_page(cal, bea, root):
    thread = f"/messages/{root}/thread"
    assert "Nobody has replied yet." in cal.page(thread).html
    sent = cal.submit(thread, thread, content="from today?", client_id="c")
    assert (sent.status_code, sent.location) == (303, f"{thread}#thread-newest")
    assert "from today?" in bea.page(thread).html
    room = bea.page("/rooms/market").html
    assert ("from today?" in room, "1 reply" in room) == (False, True)


def test_page_of_a_thread_hears_what_links_lead_to(cal, root):
    heard = [e for e in cal.page(f"/messages/{root}/thread").all("div")
             if e.attributes.get("data-controller") == "previews"]  # fmt: skip
    assert len(heard) == 1


def test_what_was_refused_in_a_thread_is_kept(cal, root):
    thread = f"/messages/{root}/thread"
    refused = cal.submit(thread, thread, content="a" * 10_001, client_id="c")
    assert (refused.status_code, "a" * 10_001 in refused.text) == (422, True)
    assert "at most 10,000 characters" in refused.text


def test_thread_is_among_ones_threads_until_one_follows_no_more(cal, bea, root):
    thread = f"/messages/{root}/thread"
    cal.submit(thread, thread, content="from today?", client_id="c")
    assert "1<span" in bea.page("/threads").html
    bea.submit(thread, f"{thread}/read-marker", _method="put", seq="1")
    assert "1<span" not in bea.page("/threads").html
    bea.submit(thread, f"{thread}/follow", _method="delete")
    assert "No threads yet" in bea.page("/threads").html


def test_reply_of_a_thread_leads_into_the_thread(cal, app, cast, root):
    with app.app_context(), writing():
        draft = MessageDraft("from today?", "c", thread_id=root)
        reply = post(cast.cal.viewer, cast.market, draft).message.id
    place = f"/messages/{root}/thread?around=1#message-{reply}"
    assert cal.get(f"/messages/{reply}").location == place
    assert cal.get(f"/messages/{reply}/thread").location == place
    assert f'href="{place}"' in cal.page(f"/messages/{reply}/receipts").html


def test_message_is_saved_and_let_go(cal, root):
    actions = f"/messages/{root}/actions"
    cal.submit(actions, f"/messages/{root}/saved", _method="put")
    assert "fresh fish" in cal.page("/saved").html
    gone = cal.submit("/saved", f"/messages/{root}/saved", _method="delete", back="saved")
    assert gone.location == "/saved"
    assert "Nothing is saved" in cal.page("/saved").html


def test_message_is_forwarded_to_a_room_of_ones_own(cal, cast, root):
    forward = f"/messages/{root}/forward"
    assert "Forward to Harbour" in cal.page(f"{forward}?query=harb").html
    assert "Forward to Harbour" not in cal.page(f"{forward}?query=lobby").html
    sent = cal.submit(forward, forward, room_id=str(cast.harbour), client_id="f")
    assert sent.status_code == 303
    assert "Forwarded from <bdi>Bea</bdi>" in cal.page("/rooms/harbour").html


def test_who_forwards_out_of_a_closed_room_is_warned(cal, app, cast, root):
    with app.app_context(), writing():
        secret = post(cast.bea.viewer, cast.harbour, MessageDraft("psst", "s")).message.id
    warning = "Not everybody could read this"
    assert warning in cal.page(f"/messages/{secret}/forward").html
    assert warning not in cal.page(f"/messages/{root}/forward").html


ENTRIES = ("Edit", "Pin", "Delete", "Report", "Forward")


def test_menu_has_what_is_allowed(cal, bea, dan, visitor, root):
    def entries(browser) -> list[str]:
        menu = browser.get(f"/messages/{root}/menu").text
        return [entry for entry in ENTRIES if f">{entry}<" in menu]

    assert entries(cal) == ["Report", "Forward"]
    assert entries(bea) == ["Edit", "Pin", "Delete", "Forward"]
    assert entries(visitor) == []
    assert "Reply in a thread" not in dan.get(f"/messages/{root}/menu").text


def test_list_of_what_is_saved_asks_no_more_for_more(cal, cast, in_app):
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for number in range(4):
        with writing():
            draft = MessageDraft(f"news {number}", f"n{number}")
            save(cast.cal.viewer, post(cast.bea.viewer, cast.market, draft).message.id)
        asked.clear()
        assert f"news {number}" in cal.get("/saved").text
        counts.append(len(asked))
    assert counts[1] == counts[3]
