"""What administrators are told, and nobody else."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models.people import Person, PresenceState


class Account(Person):
    """Somebody's account, as administrators see it: no telephone number, no birth date."""

    kind: Literal["member", "guest", "bot"]
    email: str | None
    pending_email: str | None
    is_admin: bool
    created_at: Moment
    last_seen_at: Moment | None
    deactivated_at: Moment | None


class AccountInFull(Account):
    """An account with what its page shows; ``roomCount`` leaves direct rooms aside."""

    presence: PresenceState
    has_password: bool
    has_codes: bool
    passkey_count: int
    sign_in_count: int
    room_count: int


class ServerRoom(WireModel):
    """A room as administrators see it: what it is called, and nothing of what is said there."""

    id: WireId
    kind: Literal["public", "private", "password", "lobby"]
    name: str
    slug: str | None
    owner: Person | None
    member_count: int
    is_default: bool
    last_message_at: Moment | None
    archived_at: Moment | None
    created_at: Moment


class SiteSettings(WireModel):
    """What holds for the whole server.

    Null is what the environment says, and the fields ``in_effect`` are what comes of both. Raid
    mode keeps everybody new out until ``raidUntil``.
    """

    registration: Literal["open", "invite", "closed"] | None
    registration_domains: list[str] | None
    guests: bool | None
    filtered_words: str
    raid_until: Moment | None
    updated_at: Moment | None
    updated_by: Person | None
    in_effect: Admission


class Admission(WireModel):
    """Who is admitted now."""

    registration: Literal["open", "invite", "closed"]
    registration_domains: list[str]
    guests: bool
    paused: bool


class AuditEntry(WireModel):
    """One security event. ``words`` is ``kind`` for people; names are those of today.

    ``subject`` is what else it is about (``message:7``), ``details`` what was given with it.
    """

    id: WireId
    kind: str
    words: str
    actor: Person | None
    target: Person | None
    room_id: WireId | None
    room_name: str | None
    subject: str
    details: dict[str, str | int | None]
    address: str
    created_at: Moment


class Job(WireModel):
    """Work by the clock: when it was last done, and what kind of error ended it, if one did."""

    name: str
    ran_at: Moment
    problem: str | None


class Health(WireModel):
    """How the server is at a glance; what counts one process is of the one that answers."""

    version: str
    started_at: Moment
    database: Literal["sqlite", "postgresql"]
    database_bytes: int
    migration: str | None
    migration_expected: str | None
    bus: Literal["memory", "redis"]
    checks: dict[str, str | None]
    events: int
    oldest_event_at: Moment | None
    streams: int
    online: int
    accounts: AccountCounts
    rooms: RoomCounts
    mail: MailCounts
    jobs: list[Job]
    disk_free_bytes: int
    disk_bytes: int
    open_reports: int


class AccountCounts(WireModel):
    """How many accounts there are; ``newToday`` came within the last day."""

    members: int
    guests: int
    administrators: int
    deactivated: int
    new_today: int


class RoomCounts(WireModel):
    """How many rooms there are."""

    open: int
    archived: int
    direct: int


class MailCounts(WireModel):
    """Letters on their way, and those of the last week that were given up."""

    is_on: bool
    waiting: int
    failed: int
