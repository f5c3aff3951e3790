"""The whole of one's account: a copy of it, and its end."""

from __future__ import annotations

from flask import Response, stream_with_context

from chatty.accounts import actions
from chatty.api.answers import done
from chatty.api.bodies.trusted import Erasure
from chatty.api.credentials import address, device, viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.wire.exporting import export_of

ZIP = "application/zip"

routes = Routes()


@routes.route("GET", "/me/export", Contract({200: None}, file=ZIP))
def show() -> Response:
    """A copy of all that is one's own: JSON files and pictures in a ZIP."""
    actions.count_export(viewer().id)
    with writing():
        actions.audit("exported", actor_id=viewer().id, address=address())
    return Response(
        stream_with_context(export_of(viewer())),
        mimetype=ZIP,
        headers={
            "Content-Disposition": f'attachment; filename="{viewer().username}.zip"',
            "Cache-Control": "no-store",
        },
    )


@routes.route("DELETE", "/me", Contract({204: None}, body=Erasure, guests=True, refuses=(403, 409)))
def destroy(body: Erasure) -> Response:
    """Delete one's account for good.

    409 with the code ``last_admin`` from the last administrator who names no ``successor``.
    """
    actions.prove(viewer(), body.current_password)
    with writing():
        actions.delete_account(
            viewer(),
            device=device(),
            erase_messages=body.messages == "erase",
            successor=body.successor,
        )
    return done()
