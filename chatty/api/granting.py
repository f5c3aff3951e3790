"""What a sign-in answers: the tokens of a login, signed here."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app

from chatty.accounts.actions import (
    RefreshGrant,
    end_other_sessions,
    known_device_word,
    open_family,
)
from chatty.accounts.models import User, Viewer
from chatty.api.credentials import device
from chatty.core.tokens import Claims, sign_access, sign_refresh
from chatty.wire.base import Json
from chatty.wire.resources import user_json


def signed_in_json(user: User, grant: RefreshGrant) -> Json:
    """A SignedIn: the person and their tokens."""
    return {
        "user": user_json(user, relation="self"),
        **tokens_json(grant),
        "deviceToken": known_device_word(user.id),
    }


def renewed_json(user: User, viewer: Viewer) -> Json:
    """A SignedIn in place of the login that *viewer* asks with: every login before it ends.

    Inside the door's transaction, for after a change of what the account is trusted by.
    """
    end_other_sessions(replace(viewer, session_id=None, family_id=None))
    return signed_in_json(user, open_family(user.id, device()))


def tokens_json(grant: RefreshGrant) -> Json:
    """Tokens: an access token, and the refresh token that *grant* tells of."""
    claims = Claims(
        user_id=grant.user_id,
        family_id=grant.family_id,
        jti=grant.jti,
        expires_at=grant.expires_at.timestamp(),
    )
    key: str = current_app.config["SECRET_KEY"]
    return {
        "accessToken": sign_access(user_id=grant.user_id, family_id=grant.family_id),
        "refreshToken": sign_refresh(claims, issued_at=grant.issued_at, key=key),
    }
