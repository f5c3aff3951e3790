"""The log of security events, as JSON and as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from chatty.accounts.models import AuditEntry, User
from chatty.accounts.queries.administration import people_by_id
from chatty.accounts.queries.auditing import AuditFilter, all_audit_entries
from chatty.accounts.rendering import audit_in_words
from chatty.core.db import release
from chatty.rooms.queries.administration import room_names
from chatty.wire.base import Json, moment
from chatty.wire.resources import person_json

COLUMNS = (
    "time", "kind", "what", "actor id", "actor", "target id", "target", "room id", "room",
    "subject", "details", "address",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def audit_json(entries: Sequence[AuditEntry], *, addresses: bool = True) -> list[Json]:
    """*entries* as AuditEntries, in three statements for a hundred as for one.

    From which *addresses* people came is told to administrators of the server only.
    """
    people, rooms = _named(entries)
    return [
        {
            "id": str(entry.id),
            "kind": entry.kind,
            "words": audit_in_words(entry.kind),
            "actor": _person(people.get(entry.actor_id or 0)),
            "target": _person(people.get(entry.target_id or 0)),
            "roomId": str(entry.room_id) if entry.room_id else None,
            "roomName": rooms.get(entry.room_id or 0),
            "subject": entry.subject,
            "details": json.loads(entry.details),
            "address": entry.address if addresses else "",
            "createdAt": moment(entry.created_at),
        }
        for entry in entries
    ]


def audit_csv(which: AuditFilter, *, addresses: bool = True) -> Iterator[str]:
    """The entries of *which* as comma-separated values, newest first, some hundreds at once."""
    yield _lines([COLUMNS])
    for entries in all_audit_entries(which):
        rows = audit_json(entries, addresses=addresses)
        release()
        yield _lines([_row(row) for row in rows])


def _named(entries: Sequence[AuditEntry]) -> tuple[dict[int, User], dict[int, str]]:
    ids = {each for entry in entries for each in (entry.actor_id, entry.target_id) if each}
    rooms = {entry.room_id for entry in entries if entry.room_id}
    return dict(people_by_id(ids)), dict(room_names(rooms))


def _person(user: User | None) -> Json | None:
    return person_json(user) if user else None


def _row(entry: Json) -> list[str]:
    actor, target = entry["actor"] or {}, entry["target"] or {}
    details = ", ".join(f"{name}: {value}" for name, value in entry["details"].items())
    cells = (
        entry["createdAt"],
        entry["kind"],
        entry["words"],
        actor.get("id", ""),
        actor.get("username", ""),
        target.get("id", ""),
        target.get("username", ""),
        entry["roomId"] or "",
        entry["roomName"] or "",
        entry["subject"],
        details,
        entry["address"],
    )
    return [_harmless(str(cell)) for cell in cells]


def _harmless(cell: str) -> str:
    """*cell* so that no spreadsheet computes it (S62)."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _lines(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
