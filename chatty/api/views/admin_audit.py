"""The log of security events, for administrators."""

from __future__ import annotations

from flask import Response, stream_with_context

from chatty.accounts.actions import export_audit
from chatty.accounts.queries.auditing import AuditFilter, audit_entries
from chatty.api.answers import ok
from chatty.api.bodies.administration import AuditPage, AuditSearch, AuditWish
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.wire.auditing import audit_csv, audit_json

CSV = "text/csv"

routes = Routes()


@routes.route(
    "GET", "/admin/audit", Contract({200: AuditPage}, query=AuditSearch, administrators=True)
)
def index(query: AuditSearch) -> Response:
    """Security events of the last year, newest first."""
    page = audit_entries(_filter(query), cursor=query.cursor, limit=query.limit)
    return ok({"items": audit_json(page.items), "nextCursor": page.next_cursor})


@routes.route(
    "POST",
    "/admin/audit/exports",
    Contract({200: None}, body=AuditWish, file=CSV, administrators=True),
)
def export(body: AuditWish) -> Response:
    """The same as a table for spreadsheets; that it was taken stands in the log from then on."""
    with writing():
        export_audit(viewer())
    return Response(
        stream_with_context(audit_csv(_filter(body))),
        mimetype=CSV,
        headers={
            "Content-Disposition": 'attachment; filename="audit.csv"',
            "Cache-Control": "no-store",
        },
    )


def _filter(wish: AuditWish) -> AuditFilter:
    return AuditFilter(
        kind=wish.kind,
        actor_id=wish.actor_id,
        target_id=wish.target_id,
        room_id=wish.room_id,
        since=wish.since,
        until=wish.until,
    )
