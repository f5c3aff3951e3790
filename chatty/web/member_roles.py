"""One member of a room: what they are, and what may be done about it."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.models import UserKind
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.rooms.actions import change_role, pass_ownership
from chatty.rooms.models import Membership, Role, Room, RoomOverview
from chatty.rooms.policies import Right, has_right, may_change_role, stands_above
from chatty.rooms.queries import MemberRow, member_for, overview_of, readable_room_for
from chatty.web.answers import LARGEST, ROOM, go_to, number_sent, page
from chatty.web.forms.base import Form
from chatty.web.identity import viewer
from chatty.wire.rooms import one_room_json
from chatty.wire.showing import members_json

MEMBER = f"{ROOM}/members/<int(max={LARGEST}):user_id>"

routes = Blueprint("member_roles", __name__)


@routes.get(MEMBER)
def show(room_id: int, user_id: int) -> ResponseReturnValue:
    return _show(room_id, user_id, Form())


@routes.put(f"{MEMBER}/role")
def update(room_id: int, user_id: int) -> ResponseReturnValue:
    form = Form()
    if form.attempt(lambda: _change(room_id, user_id)) is None:
        return _show(room_id, user_id, form)
    flash("The role is changed.", "success")
    return go_to(f"/rooms/{room_id}/members")


@routes.put(f"{ROOM}/ownership")
def transfer(room_id: int) -> ResponseReturnValue:
    user_id = number_sent("user_id")
    form = Form()
    room = form.attempt(lambda: _pass_on(room_id, user_id))
    if room is None:
        return _show(room_id, user_id, form)
    flash(f"{room.name} is in other hands now. You are an admin there.", "success")
    return go_to(f"/rooms/{room_id}/members")


def _change(room_id: int, user_id: int) -> Membership:
    role = request.form.get("role", "")
    if role not in set(Role):
        raise invalid("role", "Choose one of the list.")
    with writing():
        return change_role(viewer(), room_id, user_id, role)


def _pass_on(room_id: int, user_id: int) -> Room:
    with writing():
        return pass_ownership(viewer(), room_id, user_id)


def _show(room_id: int, user_id: int, form: Form) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    overview, row = overview_of(viewer(), room), member_for(viewer(), room, user_id)
    (member,) = members_json(viewer(), [row])
    return page(
        "rooms/member.html",
        form.status,
        room=one_room_json(viewer(), overview),
        member=member,
        roles=_roles(overview, row),
        can_transfer=_can_transfer(overview, row),
        acts=_acts(overview, row),
        problem=form.problem,
    )


def _roles(overview: RoomOverview, row: MemberRow) -> list[str]:
    """The roles that the person asking may give to the member, beside the one they have."""
    own = overview.membership
    if own is None or row.user.kind == UserKind.GUEST:
        return []
    wanted = [str(role) for role in Role if role != row.membership.role]
    return [role for role in wanted if may_change_role(overview.room, own, row.membership, role)]


def _can_transfer(overview: RoomOverview, row: MemberRow) -> bool:
    own = overview.membership
    if own is None or own.user_id == row.user.id or row.user.kind == UserKind.GUEST:
        return False
    return has_right(Right.TRANSFER, overview.room, own.role)


def _acts(overview: RoomOverview, row: MemberRow) -> list[str]:
    """What else the person asking may do about the member: mute, kick, ban."""
    own = overview.membership
    if own is None or own.user_id == row.user.id:
        return []
    if not stands_above(own.role, row.membership.role):
        return []
    acts = (Right.MUTE, Right.KICK, Right.BAN)
    return [str(right) for right in acts if has_right(right, overview.room, own.role)]
