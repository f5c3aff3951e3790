"""People as plain dicts."""

from __future__ import annotations

from chatty.accounts.models import User
from chatty.core import clock
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.models import Relation

PICTURES = "/api/v1/pictures"
# What those are not told who are blocked, or do not know the person.
NOTHING_MORE: Json = {
    "bio": "",
    "coverUrl": None,
    "statusEmoji": None,
    "statusText": None,
    "statusUntil": None,
    "birthDate": None,
    "timeZone": None,
}


def picture_url(key: str | None, size: str = "small") -> str | None:
    """Where the picture *key* is, ``small`` or ``large``; None without one."""
    return None if key is None else f"{PICTURES}/{key}/{size}"


def person_json(user: User) -> Json:
    """*user* as a Person."""
    return {
        "id": str(user.id),
        "username": user.username,
        "displayName": user.display_name,
        "avatarUrl": picture_url(user.avatar_key),
    }


def profile_json(user: User) -> Json:
    """*user* as a Profile."""
    birth_date = user.birth_date if user.share_birth_date else None
    return (
        person_json(user)
        | {
            "bio": user.bio,
            "coverUrl": picture_url(user.cover_key, "large"),
            "kind": user.kind,
            "birthDate": birth_date and birth_date.isoformat(),
            "timeZone": user.time_zone,
            "createdAt": moment(user.created_at),
        }
        | _status_json(user)
    )


def own_profile_json(user: User) -> Json:
    """*user* as an OwnProfile, for nobody but themselves."""
    birth_date = user.birth_date and user.birth_date.isoformat()
    return profile_json(user) | {
        "birthDate": birth_date,
        "phone": user.phone,
        "isAdmin": user.is_admin,
    }


def user_json(user: User, presence: Json | None = None, relation: Relation = "none") -> Json:
    """*user* as a User."""
    return profile_json(user) | {"presence": presence, "relation": relation}


def me_json(user: User, presence: Json | None = None) -> Json:
    """*user* as a Me, for nobody but themselves."""
    return own_profile_json(user) | {
        "presence": presence,
        "relation": "self",
        "email": user.email,
        "pendingEmail": user.pending_email,
        "settings": settings_json(user),
    }


def settings_json(user: User) -> Json:
    """What *user* chose, as Settings."""
    return {
        "theme": user.theme,
        "locale": user.locale,
        "timeZone": user.time_zone,
        "discoverable": user.discoverable,
        "showTyping": user.show_typing,
        "showReceipts": user.show_receipts,
        "showPreviews": user.show_previews,
        "lastSeen": user.last_seen_audience,
        "shareBirthDate": user.share_birth_date,
        "messageRequests": user.message_requests,
    }


def _status_json(user: User) -> Json:
    """The status while it lasts; the sweep that clears it comes a little later."""
    is_over = user.status_until is not None and user.status_until <= clock.now()
    return {
        "statusEmoji": None if is_over else user.status_emoji,
        "statusText": None if is_over else user.status_text,
        "statusUntil": None if is_over else moment_or_none(user.status_until),
    }
