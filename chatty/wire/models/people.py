"""People, as others and as they themselves see them."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Day, Moment, WireId, WireModel

Relation = Literal["none", "friend", "invited", "invitedBy", "blocked", "self"]

PresenceState = Literal["online", "away", "offline"]


class Presence(WireModel):
    """Whether somebody is there, as far as the person asking may know."""

    state: PresenceState
    last_seen_at: Moment | None


class Person(WireModel):
    """Somebody, in frames that are the same for everyone."""

    id: WireId
    username: str
    display_name: str
    avatar_url: str | None


class Profile(Person):
    """What everyone who may know somebody sees alike."""

    bio: str
    cover_url: str | None
    kind: Literal["member", "guest", "bot"]
    status_emoji: str | None
    status_text: str | None
    status_until: Moment | None
    birth_date: Day | None
    time_zone: str | None
    created_at: Moment


class OwnProfile(Profile):
    """One's own profile, the birth date and telephone number whoever else may see them."""

    phone: str | None
    is_admin: bool


class User(Profile):
    """Somebody, as the person asking sees them."""

    presence: Presence | None
    relation: Relation


class Friend(User):
    """A friend of the person asking, and since when."""

    since: Moment


class Settings(WireModel):
    """What a person chose for themselves."""

    theme: Literal["light", "dark", "system"]
    locale: str | None
    time_zone: str | None
    discoverable: bool
    show_typing: bool
    show_receipts: bool
    show_previews: bool
    last_seen: Literal["nobody", "friends", "everyone"]
    share_birth_date: bool
    message_requests: bool


class UserInFull(User):
    """Somebody with what their page shows; counts are null where the rest is not shown either.

    ``roomCount`` counts the rooms that the person asking may know of, the lobby aside.
    """

    room_count: int | None
    friend_count: int | None


class Me(User):
    """Oneself, with what nobody else is told."""

    phone: str | None
    email: str | None
    pending_email: str | None
    is_admin: bool
    settings: Settings
