"""Somebody is called: the bell counts it, leads there, and is quiet on every device after."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.servers import wait_until


def bell(person):
    return person.page.get_by_role("link", name="Notifications")


def count(person):
    return bell(person).locator("[data-bell-target=badge]")


def test_call_is_counted_live_leads_to_its_message_and_is_read_everywhere(person):
    bea, cal, other_device = person("bea"), person("cal"), person("cal")
    # Another test may have called, too.
    cal.send("/notifications", "/notifications/read", _method="put")
    bea.enter("market")
    for device in (cal, other_device):
        device.open("/rooms")
    bea.say("@cal the lemons are here")
    expect(count(cal)).to_contain_text("1")
    expect(count(other_device)).to_contain_text("1")
    bell(cal).click()
    cal.page.get_by_role("button", name="Bea mentioned you in Market").first.click()
    expect(cal.page.get_by_text("the lemons are here")).to_be_visible()
    expect(cal.page).to_have_url(re.compile(r"#message-\d+$"))
    expect(count(other_device)).to_be_hidden()
    expect(count(cal)).to_be_hidden()


def test_list_shows_what_comes_while_one_looks_at_it(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("market")
    cal.open("/notifications")
    bea.say("@cal and the limes")
    expect(cal.page.get_by_text("and the limes")).to_be_visible()
    cal.page.get_by_role("button", name="Mark all as read").click()
    expect(count(cal)).to_be_hidden()


def test_push_is_shown_by_the_worker_of_the_browser_and_leads_to_its_place(person, server):
    cal = person("cal")
    cal.context.grant_permissions(["notifications"], origin=server.url)
    cal.open("/settings/notifications")
    registration = registered(cal, server.url)
    told = {"title": "Bea wrote", "body": "the pears", "tag": "room:5", "url": "/rooms/market"}
    devtools = registration["devtools"]
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": server.url, "registrationId": registration["id"], "data": json.dumps(told)},
    )
    # A function that answers a promise is never waited for twice, so it is asked again from here.
    wait_until(lambda: cal.page.evaluate(SHOWN), 60, "what the worker shows")
    shown = cal.page.evaluate(SHOWN)
    assert shown == [["Bea wrote", "the pears", "room:5", "/rooms/market"]]


SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, data }) => [title, body, tag, data.url]);
}"""


def registered(person, origin):
    """Let the browser take our worker, and answer what its developer tools call that."""
    found: dict[str, str] = {}
    devtools = person.context.new_cdp_session(person.page)
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: note(found, event, origin))
    devtools.send("ServiceWorker.enable")
    person.page.evaluate(
        "navigator.serviceWorker.register('/service-worker.js', { scope: '/' })"
        ".then(() => navigator.serviceWorker.ready).then(() => true)"
    )
    wait_until(
        lambda: bool(person.page.wait_for_timeout(50) or found), 60, "the worker's registration"
    )
    return {"id": found["id"], "devtools": devtools}


def note(found, event, origin):
    for each in event["registrations"]:
        if each["scopeURL"].startswith(origin):
            found["id"] = each["registrationId"]


def test_wishes_chosen_on_one_device_are_seen_on_the_other(person):
    desk, telephone = person("dan"), person("dan")
    desk.open("/settings/notifications")
    telephone.open("/settings/notifications")
    desk.page.get_by_role("radio", name="Until I turn it off").check()
    desk.page.get_by_role("button", name="Save").click()
    expect(telephone.page.get_by_role("radio", name="Until I turn it off")).to_be_checked()
