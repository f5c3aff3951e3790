"""The settings of a room: for oneself, and, for those who run it, for all."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core.db import release, writing
from chatty.rooms.actions import (
    change_place,
    change_room,
    delete_room,
    hash_room_password,
)
from chatty.rooms.models import History, Room, RoomChanges, RoomOverview
from chatty.rooms.policies import LISTED, Right, has_right
from chatty.rooms.queries import overview_for, room_for, room_with_right
from chatty.web.answers import ROOM, go_to, page
from chatty.web.forms.base import Form
from chatty.web.forms.rooms import AccessForm, GeneralForm, PasswordForm, PlaceForm, RightsForm
from chatty.web.identity import viewer
from chatty.wire.rooms import one_room_json

PAGE = f"{ROOM}/settings"

routes = Blueprint("room_settings", __name__)


@routes.get(PAGE)
def edit(room_id: int) -> ResponseReturnValue:
    return settings_page(room_id)


@routes.put(PAGE)
def update(room_id: int) -> ResponseReturnValue:
    form = GeneralForm(prefix="general-")
    is_listed = room_for(viewer(), room_id).kind in LISTED
    return _attempt(room_id, Right.EDIT, "general", form, lambda: form.changes(is_listed=is_listed))


@routes.put(f"{PAGE}/rights")
def update_rights(room_id: int) -> ResponseReturnValue:
    form = RightsForm(prefix="rights-")
    return _attempt(room_id, Right.EDIT, "rights", form, lambda: form.changes)


@routes.put(f"{PAGE}/access")
def update_access(room_id: int) -> ResponseReturnValue:
    form = AccessForm(prefix="access-")
    return _attempt(room_id, Right.CHANGE_ACCESS, "access", form, lambda: _access(room_id, form))


@routes.put(f"{ROOM}/password")
def update_password(room_id: int) -> ResponseReturnValue:
    form = PasswordForm(prefix="password-")
    return _attempt(
        room_id, Right.CHANGE_ACCESS, "password", form, lambda: _password(room_id, form)
    )


@routes.put(f"{ROOM}/archive")
def create_archive(room_id: int) -> ResponseReturnValue:
    return _attempt(room_id, Right.ARCHIVE, "archive", Form(), lambda: {"archived": True})


@routes.delete(f"{ROOM}/archive")
def destroy_archive(room_id: int) -> ResponseReturnValue:
    return _attempt(room_id, Right.ARCHIVE, "archive", Form(), lambda: {"archived": False})


@routes.patch(f"{ROOM}/membership")
def update_place(room_id: int) -> ResponseReturnValue:
    form = PlaceForm(prefix="place-")

    def save() -> Room:
        with writing():
            room = room_for(viewer(), room_id)
            change_place(viewer(), room, form.changes)
        return room

    return _answer(room_id, "place", form, form.attempt(save))


@routes.get(f"{ROOM}/deletion")
def new_deletion(room_id: int) -> ResponseReturnValue:
    overview = room_with_right(viewer(), room_id, Right.DELETE)
    return page("rooms/delete.html", room=one_room_json(viewer(), overview), room_id=str(room_id))


@routes.delete(ROOM)
def destroy(room_id: int) -> ResponseReturnValue:
    with writing():
        name = room_for(viewer(), room_id).name
        delete_room(viewer(), room_id)
    flash(f"{name} is deleted.", "success")
    return go_to("/rooms")


def settings_page(room_id: int, **refused: Form) -> ResponseReturnValue:
    """The page with its forms; one that was *refused* is shown as it was sent."""
    _ = viewer().id
    overview = overview_for(viewer(), Room.id == room_id)
    room, place = overview.room, overview.membership
    access = AccessForm(
        None,
        prefix="access-",
        obj=room,
        from_join=room.history == History.FROM_JOIN,
        retention_days=str(room.retention_days or ""),
    )
    access.keep_term(room.retention_days)
    forms: dict[str, Form | None] = {
        "general": GeneralForm(None, prefix="general-", obj=room),
        "rights": RightsForm(None, prefix="rights-", obj=room),
        "access": access,
        "password": PasswordForm(None, prefix="password-"),
        "place": PlaceForm(None, prefix="place-", obj=place, archived=_is_archived(overview)),
        **refused,
    }
    return page(
        "rooms/settings.html",
        max((form.status for form in refused.values()), default=200),
        room=one_room_json(viewer(), overview),
        room_id=str(room_id),
        forms=forms,
        rights=_rights(overview),
    )


def _attempt(
    room_id: int, right: Right, name: str, form: Form, changes: Callable[[], RoomChanges]
) -> ResponseReturnValue:
    # No form can be filled in better by who may not send it.
    room_with_right(viewer(), room_id, right)

    def save() -> Room:
        wanted = changes()
        with writing():
            return change_room(viewer(), room_id, wanted)

    return _answer(room_id, name, form, form.attempt(save))


def _answer(room_id: int, name: str, form: Form, done: Room | None) -> ResponseReturnValue:
    if done is None:
        return settings_page(room_id, **{name: form})
    flash("Saved.", "success")
    return go_to(f"/rooms/{room_id}/settings")


def _access(room_id: int, form: AccessForm) -> RoomChanges:
    room = room_for(viewer(), room_id)
    changes, name = form.changes(room.kind), room.name
    if form.password.data:
        changes["password_hash"] = hash_room_password(form.password.data, name=name)
    release()
    return changes


def _password(room_id: int, form: PasswordForm) -> RoomChanges:
    room = room_for(viewer(), room_id)
    return {"password_hash": hash_room_password(form.password.data or "", name=room.name)}


def _rights(overview: RoomOverview) -> set[str]:
    """What of the page is for the person asking."""
    role = overview.membership.role if overview.membership else None
    return {str(right) for right in Right if has_right(right, overview.room, role)}


def _is_archived(overview: RoomOverview) -> bool:
    return overview.membership is not None and overview.membership.archived_at is not None
