"""Raid mode of a room, and the words that are filtered there."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.administration import RaidMode
from chatty.api.bodies.moderation import FilteredWords
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.rooms.actions import begin_raid_mode, change_filtered_words, end_raid_mode
from chatty.rooms.policies import Right
from chatty.rooms.queries import overview_of, room_with_right
from chatty.wire.models import Room
from chatty.wire.rooms import one_room_json

WORDS = "/rooms/<id:room_id>/filtered-words"

routes = Routes()


@routes.route(
    "PUT", "/rooms/<id:room_id>/raid-mode", Contract({200: Room}, body=RaidMode, refuses=(403,))
)
def create(room_id: int, body: RaidMode) -> Response:
    """For so long nobody joins but by personal invite, and new accounts only read."""
    with writing():
        room = begin_raid_mode(viewer(), room_id, timedelta(minutes=body.minutes))
        overview = overview_of(viewer(), room)
    return ok(one_room_json(viewer(), overview))


@routes.route("DELETE", "/rooms/<id:room_id>/raid-mode", Contract({204: None}, refuses=(403,)))
def destroy(room_id: int) -> Response:
    """End it before its time; where there is none nothing changes."""
    with writing():
        end_raid_mode(viewer(), room_id)
    return done()


@routes.route("GET", WORDS, Contract({200: FilteredWords}, refuses=(403,)))
def show(room_id: int) -> Response:
    """The words that are filtered in the room."""
    room = room_with_right(viewer(), room_id, Right.FILTER_WORDS).room
    return ok({"filteredWords": room.filtered_words})


@routes.route("PUT", WORDS, Contract({200: FilteredWords}, body=FilteredWords, refuses=(403,)))
def update(room_id: int, body: FilteredWords) -> Response:
    """Filter these words from now on."""
    with writing():
        room = change_filtered_words(viewer(), room_id, body.filtered_words)
    return ok({"filteredWords": room.filtered_words})
