"""Frames about people."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.frames.models.base import Durable
from chatty.wire.models import OwnProfile, Person, PresenceState, Profile, Settings


class PresenceFrame(WireModel):
    """Somebody watched came, went, or turned away."""

    type: Literal["PRESENCE"]
    user_id: WireId
    state: PresenceState
    last_seen_at: Moment | None


class ProfileUpdated(Durable):
    """What others see of a person changed, or that they administer this server.

    The person's own devices and their friends are told all that they may see; a room is told what
    it shows of everybody, which is a Person.
    """

    type: Literal["PROFILE_UPDATED"]
    user: OwnProfile | Profile | Person


class SettingsUpdated(Durable):
    """What one chose for oneself changed."""

    type: Literal["SETTINGS_UPDATED"]
    settings: Settings


class EmailUpdated(Durable):
    """One's own e-mail address, or the one that awaits its confirmation, is another or none."""

    type: Literal["EMAIL_UPDATED"]
    email: str | None
    pending_email: str | None


class UserErased(Durable):
    """The account is gone; its own streams end with the next frame."""

    type: Literal["USER_ERASED"]
    user_id: WireId
    messages_erased: bool


class SessionRevoked(Durable):
    """A sign-in ended: that session, that login of an app, or all of them."""

    type: Literal["SESSION_REVOKED"]
    session_id: WireId | None
    family_id: WireId | None
    all: bool
