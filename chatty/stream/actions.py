"""Append to the log as the last statement before COMMIT."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chatty.core import clock
from chatty.core.db import UTCDateTime
from chatty.core.limits import EVENT_PAYLOAD_BYTES
from chatty.stream.models import NONCE_BITS, Event, EventDraft

# Any number will do that no other user of the same database takes for its own lock.
LOCK = 0x63_68_61_74_74_79

# The lock is taken in the statement that inserts, by a CTE that every inserted row depends on, so
# ids are drawn only while it is held, and it is held until COMMIT. Without it a reader of
# "id > last" can pass over a row whose transaction drew a lower id but commits later.
APPEND_ON_POSTGRESQL = sa.text(
    """
    WITH l AS MATERIALIZED (SELECT pg_advisory_xact_lock(:lock))
    INSERT INTO events (topic, kind, ref, seq, nonce, payload, created_at)
    SELECT e.topic, e.kind, e.ref, e.seq, e.nonce, e.payload, :at
    FROM l, jsonb_to_recordset(CAST(:rows AS jsonb))
        AS e(o int, topic text, kind text, ref bigint, seq bigint, nonce bigint, payload text)
    ORDER BY e.o
    """
).bindparams(sa.bindparam("at", type_=UTCDateTime()))

# SQLite has one writer at a time, which gives the order for free.
APPEND = sa.insert(cast("sa.Table", Event.__table__))


def append(session: Session, drafts: Sequence[EventDraft]) -> None:
    """Write *drafts* down in order; nothing but COMMIT may follow in this transaction."""
    rows = [_row(draft, order) for order, draft in enumerate(drafts)]
    at = clock.now()
    if session.get_bind().dialect.name == "postgresql":
        values = {"lock": LOCK, "rows": json.dumps(rows, ensure_ascii=False), "at": at}
        session.connection().execute(APPEND_ON_POSTGRESQL, values)
    else:
        for row in rows:
            del row["o"]
        session.connection().execute(APPEND, [row | {"created_at": at} for row in rows])


def rewrite(
    session: Session,
    kind: str,
    refs: sa.Select[int],
    values: Mapping[str, object],
    *,
    within: str | None = None,
) -> None:
    """Set *values* in the payload of every *kind* event about one of *refs*, wherever it stands.

    With *within*, in the object that this field of it holds; where it holds none nothing changes.
    In one statement, however many they are: the log is read by all, and locked for as short as can
    be. What hubs hold in memory they let go when they hear USER_ERASED.
    """
    patch = json.dumps(dict(values), ensure_ascii=False)
    if session.get_bind().dialect.name == "postgresql":
        payload, holds = _patched_on_postgresql(within)
    else:
        payload, holds = _patched(values, within)
    session.execute(
        sa.update(Event)
        .where(Event.kind == kind, Event.ref.in_(refs), sa.text(holds))
        .values(payload=sa.text(payload).bindparams(patch=patch))
        .execution_options(synchronize_session=False)
    )


def _patched_on_postgresql(within: str | None) -> tuple[str, str]:
    """What sets `:patch` in a payload, and where there is something to set it in."""
    body = "CAST(payload AS jsonb)"
    if within is None:
        return f"CAST({body} || CAST(:patch AS jsonb) AS text)", "true"
    inner = f"{body} -> '{within}'"
    whole = f"jsonb_set({body}, '{{{within}}}', ({inner}) || CAST(:patch AS jsonb))"
    return f"CAST({whole} AS text)", f"jsonb_typeof({inner}) = 'object'"


def _patched(values: Mapping[str, object], within: str | None) -> tuple[str, str]:
    """The same for SQLite, whose json_patch() would take a null for a wish to remove the field."""
    path = "$" if within is None else f"$.{within}"
    pairs = ", ".join(f"'{path}.{name}', json_extract(:patch, '$.{name}')" for name in values)
    return f"json_set(payload, {pairs})", f"json_type(payload, '{path}') = 'object'"


def forget_topic(session: Session, topic: str) -> None:
    """Remove all that was to be told on *topic*; for whom nobody stands there any more."""
    gone = sa.delete(Event).where(Event.topic == topic)
    session.execute(gone.execution_options(synchronize_session=False))


def overwrite(
    session: Session, kinds: Collection[str], key: str, ref: int, values: Mapping[str, object]
) -> None:
    """Set *values* in every object whose *key* is *ref*, in every event of *kinds* there is.

    An object has the *key* itself or one of its own: ``inviter.id`` finds what has such an inviter.
    """
    last = key.rpartition(".")[2]
    query = sa.select(Event.id, Event.payload).where(
        Event.kind.in_(kinds), Event.payload.contains(f'"{last}":"{ref}"')
    )
    for row in session.execute(query).all():
        body = _overwritten(json.loads(row.payload), key.split("."), {str(ref)}, values)
        _store(session, row.id, body)


def overwrite_about(
    session: Session, kind: str, about: int, refs: Collection[int], values: Mapping[str, object]
) -> None:
    """Set *values* in every object whose id is one of *refs*, in the *kind* events about one thing.

    Those are found by what they are about, without going through the log.
    """
    query = sa.select(Event.id, Event.payload).where(Event.ref == about, Event.kind == kind)
    meant = {str(ref) for ref in refs}
    for row in session.execute(query).all():
        before = json.loads(row.payload)
        body = _overwritten(before, ["id"], meant, values)
        if body != before:
            _store(session, row.id, body)


def _store(session: Session, event_id: int, body: Any) -> None:  # noqa: ANN401  # JSON of any shape
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    session.execute(
        sa.update(Event)
        .where(Event.id == event_id)
        .values(payload=text)
        .execution_options(synchronize_session=False)
    )


def _overwritten(
    body: Any,  # noqa: ANN401  # JSON of any shape
    path: Sequence[str],
    refs: Collection[str],
    values: Mapping[str, object],
) -> Any:  # noqa: ANN401  # the same
    """*body* with *values* for the fields it has, in every object of it that is meant."""
    if not isinstance(body, dict):
        return body
    kept = {name: _overwritten(value, path, refs, values) for name, value in body.items()}
    found: Any = kept
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    if isinstance(found, str) and found in refs:
        kept |= {name: value for name, value in values.items() if name in kept}
    return kept


def _row(draft: EventDraft, order: int) -> dict[str, object]:
    if len(draft.payload.encode()) > EVENT_PAYLOAD_BYTES:
        message = f"a {draft.kind} frame is larger than {EVENT_PAYLOAD_BYTES} bytes"
        raise ValueError(message)
    return {
        "o": order,
        "topic": draft.topic,
        "kind": draft.kind,
        "ref": draft.ref,
        "seq": draft.seq,
        "nonce": secrets.randbits(NONCE_BITS),
        "payload": draft.payload,
    }
