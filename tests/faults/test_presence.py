"""People of a process that was killed are offline for everybody else within a minute."""

from __future__ import annotations

import time

import pytest

from tests.clients import Api
from tests.transports import WebSocketClient

WITHIN_SECONDS = 60


@pytest.mark.timeout(360)
def test_people_of_a_killed_process_are_offline_within_a_minute(pair):
    dying, living = pair
    ada, bea = Api.register(dying.url), Api.register(living.url)
    room_id = ada.create_room()
    bea.join(room_id)
    watched = [str(ada.user_id)]
    with WebSocketClient(ada), WebSocketClient(bea, watch=watched) as watcher:
        watcher.wait_for("PRESENCE", userId=ada.user_id, state="online", seconds=10)
        dying.kill9()
        killed = time.monotonic()
        watcher.wait_for("PRESENCE", userId=ada.user_id, state="offline", seconds=WITHIN_SECONDS)
        assert time.monotonic() - killed <= WITHIN_SECONDS
