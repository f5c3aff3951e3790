"""Links into rooms: made and taken back by who looks after them, used by whoever has one."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from chatty.api.answers import created, done, ok
from chatty.api.bodies.roles import InviteLinkList, NewInviteLink
from chatty.api.credentials import Credential, address, viewer
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.rates import rates
from chatty.invites.actions import check_usable, make_link, revoke_link, use_link
from chatty.invites.queries import link_by_token, links_for
from chatty.rooms.queries import overview_of
from chatty.wire.linking import link_preview_json, links_json
from chatty.wire.models import InviteLink, InviteLinkPreview, Room
from chatty.wire.rooms import one_room_json

routes = Routes()


@routes.route(
    "GET", "/rooms/<id:room_id>/invite-links", Contract({200: InviteLinkList}, refuses=(403,))
)
def index(room_id: int) -> Response:
    """The links into a room, for who looks after them."""
    items = links_json(viewer(), links_for(viewer(), room_id))
    return ok({"items": items, "nextCursor": None})


@routes.route(
    "POST",
    "/rooms/<id:room_id>/invite-links",
    Contract({201: InviteLink}, body=NewInviteLink, body_optional=True, refuses=(403, 409)),
)
def create(room_id: int, body: NewInviteLink) -> Response:
    """Make a link that lets whoever has it into the room; its role is at most one's own."""
    expires_at = None if body.expires_at is None else datetime.fromisoformat(body.expires_at)
    with writing():
        row = make_link(
            viewer(), room_id, role=body.role, expires_at=expires_at, max_uses=body.max_uses
        )
        (shown,) = links_json(viewer(), [row])
    return created(shown, f"{PREFIX}/invite-links/{row.token}")


@routes.route(
    "DELETE",
    "/rooms/<id:room_id>/invite-links/<id:link_id>",
    Contract({204: None}, refuses=(403,)),
)
def destroy(room_id: int, link_id: int) -> Response:
    """Take a link back; twice changes nothing."""
    with writing():
        revoke_link(viewer(), room_id, link_id)
    return done()


@routes.route(
    "GET",
    "/invite-links/<word:token>",
    Contract({200: InviteLinkPreview}, needs=Credential.ACCESS_IF_SENT, refuses=(403, 410)),
)
def show(token: str) -> Response:
    """What a link leads to, for whoever has it."""
    rates.hit(limits.RATE_LINK_GUESSES, "invite-link", address())
    row = link_by_token(token)
    check_usable(viewer(), row)
    return ok(link_preview_json(viewer(), row))


@routes.route(
    "PUT", "/invite-links/<word:token>/acceptance", Contract({200: Room}, refuses=(403, 410))
)
def accept(token: str) -> Response:
    """Come into the room; who is in it already stays what they are."""
    rates.hit(limits.RATE_LINK_GUESSES, "invite-link", address())
    with writing():
        room = use_link(viewer(), token)
        overview = overview_of(viewer(), room)
    return ok(one_room_json(viewer(), overview))
