"""The log of what was done in a room, for who runs it: without addresses."""

from __future__ import annotations

from flask import Response, stream_with_context

from chatty.accounts.queries.auditing import AuditFilter, audit_entries
from chatty.api.answers import ok
from chatty.api.bodies.moderation import RoomAuditPage, RoomAuditSearch, RoomAuditWish
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.rooms.actions import export_room_audit
from chatty.rooms.policies import Right
from chatty.rooms.queries import room_with_right
from chatty.wire.auditing import audit_csv, audit_json

CSV = "text/csv"

routes = Routes()


@routes.route(
    "GET",
    "/rooms/<id:room_id>/audit",
    Contract({200: RoomAuditPage}, query=RoomAuditSearch, refuses=(400, 403)),
)
def index(room_id: int, query: RoomAuditSearch) -> Response:
    """What was done in a room by who runs it, newest first."""
    room_with_right(viewer(), room_id, Right.SEE_AUDIT)
    page = audit_entries(_filter(room_id, query), cursor=query.cursor, limit=query.limit)
    items = audit_json(page.items, addresses=False)
    return ok({"items": items, "nextCursor": page.next_cursor})


@routes.route(
    "POST",
    "/rooms/<id:room_id>/audit/exports",
    Contract({200: None}, body=RoomAuditWish, file=CSV, refuses=(403,)),
)
def export(room_id: int, body: RoomAuditWish) -> Response:
    """The same as a table for spreadsheets; that it was taken stands in the log from then on."""
    with writing():
        export_room_audit(viewer(), room_id)
    return Response(
        stream_with_context(audit_csv(_filter(room_id, body), addresses=False)),
        mimetype=CSV,
        headers={
            "Content-Disposition": 'attachment; filename="audit.csv"',
            "Cache-Control": "no-store",
        },
    )


def _filter(room_id: int, wish: RoomAuditWish) -> AuditFilter:
    return AuditFilter(
        kind=wish.kind,
        actor_id=wish.actor_id,
        target_id=wish.target_id,
        room_id=room_id,
        since=wish.since,
        until=wish.until,
        in_room=True,
    )
