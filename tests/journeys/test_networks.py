"""What a page does on the networks that people have."""

from __future__ import annotations

import json
import re
import time

from playwright.sync_api import expect


def refuses_upgrade(line: str) -> bool:
    return line.startswith("GET /ws?")


def holds_event_streams(line: str) -> bool:
    return line.startswith("GET /events?")


def is_live_traffic(line: str) -> bool:
    return bool(re.match(r"GET /(ws|events)|POST /rooms/\d+/messages", line))


def test_refused_upgrade_leads_to_the_event_stream_within_five_seconds(person, proxy):
    proxy.refuses = refuses_upgrade
    bea, cal = person("bea", proxy.url), person("cal")
    bea.open("/rooms/market")
    bea.expect_live("events", seconds=5)
    cal.enter("market")
    cal.say("over the event stream")
    bea.expect_message("over the event stream")
    bea.say("and back by a request")
    cal.expect_message("and back by a request")


def test_held_event_stream_leads_to_polling_within_fifteen_seconds(person, proxy):
    proxy.refuses, proxy.holds = refuses_upgrade, holds_event_streams
    bea, cal = person("bea", proxy.url), person("cal")
    started = time.monotonic()
    bea.open("/rooms/market")
    bea.expect_live("poll", seconds=15)
    assert time.monotonic() - started < 15
    expect(bea.page.locator(".connection")).to_contain_text("Live over long polling")
    cal.enter("market")
    for number in range(5):
        cal.say(f"polled {number}")
        bea.expect_message(f"polled {number}")
    bea.say("and back from the poll")
    cal.expect_message("and back from the poll")


def test_connection_page_says_what_is_used_and_why(person, proxy):
    proxy.refuses = refuses_upgrade
    bea = person("bea", proxy.url)
    bea.open("/")
    bea.expect_live("events", seconds=10)
    bea.open("/connection")
    summary = bea.page.locator("[data-connection-target=summary]")
    expect(summary).to_have_text("You are live over an event stream.", timeout=10_000)


def test_offline_and_back_nothing_is_lost_or_doubled(person, proxy):
    bea, cal = person("bea", proxy.url), person("cal")
    bea.enter("market")
    cal.enter("market")
    proxy.cut()
    expect(bea.page.locator(".connection")).to_contain_text("Reconnecting", timeout=10_000)
    bea.say("written in the tunnel")
    for number in range(5):
        cal.say(f"meanwhile {number}")
        cal.expect_message(f"meanwhile {number}")
    expect(bea.message("written in the tunnel")).to_have_class(re.compile("message--pending"))
    proxy.mend()
    bea.expect_live(seconds=35)
    for number in range(5):
        bea.expect_message(f"meanwhile {number}")
    cal.expect_message("written in the tunnel", seconds=10)
    bea.expect_message("written in the tunnel", seconds=10)
    assert bea.texts[-6:] == cal.texts[-6:]


def test_unsent_message_survives_a_reload(person, proxy):
    bea, cal = person("bea", proxy.url), person("cal")
    bea.enter("market")
    proxy.refuses = is_live_traffic
    proxy.cut()
    proxy.mend()
    bea.say("not yet sent")
    expect(bea.message("not yet sent")).to_have_class(re.compile("message--pending"))
    bea.page.reload()
    expect(bea.message("not yet sent")).to_have_class(re.compile("message--pending"))
    proxy.refuses = lambda _line: False
    cal.enter("market")
    cal.expect_message("not yet sent", seconds=40)
    bea.expect_message("not yet sent", seconds=40)


def test_refused_message_says_why_and_can_be_discarded(person):
    cal = person("cal")
    cal.enter("market")
    cal.page.evaluate("document.querySelector('#content').maxLength = 20000")
    cal.say("x" * 10_001)
    failed = cal.page.locator(".message--failed")
    expect(failed).to_contain_text("at most 10,000 characters")
    failed.get_by_role("button", name="Discard").click()
    expect(failed).to_have_count(0)


def test_reset_reads_the_page_anew_and_keeps_what_is_typed(person):
    bea, cal = person("bea"), person("cal")
    lines = []

    def between(socket) -> None:
        upstream = socket.connect_to_server()
        lines.append(socket)
        # What the server sends is swallowed once the tap is closed.
        upstream.on_message(lambda text: socket.send(text) if len(lines) == 1 else None)

    bea.page.route_web_socket(re.compile("/ws"), between)
    bea.enter("market")
    lines.append("closed")
    cal.enter("market")
    cal.say("missed by the stream")
    cal.expect_message("missed by the stream")
    bea.page.fill("#content", "a draft")
    assert bea.message("missed by the stream").count() == 0
    lines[0].send(json.dumps({"type": "RESET", "cursor": "1-0", "reason": "fork"}))
    bea.expect_message("missed by the stream")
    expect(bea.page.locator("#content")).to_have_value("a draft")


def test_two_tabs_share_one_event_stream(person, proxy):
    proxy.refuses = refuses_upgrade
    bea, cal = person("bea", proxy.url), person("cal")
    bea.open("/rooms/market")
    bea.expect_live("events", seconds=10)
    second = bea.context.new_page()
    second.goto(f"{proxy.url}/rooms/market")
    expect(second.locator("body")).to_have_attribute("data-connection", "live", timeout=10_000)
    streams = [line for line in proxy.seen if line.startswith("GET /events?")]
    cal.enter("market")
    cal.say("for both tabs")
    bea.expect_message("for both tabs")
    expect(second.locator(".message").filter(has_text="for both tabs")).to_have_count(1)
    assert [line for line in proxy.seen if line.startswith("GET /events?")] == streams


def test_visitor_over_the_event_stream_walks_on_without_a_reload(visitor, proxy):
    proxy.refuses = refuses_upgrade
    reader = visitor(proxy.url)
    reader.open("/rooms/market")
    reader.expect_live("events", seconds=10)
    reader.page.evaluate("window.walked = true")
    reader.page.get_by_role("link", name="Explore rooms").click()
    expect(reader.page.locator("body")).to_have_attribute("data-connection", "idle")
    reader.page.get_by_role("link", name="Plaza").click()
    reader.expect_live("events", seconds=10)
    assert reader.page.evaluate("window.walked")


def test_signing_out_elsewhere_ends_the_stream(person):
    bea = person("bea")
    bea.enter("harbour")
    second = bea.context.new_page()
    second.goto(f"{bea.base}/rooms")
    second.get_by_role("button", name="Sign out").click()
    second.wait_for_url(f"{bea.base}/")
    expect(bea.page.locator("h1")).not_to_have_text("Harbour", timeout=10_000)


def test_server_that_restarts_is_come_back_to(server, person):
    bea = person("bea")
    bea.enter("market")
    server.terminate()
    server.start()
    bea.expect_live(seconds=40)
    bea.say("after the restart")
    bea.expect_message("after the restart", seconds=10)
