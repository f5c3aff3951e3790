"""Reports: made, answered, and one's own with what came of them."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import created, ok
from chatty.api.bodies.moderation import (
    NewPersonReport,
    NewReport,
    ReportAnswer,
    ReportPage,
    ReportSearch,
)
from chatty.api.credentials import viewer
from chatty.api.queries import Paging
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core.db import writing
from chatty.core.paging import Page
from chatty.moderation.actions import answer_report, report_message, report_person
from chatty.moderation.queries import (
    ReportRow,
    my_reports,
    report_for,
    reports_of_room,
    reports_of_server,
)
from chatty.wire.base import Json
from chatty.wire.models.moderation import Report
from chatty.wire.resources.moderation import report_json

routes = Routes()


@routes.route(
    "POST",
    "/messages/<id:message_id>/reports",
    Contract({201: Report}, guests=True, body=NewReport, refuses=(403, 409)),
)
def create_of_message(message_id: int, body: NewReport) -> Response:
    """Report a message; once more while it is open changes nothing."""
    with writing():
        report = report_message(viewer(), message_id, reason=body.reason, note=body.note)
        row = report_for(viewer(), report.id)
    return created(_shown(row), f"{PREFIX}/reports/{report.id}")


@routes.route(
    "POST",
    "/users/<id:user_id>/reports",
    Contract({201: Report}, guests=True, body=NewPersonReport, refuses=(403,)),
)
def create_of_person(user_id: int, body: NewPersonReport) -> Response:
    """Report somebody, for what they do in a room if one is given."""
    with writing():
        report = report_person(
            viewer(), user_id, reason=body.reason, note=body.note, room_id=body.room_id
        )
        row = report_for(viewer(), report.id)
    return created(_shown(row), f"{PREFIX}/reports/{report.id}")


@routes.route("GET", "/reports", Contract({200: ReportPage}, query=Paging, refuses=(400,)))
def index(query: Paging) -> Response:
    """What one has reported oneself, newest first, with what came of it."""
    return _page(my_reports(viewer(), cursor=query.cursor, limit=query.limit))


@routes.route("GET", "/reports/<id:report_id>", Contract({200: Report}))
def show(report_id: int) -> Response:
    """A report that one made or answers."""
    return ok(_shown(report_for(viewer(), report_id)))


@routes.route(
    "PATCH",
    "/reports/<id:report_id>",
    Contract({200: Report}, body=ReportAnswer, refuses=(403, 409)),
)
def update(report_id: int, body: ReportAnswer) -> Response:
    """Close a report, with some words for who made it."""
    with writing():
        answer_report(viewer(), report_id, state=body.state, answer=body.answer)
        row = report_for(viewer(), report_id)
    return ok(_shown(row))


@routes.route(
    "GET",
    "/rooms/<id:room_id>/reports",
    Contract({200: ReportPage}, query=ReportSearch, refuses=(400, 403)),
)
def index_of_room(room_id: int, query: ReportSearch) -> Response:
    """The reports of a room that one answers, newest first."""
    return _page(
        reports_of_room(
            viewer(), room_id, state=query.state, cursor=query.cursor, limit=query.limit
        )
    )


@routes.route(
    "GET",
    "/admin/reports",
    Contract({200: ReportPage}, query=ReportSearch, administrators=True, refuses=(400,)),
)
def index_of_server(query: ReportSearch) -> Response:
    """All reports, newest first."""
    return _page(
        reports_of_server(viewer(), state=query.state, cursor=query.cursor, limit=query.limit)
    )


def _page(page: Page[ReportRow]) -> Response:
    return ok({"items": [_shown(row) for row in page.items], "nextCursor": page.next_cursor})


def _shown(row: ReportRow) -> Json:
    """Who made it is told to themselves and to administrators of the server."""
    is_own = row.report.reporter_id == viewer().user_id
    return report_json(row, named=is_own or viewer().is_admin)
