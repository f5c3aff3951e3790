"""Invites: received, sent, and new ones."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.core.mail import mail_is_on
from chatty.invites import actions
from chatty.invites.models import Invite, InviteState
from chatty.invites.queries import (
    NOBODY,
    Direction,
    invite_for,
    invites_of,
    somebody_to_invite,
)
from chatty.web.answers import LARGEST, go_to, page, safe_next
from chatty.web.filters import room_url
from chatty.web.forms.invites import FriendForm, MailForm
from chatty.web.identity import viewer
from chatty.wire.showing import invites_json

INVITE = f"/invites/<int(max={LARGEST}):invite_id>"
SHOWN = 50

routes = Blueprint("invites", __name__)


@routes.get("/invites")
def index() -> ResponseReturnValue:
    return _show(FriendForm(None), MailForm(None))


@routes.post("/invites")
def create() -> ResponseReturnValue:
    """Ask somebody by user name, or by mail; from a profile one goes back there."""
    if "email" in request.form:
        mail = MailForm()
        if mail.attempt(lambda: _mail(mail)) is None:
            return _show(FriendForm(None), mail)
        # The same words whether or not anybody here has that address.
        flash("The invite is on its way.", "success")
    else:
        friend = FriendForm()
        invite = friend.attempt(lambda: _ask(friend))
        if invite is None:
            return _show(friend, MailForm(None))
        accepted = invite.state == InviteState.ACCEPTED
        flash("You are friends now." if accepted else "The request is sent.", "success")
    return go_to(_back())


@routes.put(f"{INVITE}/acceptance")
def accept(invite_id: int) -> ResponseReturnValue:
    with writing():
        actions.accept(viewer(), invite_id)
        room = invite_for(viewer(), invite_id).room
    if room is not None:
        return go_to(room_url({"slug": room.slug, "id": room.id}))
    flash("You are friends now.", "success")
    return go_to(_back())


@routes.put(f"{INVITE}/rejection")
def reject(invite_id: int) -> ResponseReturnValue:
    with writing():
        actions.reject(viewer(), invite_id)
    flash("You declined the invite.", "success")
    return go_to(_back())


@routes.put(f"{INVITE}/delivery")
def deliver(invite_id: int) -> ResponseReturnValue:
    with writing():
        actions.deliver_again(viewer(), invite_id)
    flash("The invite was sent again.", "success")
    return go_to("/invites")


@routes.delete(INVITE)
def destroy(invite_id: int) -> ResponseReturnValue:
    with writing():
        actions.revoke(viewer(), invite_id)
    flash("You took the invite back.", "success")
    return go_to("/invites")


def _back() -> str:
    return safe_next() if request.form.get("next") else "/invites"


def _ask(form: FriendForm) -> Invite:
    with writing():
        person = somebody_to_invite(viewer(), username=form.username.data or "")
        if person is None:
            raise invalid("userId", NOBODY)
        return actions.ask_friend(viewer(), person, note=form.note.data or "")


def _mail(form: MailForm) -> Invite:
    with writing():
        return actions.invite_by_mail(viewer(), form.email.data or "", note=form.note.data or "")


def _show(friend: FriendForm, mail: MailForm) -> ResponseReturnValue:
    received = invites_of(viewer(), direction=Direction.RECEIVED, limit=SHOWN).items
    sent = invites_of(viewer(), direction=Direction.SENT, limit=SHOWN).items
    return page(
        "invites/index.html",
        max(friend.status, mail.status),
        received=invites_json(viewer(), received),
        sent=invites_json(viewer(), sent),
        friend=friend,
        mail=mail if mail_is_on() else None,
    )
