"""What both doors answer administrators: accounts, rooms, decisions, and how the server is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa

from chatty import __version__
from chatty.accounts.actions import admission
from chatty.accounts.models import User
from chatty.accounts.queries import passkeys_of, totp_state
from chatty.accounts.queries.administration import account_counts, people_by_id, sign_in_count
from chatty.core.bus import current_bus
from chatty.core.db import database_bytes, db, on_sqlite
from chatty.core.health import ProcessHealth, current_revision, newest_revision
from chatty.core.jobs import Run
from chatty.core.mail import mail_is_on
from chatty.mails.queries import mail_counts
from chatty.messages.queries import moments_of_newest
from chatty.moderation.models import Report, ReportState
from chatty.presence.queries import online_count, state_of
from chatty.rooms.queries.administration import RoomRow, room_counts, rooms_joined
from chatty.site.models import SiteSettings
from chatty.stream.queries import extent
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.resources import person_json


def account_json(user: User) -> Json:
    """*user* as an Account, for administrators."""
    return person_json(user) | {
        "kind": user.kind,
        "email": user.email,
        "pendingEmail": user.pending_email,
        "isAdmin": user.is_admin,
        "createdAt": moment(user.created_at),
        "lastSeenAt": moment_or_none(user.last_seen_at),
        "deactivatedAt": moment_or_none(user.deactivated_at),
    }


def account_in_full(user: User) -> Json:
    """*user* as an AccountInFull, for administrators."""
    return account_json(user) | {
        "presence": str(state_of(user.id)),
        "hasPassword": user.password_hash is not None,
        "hasCodes": totp_state(user.id) == "on",
        "passkeyCount": len(passkeys_of(user.id)),
        "signInCount": sign_in_count(user.id),
        "roomCount": rooms_joined(user.id),
    }


def server_rooms_json(rows: Sequence[RoomRow]) -> list[Json]:
    """*rows* as ServerRooms: when something was said last, never what."""
    newest = moments_of_newest([row.room.id for row in rows])
    return [
        _server_room_json(row) | {"lastMessageAt": moment_or_none(newest.get(row.room.id))}
        for row in rows
    ]


def site_settings_json(settings: SiteSettings) -> Json:
    """*settings* as SiteSettings, with what comes of them and the environment together."""
    by = people_by_id([settings.updated_by_id] if settings.updated_by_id else [])
    person = by.get(settings.updated_by_id or 0)
    return {
        "registration": settings.registration,
        "registrationDomains": _domains(settings.registration_domains),
        "guests": settings.guests,
        "filteredWords": settings.filtered_words,
        "raidUntil": moment_or_none(settings.raid_until),
        "updatedAt": moment_or_none(settings.updated_at),
        "updatedBy": person_json(person) if person else None,
        "inEffect": {
            "registration": str(admission.registration),
            "registrationDomains": list(admission.domains),
            "guests": admission.guests,
            "paused": admission.paused,
        },
    }


def health_json(process: ProcessHealth, runs: Mapping[str, Run], folder: Path) -> Json:
    """How the server is, as Health; *folder* is where its files are."""
    disk = shutil.disk_usage(folder if folder.exists() else Path.cwd())
    return _database_json() | {
        "version": __version__,
        "startedAt": moment(process.started_at),
        "bus": "redis" if current_bus().shared else "memory",
        "checks": dict(process.checks),
        "streams": process.gauges.get("streams", 0),
        "online": online_count(),
        "accounts": _accounts_json(),
        "rooms": _rooms_json(),
        "mail": _mail_json(),
        "jobs": [
            {"name": name, "ranAt": moment(run.at), "problem": run.problem or None}
            for name, run in sorted(runs.items())
        ],
        "diskFreeBytes": disk.free,
        "diskBytes": disk.total,
        "openReports": open_reports(),
    }


def open_reports() -> int:
    """How many reports wait for an answer."""
    query = sa.select(sa.func.count(Report.id)).where(Report.state == ReportState.OPEN)
    return int(db.session.scalar(query) or 0)


def _server_room_json(row: RoomRow) -> Json:
    room = row.room
    return {
        "id": str(room.id),
        "kind": room.kind,
        "name": room.name,
        "slug": room.slug,
        "owner": person_json(row.owner) if row.owner else None,
        "memberCount": room.member_count,
        "isDefault": room.is_default,
        "archivedAt": moment_or_none(room.archived_at),
        "createdAt": moment(room.created_at),
    }


def _domains(text: str | None) -> list[str] | None:
    return None if text is None else [each for each in text.split(",") if each]


def _database_json() -> Json:
    events, oldest = extent(db.session.connection())
    return {
        "database": "sqlite" if on_sqlite() else "postgresql",
        "databaseBytes": database_bytes(),
        "migration": current_revision(db.session.connection()),
        "migrationExpected": newest_revision(),
        "events": events,
        "oldestEventAt": moment_or_none(oldest),
    }


def _accounts_json() -> Json:
    counts = account_counts()
    return {
        "members": counts.members,
        "guests": counts.guests,
        "administrators": counts.administrators,
        "deactivated": counts.deactivated,
        "newToday": counts.new,
    }


def _rooms_json() -> Json:
    counts = room_counts()
    return {"open": counts.open, "archived": counts.archived, "direct": counts.direct}


def _mail_json() -> Json:
    counts = mail_counts()
    return {"isOn": mail_is_on(), "waiting": counts.waiting, "failed": counts.failed}
