"""Who is put out of a room, kept out of it, or kept silent."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.moderation import (
    Appeal,
    AppealAnswer,
    BanPage,
    Cleared,
    Clearing,
    MutePage,
    NewBan,
    NewMute,
)
from chatty.api.credentials import viewer
from chatty.api.queries import Paging
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.moderation.actions import clear_messages
from chatty.rooms.actions import answer_appeal, appeal, ban, kick, mute, unban, unmute
from chatty.rooms.queries import ban_row, bans_in, mute_row, mutes_in, own_ban
from chatty.wire.models.moderation import Ban, Mute, OwnBan
from chatty.wire.resources.moderation import ban_json, mute_json, own_ban_json

MEMBER = "/rooms/<id:room_id>/members/<id:user_id>"
BANS, BAN = "/rooms/<id:room_id>/bans", "/rooms/<id:room_id>/bans/<id:user_id>"
MUTES, MUTE = "/rooms/<id:room_id>/mutes", "/rooms/<id:room_id>/mutes/<id:user_id>"

routes = Routes()


@routes.route("DELETE", MEMBER, Contract({204: None}, refuses=(403, 422)))
def destroy_member(room_id: int, user_id: int) -> Response:
    """Put a member out of the room; they may come back as they came."""
    with writing():
        kick(viewer(), room_id, user_id)
    return done()


@routes.route(
    "DELETE",
    f"{MEMBER}/messages",
    Contract({200: Cleared}, body=Clearing, body_optional=True, refuses=(403,)),
)
def clear(room_id: int, user_id: int, body: Clearing) -> Response:
    """Delete what somebody said last in the room, at most a hundred messages at once."""
    within = timedelta(hours=body.hours) if body.hours else None
    with writing():
        count = clear_messages(viewer(), room_id, user_id, last=body.last, within=within)
    return ok({"count": count})


@routes.route("GET", BANS, Contract({200: BanPage}, query=Paging, refuses=(400, 403)))
def index_bans(room_id: int, query: Paging) -> Response:
    """Who is banned from the room."""
    page = bans_in(viewer(), room_id, cursor=query.cursor, limit=query.limit)
    return ok({"items": [ban_json(row) for row in page.items], "nextCursor": page.next_cursor})


@routes.route("PUT", BAN, Contract({200: Ban}, body=NewBan, body_optional=True, refuses=(403,)))
def create_ban(room_id: int, user_id: int, body: NewBan) -> Response:
    """Keep somebody out of the room; once more changes the reason and the end."""
    with writing():
        ban(viewer(), room_id, user_id, reason=body.reason, until=body.expires_at)
        row = ban_row(viewer(), room_id, user_id)
    return ok(ban_json(row))


@routes.route("DELETE", BAN, Contract({204: None}, refuses=(403,)))
def destroy_ban(room_id: int, user_id: int) -> Response:
    """Let somebody in again; for who is not banned nothing changes."""
    with writing():
        unban(viewer(), room_id, user_id)
    return done()


@routes.route("PATCH", BAN, Contract({204: None}, body=AppealAnswer, refuses=(403, 409)))
def update_ban(room_id: int, user_id: int, body: AppealAnswer) -> Response:
    """Answer an appeal; who is heard is not banned any more."""
    with writing():
        answer_appeal(viewer(), room_id, user_id, accepted=body.appeal_state == "accepted")
    return done()


@routes.route("GET", f"{BANS}/me", Contract({200: OwnBan}))
def show_own(room_id: int) -> Response:
    """What keeps one out of the room oneself."""
    return ok(own_ban_json(own_ban(viewer(), room_id)))


@routes.route(
    "PUT",
    f"{BANS}/me/appeal",
    Contract({200: OwnBan}, body=Appeal, guests=True, refuses=(409,)),
)
def create_appeal(room_id: int, body: Appeal) -> Response:
    """Ask to be let in again, once for each ban."""
    with writing():
        found = appeal(viewer(), room_id, body.content)
    return ok(own_ban_json(found))


@routes.route("GET", MUTES, Contract({200: MutePage}, query=Paging, refuses=(400, 403)))
def index_mutes(room_id: int, query: Paging) -> Response:
    """Who is muted in the room."""
    page = mutes_in(viewer(), room_id, cursor=query.cursor, limit=query.limit)
    return ok({"items": [mute_json(row) for row in page.items], "nextCursor": page.next_cursor})


@routes.route("PUT", MUTE, Contract({200: Mute}, body=NewMute, refuses=(403,)))
def create_mute(room_id: int, user_id: int, body: NewMute) -> Response:
    """Let a member write nothing until then; once more changes the reason and the end."""
    with writing():
        mute(viewer(), room_id, user_id, until=body.until, reason=body.reason)
        row = mute_row(viewer(), room_id, user_id)
    return ok(mute_json(row))


@routes.route("DELETE", MUTE, Contract({204: None}, refuses=(403, 422)))
def destroy_mute(room_id: int, user_id: int) -> Response:
    """Let somebody write again; for who is not muted nothing changes."""
    with writing():
        unmute(viewer(), room_id, user_id)
    return done()
