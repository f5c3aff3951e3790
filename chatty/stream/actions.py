"""Append to the log as the last statement before COMMIT."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import cast

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
