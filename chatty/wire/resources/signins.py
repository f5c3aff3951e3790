"""Sign-ins as plain dicts."""

from __future__ import annotations

from chatty.accounts.models import SignIn, Viewer
from chatty.accounts.rendering import device_name
from chatty.wire.base import Json, moment


def sign_in_json(viewer: Viewer, sign_in: SignIn) -> Json:
    """*sign_in* as a SignIn; ``current`` is the one that *viewer* asks with."""
    return {
        "id": str(sign_in.id),
        "kind": sign_in.kind,
        "device": device_name(sign_in.user_agent),
        "userAgent": sign_in.user_agent,
        "address": sign_in.address,
        "createdAt": moment(sign_in.created_at),
        "lastUsedAt": moment(sign_in.last_used_at),
        "current": sign_in.id in {viewer.session_id, viewer.family_id},
    }
