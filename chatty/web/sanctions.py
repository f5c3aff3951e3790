"""One person in one room, for who keeps order there: silence, put out, keep out, clear, report."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.queries import user_by_id
from chatty.core.db import writing
from chatty.moderation.actions import clear_messages, report_person
from chatty.rooms.actions import ban, kick, mute, unban, unmute
from chatty.rooms.models import Room
from chatty.rooms.policies import Right, has_right, stands_above
from chatty.rooms.queries import (
    ban_of,
    check_readable,
    member_for,
    membership_of,
    overview_for,
)
from chatty.web.answers import LARGEST, ROOM, go_to, page
from chatty.web.forms.base import Form
from chatty.web.forms.moderation import BanForm, ClearForm, MuteForm, ReportForm
from chatty.web.identity import viewer
from chatty.wire.base import moment_or_none
from chatty.wire.resources import person_json
from chatty.wire.rooms import one_room_json

MEMBER = f"{ROOM}/members/<int(max={LARGEST}):user_id>"
RIGHTS = (Right.MUTE, Right.KICK, Right.BAN, Right.DELETE_ANY)

routes = Blueprint("sanctions", __name__)


@routes.get(f"{MEMBER}/sanctions")
def index(room_id: int, user_id: int) -> ResponseReturnValue:
    return _page(room_id, user_id)


@routes.delete(MEMBER)
def destroy_member(room_id: int, user_id: int) -> ResponseReturnValue:
    with writing():
        kick(viewer(), room_id, user_id)
    flash("They are out of the room.", "success")
    return go_to(f"/rooms/{room_id}/members")


@routes.put(f"{MEMBER}/mute")
def create_mute(room_id: int, user_id: int) -> ResponseReturnValue:
    form = MuteForm(prefix="mute-")
    reason = form.reason.data or ""
    return _attempt(
        room_id,
        user_id,
        form,
        lambda: mute(viewer(), room_id, user_id, until=form.until, reason=reason),
    )


@routes.delete(f"{MEMBER}/mute")
def destroy_mute(room_id: int, user_id: int) -> ResponseReturnValue:
    return _attempt(room_id, user_id, Form(), lambda: unmute(viewer(), room_id, user_id))


@routes.put(f"{MEMBER}/ban")
def create_ban(room_id: int, user_id: int) -> ResponseReturnValue:
    form = BanForm(prefix="ban-")
    reason = form.reason.data or ""
    return _attempt(
        room_id,
        user_id,
        form,
        lambda: ban(viewer(), room_id, user_id, until=form.until, reason=reason),
    )


@routes.delete(f"{MEMBER}/ban")
def destroy_ban(room_id: int, user_id: int) -> ResponseReturnValue:
    return _attempt(room_id, user_id, Form(), lambda: unban(viewer(), room_id, user_id))


@routes.delete(f"{MEMBER}/messages")
def clear(room_id: int, user_id: int) -> ResponseReturnValue:
    form = ClearForm(prefix="clear-")
    last = form.last.data or 0
    return _attempt(
        room_id, user_id, form, lambda: clear_messages(viewer(), room_id, user_id, last=last)
    )


@routes.post(f"{MEMBER}/reports")
def create_report(room_id: int, user_id: int) -> ResponseReturnValue:
    form = ReportForm(prefix="report-")
    reason, note = form.reason.data or "", form.note.data or ""

    def report() -> bool:
        with writing():
            report_person(viewer(), user_id, reason=reason, note=note, room_id=room_id)
        return True

    if form.attempt(report) is None:
        return _page(room_id, user_id, form)
    flash("Thank you. You will read here what came of it.", "success")
    return go_to("/reports")


def _attempt(
    room_id: int, user_id: int, form: Form, act: Callable[[], object]
) -> ResponseReturnValue:
    def write() -> bool:
        with writing():
            act()
        return True

    if form.attempt(write) is None:
        return _page(room_id, user_id, form)
    flash("Done.", "success")
    return go_to(f"/rooms/{room_id}/members/{user_id}/sanctions")


def _page(room_id: int, user_id: int, sent: Form | None = None) -> ResponseReturnValue:
    """The page, with the form that was *sent* as it was filled in."""
    overview = overview_for(viewer(), Room.id == room_id)
    check_readable(overview)
    _ = viewer().id
    own = overview.membership
    if own is None or not has_right(Right.BAN, overview.room, own.role):
        # Who keeps nobody out meets here whom they see in the room, and nobody else.
        member_for(viewer(), overview.room, user_id)
    user, place = user_by_id(user_id), membership_of(user_id, room_id)
    above = own is not None and user_id != own.user_id
    above = above and own is not None and stands_above(own.role, place.role if place else None)
    rights = [
        str(right)
        for right in RIGHTS
        if above and own is not None and has_right(right, overview.room, own.role)
    ]
    kept_out = ban_of(user_id, room_id) if Right.BAN in rights else None
    return page(
        "rooms/sanctions.html",
        sent.status if sent else 200,
        room=one_room_json(viewer(), overview),
        person=person_json(user),
        is_member=place is not None,
        muted_until=moment_or_none(place.muted_until) if place else None,
        is_banned=kept_out is not None,
        rights=rights,
        problem=sent.problem if sent else "",
        can_report=user_id != viewer().user_id and place is not None,
        muting=sent if isinstance(sent, MuteForm) else MuteForm(None, prefix="mute-"),
        banning=sent if isinstance(sent, BanForm) else BanForm(None, prefix="ban-"),
        clearing=sent if isinstance(sent, ClearForm) else ClearForm(None, prefix="clear-"),
        reporting=sent if isinstance(sent, ReportForm) else ReportForm(None, prefix="report-"),
    )
