"""Invite friends and others into a room."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.core.errors import Forbidden, invalid
from chatty.core.mail import mail_is_on
from chatty.friends.queries import all_friends
from chatty.invites.actions import invite_by_mail, invite_to_room
from chatty.invites.policies import may_invite_to
from chatty.invites.queries import NOBODY, person_to_invite, somebody_to_invite
from chatty.rooms.models import RoomOverview
from chatty.rooms.policies import Right, has_right
from chatty.rooms.queries import members_among, overview_of, room_for
from chatty.web.answers import ROOM, go_to, page
from chatty.web.forms.directs import is_id
from chatty.web.forms.invites import FriendForm, MailForm
from chatty.web.identity import viewer
from chatty.wire.rooms import one_room_json
from chatty.wire.showing import friends_json

routes = Blueprint("room_invites", __name__)


@routes.get(f"{ROOM}/invites")
def new(room_id: int) -> ResponseReturnValue:
    return _form(room_id, FriendForm(None), MailForm(None))


@routes.post(f"{ROOM}/invites")
def create(room_id: int) -> ResponseReturnValue:
    """Invite all the friends that were ticked, or one person by name or by mail."""
    friend, mail = FriendForm(), MailForm()
    form = mail if request.form.get("email") else friend
    count = form.attempt(lambda: _invite(room_id, friend, mail))
    if count is None:
        return _form(room_id, friend, mail)
    flash("The invite is on its way." if count == 1 else f"{count} invites are sent.", "success")
    return go_to(f"/rooms/{room_id}/invites")


def _invite(room_id: int, friend: FriendForm, mail: MailForm) -> int:
    with writing():
        room = room_for(viewer(), room_id)
        if mail.email.data:
            invite_by_mail(viewer(), mail.email.data, room=room, note=mail.note.data or "")
            return 1
        ids = [int(each) for each in request.form.getlist("user_id") if is_id(each)]
        people = [person_to_invite(viewer(), user_id=each) for each in ids]
        if friend.username.data or not people:
            person = somebody_to_invite(viewer(), username=friend.username.data or "")
            if person is None:
                raise invalid("userId", NOBODY)
            people.append(person)
        for each in people:
            invite_to_room(viewer(), room, each, note=friend.note.data or "")
        return len(people)


def _form(room_id: int, friend: FriendForm, mail: MailForm) -> ResponseReturnValue:
    overview = _overview(room_id)
    everybody = all_friends(viewer())
    inside = members_among(room_id, [row.user.id for row in everybody])
    outside = [row for row in everybody if row.user.id not in inside]
    return page(
        "invites/room.html",
        max(friend.status, mail.status),
        room=one_room_json(viewer(), overview),
        room_id=str(room_id),
        friends=friends_json(viewer(), outside),
        friend=friend,
        can_link=has_right(Right.MANAGE_LINKS, overview.room, _role(overview)),
        mail=mail if mail_is_on() else None,
    )


def _role(overview: RoomOverview) -> str | None:
    return None if overview.membership is None else overview.membership.role


def _overview(room_id: int) -> RoomOverview:
    overview = overview_of(viewer(), room_for(viewer(), room_id))
    if not may_invite_to(overview.room, overview.membership):
        raise Forbidden("may_not_invite", "You may not invite others into this room.")
    return overview
