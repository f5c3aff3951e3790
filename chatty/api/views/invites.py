"""Invites: to be friends, into a room, to this server by mail."""

from __future__ import annotations

from typing import NoReturn

from flask import Response

from chatty.accounts.models import User
from chatty.api.answers import created, done, ok
from chatty.api.bodies.relations import InvitePage, NewInvite
from chatty.api.credentials import address, viewer
from chatty.api.queries import Inviting
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.core.rates import rates
from chatty.invites import actions
from chatty.invites.models import Invite as InviteRow
from chatty.invites.models import InviteState
from chatty.invites.queries import invite_by_token, invite_for, invites_of, person_to_invite
from chatty.rooms.models import Room
from chatty.rooms.queries import room_for
from chatty.wire.base import Json
from chatty.wire.models import Invite
from chatty.wire.showing import invites_json

routes = Routes()

ANSWERED = Contract({200: Invite}, refuses=(403, 409, 410))


@routes.route("GET", "/invites", Contract({200: InvitePage}, query=Inviting))
def index(query: Inviting) -> Response:
    """The invites from and to one, newest first."""
    page = invites_of(
        viewer(),
        direction=query.direction,
        state=query.state,
        cursor=query.cursor,
        limit=query.limit,
    )
    return ok({"items": invites_json(viewer(), page.items), "nextCursor": page.next_cursor})


@routes.route(
    "POST",
    "/invites",
    Contract({200: Invite, 201: Invite}, body=NewInvite, refuses=(403, 404, 409, 410)),
)
def create(body: NewInvite) -> Response:
    """Invite somebody; who asks to be friends with somebody who asked them accepts: 200."""
    with writing():
        invite = _sent(body)
        shown = _shown(invite.id)
    if invite.state == InviteState.ACCEPTED:
        return ok(shown)
    return created(shown, f"{PREFIX}/invites/{invite.id}")


@routes.route("GET", "/invites/<id:invite_id>", Contract({200: Invite}))
def show(invite_id: int) -> Response:
    """An invite from or to one."""
    return ok(_shown(invite_id))


@routes.route("PUT", "/invites/<id:invite_id>/acceptance", ANSWERED)
def accept(invite_id: int) -> Response:
    """Accept: the two are friends, or one is in the room."""
    with writing():
        actions.accept(viewer(), invite_id)
        shown = _shown(invite_id)
    return ok(shown)


@routes.route("PUT", "/invites/<id:invite_id>/rejection", ANSWERED)
def reject(invite_id: int) -> Response:
    """Decline."""
    with writing():
        actions.reject(viewer(), invite_id)
        shown = _shown(invite_id)
    return ok(shown)


@routes.route(
    "PUT", "/invites/<id:invite_id>/delivery", Contract({200: Invite}, refuses=(403, 409))
)
def deliver(invite_id: int) -> Response:
    """Send one's invite again; its time begins anew. At most three times a day."""
    with writing():
        actions.deliver_again(viewer(), invite_id)
        shown = _shown(invite_id)
    return ok(shown)


@routes.route("DELETE", "/invites/<id:invite_id>", Contract({204: None}, refuses=(403, 409, 410)))
def destroy(invite_id: int) -> Response:
    """Take back an invite one has sent."""
    with writing():
        actions.revoke(viewer(), invite_id)
    return done()


@routes.route("GET", "/mail-invites/<word:token>", Contract({200: Invite}))
def show_mailed(token: str) -> Response:
    """The invite that came by mail with this word."""
    rates.hit(limits.RATE_LINK_GUESSES, "invited", address())
    return ok(invites_json(viewer(), [invite_by_token(token)])[0])


@routes.route(
    "PUT",
    "/mail-invites/<word:token>/acceptance",
    Contract({200: Invite}, refuses=(403, 409, 410, 422)),
)
def accept_mailed(token: str) -> Response:
    """Accept the invite that came by mail: the two are friends, and one is in the room."""
    rates.hit(limits.RATE_LINK_GUESSES, "invited", address())
    with writing():
        invite = actions.accept_mailed(viewer(), token)
        shown = _shown(invite.id)
    return ok(shown)


def _sent(body: NewInvite) -> InviteRow:
    match body.kind:
        case "friend":
            return actions.ask_friend(viewer(), _person(body), note=body.note)
        case "room":
            room = _room(body) or _needed("roomId")
            return actions.invite_to_room(
                viewer(), room, _person(body), role=body.role, note=body.note
            )
        case "email":
            email = body.email or _needed("email")
            return actions.invite_by_mail(viewer(), email, room=_room(body), note=body.note)


def _person(body: NewInvite) -> User:
    if (body.user_id is None) == (body.username is None):
        raise invalid("userId", "Name somebody by userId or by username.")
    return person_to_invite(viewer(), user_id=body.user_id, username=body.username)


def _room(body: NewInvite) -> Room | None:
    return None if body.room_id is None else room_for(viewer(), body.room_id)


def _needed(field: str) -> NoReturn:
    raise invalid(field, "This field is needed.")


def _shown(invite_id: int) -> Json:
    return invites_json(viewer(), [invite_for(viewer(), invite_id)])[0]
