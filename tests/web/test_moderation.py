"""Keeping order without a script: what can be done with a message, with a person, in a room."""

from __future__ import annotations

import pytest

from chatty.core.db import writing
from chatty.messages.queries import history
from chatty.rooms.queries import room_for
from tests.cast import say


@pytest.fixture
def message(app, cast) -> str:
    """A message of cal's in the market."""
    with app.app_context():
        with writing():
            say(cast.cal, cast.market, "hello")
        page = history(cast.bea.viewer, room_for(cast.bea.viewer, cast.market))
        return f"/messages/{page.items[-1].id}"


@pytest.fixture
def place(cast) -> str:
    """Cal in the market."""
    return f"/rooms/{cast.market}/members/{cast.cal.id}"


def test_own_message_is_edited_and_everybody_reads_what_it_said(bea, cal, message):
    page = f"{message}/actions"
    assert cal.submit(page, message, _method="put", content="otherwise").status_code == 303
    assert "otherwise" in cal.page("/rooms/market").html
    assert "hello" in bea.page(page).html
    refused = cal.submit(page, message, _method="put", content=" ")
    assert (refused.status_code, "nothing to send" in refused.text) == (422, True)


def test_message_is_deleted_by_who_runs_the_room(bea, message):
    assert bea.submit(f"{message}/actions", message, _method="delete").status_code == 303
    page = bea.page("/rooms/market")
    assert "This message was deleted." in page.html
    assert "<p>hello</p>" not in page.html


def test_message_is_pinned_and_unpinned(bea, message):
    for verb in ("put", "delete"):
        assert bea.submit(f"{message}/actions", f"{message}/pin", _method=verb).status_code == 303


def test_report_is_sent_answered_and_thanked_for(bea, cal, cast, message):
    bea.submit(f"{message}/actions", message, _method="delete")
    said = f"/rooms/{cast.market}/members/{cast.bea.id}"
    sent = cal.submit(f"{said}/sanctions", f"{said}/reports", **{"report-reason": "spam"})
    assert (sent.status_code, sent.location) == (303, "/reports")
    assert "Somebody will look at it." in cal.page("/reports").html


def test_room_answers_its_reports(bea, dan, cast, message):
    room = f"/rooms/{cast.market}"
    dan.submit("/rooms/market", f"{room}/membership", _method="put")
    dan.submit(f"{message}/actions", f"{message}/reports", reason="spam", note="Look.")
    page = f"{room}/moderation"
    assert "Look." in bea.page(page).html
    bea.submit(page, f"{page}/reports/1", _method="put", state="resolved", answer="Gone.")
    assert "Gone." in dan.page("/reports").html


def test_banned_person_reads_why_and_appeals_once(bea, cal, cast, place):
    sent = {"_method": "put", "ban-lasts": "60", "ban-reason": "Shouting."}
    assert bea.submit(f"{place}/sanctions", f"{place}/ban", **sent).status_code == 303
    banned = cal.get("/rooms/market")
    assert (banned.status_code, "Shouting." in banned.text) == (403, True)
    appeal = f"/rooms/{cast.market}/appeal"
    cal.submit("/settings/profile", appeal, _method="put", content="Sorry.")
    assert "waits for an answer" in cal.get("/rooms/market").text
    page = f"/rooms/{cast.market}/moderation"
    answer = f"{page}/appeals/{cast.cal.id}"
    bea.submit(page, answer, _method="put", appeal="accepted")
    assert cal.get("/rooms/market").status_code == 200


def test_refused_sanction_keeps_what_was_typed(bea, place):
    sent = {"_method": "put", "mute-lasts": "0", "mute-reason": "Because."}
    refused = bea.submit(f"{place}/sanctions", f"{place}/mute", **sent)
    assert (refused.status_code, "Because." in refused.text) == (422, True)


def test_muted_and_removed_and_cleared(bea, cal, place, message):
    page = f"{place}/sanctions"
    assert bea.submit(page, f"{place}/mute", _method="put", **{"mute-lasts": "60"}).location
    assert "Muted until" in bea.page(page).html
    assert bea.submit(page, f"{place}/mute", _method="delete").status_code == 303
    cleared = bea.submit(page, f"{place}/messages", _method="delete", **{"clear-last": "5"})
    assert cleared.status_code == 303
    assert "<p>hello</p>" not in cal.page("/rooms/market").html
    assert bea.submit(page, place, _method="delete").status_code == 303
    assert "Join to write" in cal.page("/rooms/market").html


def test_raid_mode_and_words_of_a_room(bea, cast):
    page = f"/rooms/{cast.market}/moderation"
    bea.submit(page, f"{page}/raid-mode", _method="put", **{"raid-lasts": "10"})
    assert "End it now" in bea.page(page).html
    bea.submit(page, f"{page}/raid-mode", _method="delete")
    bea.submit(page, f"{page}/words", _method="put", **{"words-words": "spam"})
    assert "spam" in bea.page(page).html


def test_log_of_the_room_is_read_and_taken_along(bea, cal, cast, place):
    bea.submit(f"{place}/sanctions", place, _method="delete")
    page = f"/rooms/{cast.market}/audit"
    assert "Put out of a room" in bea.page(f"{page}?kind=member_kicked").html
    table = bea.submit(page, f"{page}/exports", kind="member_kicked")
    assert "member_kicked" in table.text
    assert cal.get(page).status_code == 403


def test_log_tells_the_end_of_a_ban_as_a_moment(bea, cast, place):
    sent = {"_method": "put", "ban-lasts": "60", "ban-reason": "Shouting."}
    bea.submit(f"{place}/sanctions", f"{place}/ban", **sent)
    log = bea.page(f"/rooms/{cast.market}/audit?kind=member_banned").html
    assert "until: <time" in log
    assert "Shouting." in log


def test_who_was_put_out_reads_so_where_they_land(cal):
    assert "You were removed from the room" in cal.page("/rooms?gone=kicked").html
    assert "flash" not in cal.page("/rooms?gone=otherwise").html


def test_nobody_is_met_in_a_room_who_is_not_seen_there(cal, bea, cast):
    for person in (cast.dan, cast.eve):
        place = f"/members/{person.id}/sanctions"
        assert cal.get(f"/rooms/{cast.market}{place}").status_code == 404
        assert cal.get(f"/rooms/{cast.square}{place}").status_code == 404
        assert bea.get(f"/rooms/{cast.market}{place}").status_code == 200
