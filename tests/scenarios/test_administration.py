"""What administrators do reaches whom it concerns, in both ways to run and over each transport."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.clients import PASSWORD, Api

PROOF = {"currentPassword": PASSWORD}
STREAMS = 5
REQUESTS = 50
SOON = 2.0


@pytest.fixture(scope="module")
def administrator(deployment) -> Api:
    """Whoever is first."""
    return Api.register(deployment.here)


def refused(answers: list[int]) -> bool:
    return set(answers) == {401}


def test_shut_account_loses_every_stream_and_finds_no_way_in(administrator, meeting):
    """S07: with requests under way, from one server to the other."""
    bea = meeting.bea
    name = bea.get("/me")["username"]
    login = {"login": name, "password": PASSWORD}
    refresh = bea.request("POST", "/auth/login", login).json["refreshToken"]
    ticket = bea.request("POST", "/auth/stream-tickets").json["ticket"]
    shut = f"/admin/users/{bea.user_id}/deactivation"
    with ExitStack() as stack, ThreadPoolExecutor(10) as pool:
        streams = [stack.enter_context(meeting.listen(bea)) for _ in range(STREAMS)]
        under_way = [pool.submit(bea.request, "GET", "/me") for _ in range(REQUESTS)]
        assert administrator.request("PUT", shut, PROOF).status == 200
        for stream in streams:
            stream.wait_closed(SOON)
        # Shut in the midst of one: nobody by that id is here.
        assert {each.result().status for each in under_way} <= {200, 401, 404}
        later = pool.map(lambda _: bea.request("GET", "/me").status, range(REQUESTS))
        assert refused(list(later))
    by_refresh = Api(bea.base_url, refresh).request("POST", "/auth/refresh")
    by_ticket = bea.request("GET", f"/events/poll?ticket={ticket}&wait=0", prefix="")
    by_password = Api(meeting.ada.base_url).request("POST", "/auth/login", login)
    assert refused([by_refresh.status, by_ticket.status, by_password.status])


def test_announcement_is_heard_by_everybody(administrator, meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        made = administrator.request("POST", "/admin/announcements", {"content": "Noon."}).json
        for client in (ada, bea):
            assert client.wait_for("ANNOUNCEMENTS_UPDATED")["announcements"] == [made]
        administrator.request("DELETE", f"/admin/announcements/{made['id']}")
        for client in (ada, bea):
            client.wait_for("ANNOUNCEMENTS_UPDATED", announcements=[])


def test_decision_holds_at_every_server_at_once(administrator, meeting):
    guest = {"displayName": "Gus"}
    elsewhere = Api(meeting.bea.base_url)
    administrator.request("PUT", "/admin/raid-mode", {"minutes": 5})
    assert elsewhere.request("POST", "/auth/guest", guest).json["code"] == "raid_mode"
    administrator.request("DELETE", "/admin/raid-mode")
    assert elsewhere.request("POST", "/auth/guest", guest).status == 201
