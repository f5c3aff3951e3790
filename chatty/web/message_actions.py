"""What can be done with one message: edit, delete, pin, report, and how it was edited."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import delete, edit, pin, remove_previews, unpin
from chatty.messages.queries import edits_of, is_saved, message_for
from chatty.moderation.actions import report_message
from chatty.web.allowed import allowed_with, place_of
from chatty.web.answers import LARGEST, go_to, nothing, page, wants_json
from chatty.web.forms.base import Form
from chatty.web.forms.moderation import EditForm, ReportForm
from chatty.web.identity import viewer
from chatty.wire.resources import message_json
from chatty.wire.resources.moderation import edit_json

MESSAGE = f"/messages/<int(max={LARGEST}):message_id>"

routes = Blueprint("message_actions", __name__)


@routes.get(f"{MESSAGE}/actions")
def index(message_id: int) -> ResponseReturnValue:
    content = message_for(viewer(), message_id).content
    return _page(message_id, EditForm(None, data={"content": content}), ReportForm(None))


@routes.put(MESSAGE)
def update(message_id: int) -> ResponseReturnValue:
    form = EditForm()
    wanted = form.content.data or ""
    if wants_json():
        with writing():
            edit(viewer(), message_id, wanted)
        return nothing()
    if not _attempt(form, lambda: edit(viewer(), message_id, wanted)):
        return _page(message_id, form, ReportForm(None))
    return _done(message_id)


@routes.delete(MESSAGE)
def destroy(message_id: int) -> ResponseReturnValue:
    with writing():
        delete(viewer(), message_id)
    return _done(message_id)


@routes.delete(f"{MESSAGE}/previews")
def destroy_previews(message_id: int) -> ResponseReturnValue:
    with writing():
        remove_previews(viewer(), message_id)
    return _done(message_id)


@routes.put(f"{MESSAGE}/pin")
def create_pin(message_id: int) -> ResponseReturnValue:
    with writing():
        pin(viewer(), message_id)
    return _done(message_id)


@routes.delete(f"{MESSAGE}/pin")
def destroy_pin(message_id: int) -> ResponseReturnValue:
    with writing():
        unpin(viewer(), message_id)
    return _done(message_id)


@routes.post(f"{MESSAGE}/reports")
def create_report(message_id: int) -> ResponseReturnValue:
    form = ReportForm()
    reason, note = form.reason.data or "", form.note.data or ""
    if not _attempt(form, lambda: report_message(viewer(), message_id, reason=reason, note=note)):
        content = message_for(viewer(), message_id).content
        return _page(message_id, EditForm(None, data={"content": content}), form)
    flash("Thank you. You will read here what came of it.", "success")
    return go_to("/reports")


def _attempt(form: Form, act: Callable[[], object]) -> bool:
    def write() -> bool:
        with writing():
            act()
        return True

    return form.attempt(write) is not None


def _page(message_id: int, editing: EditForm, reporting: ReportForm) -> ResponseReturnValue:
    view = message_for(viewer(), message_id)
    return page(
        "messages/actions.html",
        max(editing.status, reporting.status),
        message=message_json(view),
        edits=[edit_json(each) for each in edits_of(viewer(), message_id)],
        editing=editing,
        reporting=reporting,
        back=place_of(view),
        allowed=allowed_with(view),
        saved=is_saved(viewer(), message_id),
        room_address=f"/rooms/{view.room_id}",
    )


def _done(message_id: int) -> ResponseReturnValue:
    return nothing() if wants_json() else go_to(_place_of(message_id))


def _place_of(message_id: int) -> str:
    """Where the message is read."""
    return place_of(message_for(viewer(), message_id))
