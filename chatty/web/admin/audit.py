"""The log of security events: filtered, page by page, and as a table to keep."""

from __future__ import annotations

from flask import Blueprint, Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import export_audit
from chatty.accounts.queries.auditing import audit_entries
from chatty.core.db import writing
from chatty.web.answers import page
from chatty.web.forms.administration import AuditForm
from chatty.web.identity import viewer
from chatty.wire.auditing import audit_csv, audit_json

routes = Blueprint("audit", __name__)


@routes.get("/audit")
def index() -> ResponseReturnValue:
    form = AuditForm()
    wanted = form.attempt(lambda: form.wanted)
    if wanted is None:
        return page("admin/audit.html", form.status, form=form, entries=[], next_cursor=None)
    found = audit_entries(wanted, cursor=request.args.get("cursor") or None)
    return page(
        "admin/audit.html",
        form=form,
        entries=audit_json(found.items),
        next_cursor=found.next_cursor,
    )


@routes.post("/audit/exports")
def export() -> ResponseReturnValue:
    wanted = AuditForm().wanted
    with writing():
        export_audit(viewer())
    return Response(
        stream_with_context(audit_csv(wanted)),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )
