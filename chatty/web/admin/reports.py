"""All reports: what waits for an answer, and what came of the others."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.moderation.actions import answer_report
from chatty.moderation.models import ReportState
from chatty.moderation.queries import reports_of_server
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.forms.administration import ReportForm
from chatty.web.identity import viewer
from chatty.wire.resources.moderation import report_json

PAGE = "/admin/reports"

routes = Blueprint("reports", __name__)


@routes.get("/reports")
def index() -> ResponseReturnValue:
    return _page(ReportForm(), None)


@routes.put(f"/reports/<int(max={LARGEST}):report_id>/answer")
def answer(report_id: int) -> ResponseReturnValue:
    form = ReportForm()
    if form.attempt(lambda: _answer(form, report_id)) is None:
        return _page(form, str(report_id))
    flash("Answered. Who reported it is told, with thanks.", "success")
    return go_to(PAGE)


def _answer(form: ReportForm, report_id: int) -> bool:
    with writing():
        answer_report(
            viewer(), report_id, state=form.state.data or "", answer=form.answer.data or ""
        )
    return True


def _page(form: ReportForm, answered: str | None) -> ResponseReturnValue:
    """The page, with what was typed into the form of the report that is *answered*."""
    asked = request.args.get("show", "")
    state = ReportState(asked) if asked in set(ReportState) else ReportState.OPEN
    found = reports_of_server(viewer(), state=state, cursor=request.args.get("cursor") or None)
    return page(
        "admin/reports.html",
        form.status,
        form=form,
        answered=answered,
        reports=[report_json(row, named=True) for row in found.items],
        next_cursor=found.next_cursor,
        show=str(state),
    )
