"""Accounts elsewhere that sign one in. They are linked in a browser, by the pages."""

from __future__ import annotations

from flask import Response

from chatty.accounts import actions, models
from chatty.accounts.queries import identities_of
from chatty.api.answers import done, ok
from chatty.api.bodies.trust import IdentityList, Proof
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.wire.base import Json, moment, moment_or_none

routes = Routes()


@routes.route("GET", "/me/identities", Contract({200: IdentityList}))
def index() -> Response:
    """One's accounts elsewhere."""
    return ok({"items": [_json(one) for one in identities_of(viewer().id)], "nextCursor": None})


@routes.route(
    "DELETE",
    "/me/identities/<id:identity_id>",
    Contract({204: None}, body=Proof, refuses=(403, 409)),
)
def destroy(identity_id: int, body: Proof) -> Response:
    """Let it sign in no more."""
    actions.prove(viewer(), body.current_password)
    with writing():
        actions.unlink_identity(viewer(), identity_id)
    return done()


def _json(identity: models.Identity) -> Json:
    return {
        "id": str(identity.id),
        "issuer": identity.issuer,
        "email": identity.email,
        "createdAt": moment(identity.created_at),
        "lastUsedAt": moment_or_none(identity.last_used_at),
    }
