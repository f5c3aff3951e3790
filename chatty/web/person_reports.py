"""Reporting somebody from their page, for what they do anywhere."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.models import User
from chatty.core.db import writing
from chatty.core.errors import NotFound
from chatty.moderation.actions import report_person
from chatty.rooms.queries import known_by_name
from chatty.web.answers import go_to, page
from chatty.web.forms.moderation import ReportForm
from chatty.web.identity import viewer
from chatty.wire.resources import person_json

PAGE = "/people/<username>/reports"

routes = Blueprint("person_reports", __name__)


@routes.get(PAGE)
def new(username: str) -> ResponseReturnValue:
    return _page(_reported(username), ReportForm(None))


@routes.post(PAGE)
def create(username: str) -> ResponseReturnValue:
    user, form = _reported(username), ReportForm()
    reason, note = form.reason.data or "", form.note.data or ""

    def report() -> bool:
        with writing():
            report_person(viewer(), user.id, reason=reason, note=note)
        return True

    if form.attempt(report) is None:
        return _page(user, form)
    flash("Thank you. You will read here what came of it.", "success")
    return go_to("/reports")


def _reported(username: str) -> User:
    own_id, user = viewer().id, known_by_name(viewer(), username)
    if user is None or user.id == own_id:
        raise NotFound
    return user


def _page(user: User, form: ReportForm) -> ResponseReturnValue:
    return page("people/report.html", form.status, person=person_json(user), form=form)
