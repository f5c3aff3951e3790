"""Frames that are not stored are what their models say."""

from __future__ import annotations

import pytest

from chatty.core.errors import Forbidden
from chatty.wire import frames
from chatty.wire.base import compact
from chatty.wire.frames.models import FRAMES, kind_of

MODELS = {kind_of(model): model for model in FRAMES}
BUILT = [
    frames.welcome("c1", 3),
    frames.welcome("c1", None),
    frames.user_joined(5, 3),
    frames.user_left(5, 3),
    frames.room_members_update(5, [3, 4]),
    frames.ack("c", 8, 9),
    frames.command_done("c", "topic", "The topic is set."),
    frames.error(Forbidden("not_a_member"), "READ"),
    frames.error(Forbidden("not_a_member"), None, "c"),
    frames.heartbeat("1-a"),
    frames.reset("1-a", "pruned"),
    frames.bye(500),
    frames.presence(3, "online"),
    frames.typing(5, 3, "Ada"),
    frames.read_marker(5, 3, 9),
    frames.delivered_marker(5, 3, 9),
]


@pytest.mark.parametrize("frame", BUILT, ids=lambda frame: frame["type"])
def test_frame_is_what_its_model_says(frame):
    MODELS[frame["type"]].model_validate_json(compact(frame))


def test_welcome_greets_as_the_existing_client_knows_it():
    frame = frames.welcome("c1", 3)
    assert frame["message"] == "Connected to WebSocket server with ID: c1"
    assert (frame["connectionId"], frame["userId"], frame["heartbeatSeconds"]) == ("c1", "3", 25)


def test_people_in_a_room_are_listed_up_to_a_hundred_and_counted_above():
    frame = frames.room_members_update(5, range(1, 151))
    assert (len(frame["members"]), frame["count"]) == (100, 150)
    assert set(frame) == {"type", "roomId", "members", "count"}
