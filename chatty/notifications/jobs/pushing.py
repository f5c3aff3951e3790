"""Hand pushes over to the services that carry them, each once: claimed before anybody is asked.

A service that is away or busy is asked again later, for a day at most; a device that is there no
more is forgotten. Should the process die between "taken" and writing that down, the push goes out a
second time under the same tag, and so replaces itself on the device.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog
from gevent.pool import Pool

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.core.fetching import FetchFailedError, FetchRefusedError, fetcher
from chatty.core.mail import outgoing
from chatty.core.webpush import Keys, encoded, sealed_for, sender
from chatty.notifications.jobs.deciding import quiet_now
from chatty.notifications.models import Kind, NotificationView, PushDelivery, PushSubscription
from chatty.notifications.queries import (
    DueDelivery,
    due_deliveries,
    settings_of,
    unread_count,
    view_of,
)
from chatty.notifications.rendering import in_words, place_of
from chatty.presence.models import State
from chatty.presence.queries import state_of

GONE = frozenset({404, 410})
BUSY = frozenset({408, 425, 429})
SERVER_ERRORS = 500
URGENT = frozenset({Kind.MESSAGE, Kind.MENTION, Kind.REPLY})
TOPIC_CHARACTERS = 32
# A longer pause than anybody waits for; no number of seconds that Python refuses.
PAUSE_DIGITS = 6

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """One push, written and sealed."""

    due: DueDelivery
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a push service said: a status, 0 where it said nothing; and when to ask again."""

    status: int
    retry_after: timedelta | None = None
    is_refused: bool = False


def push_due() -> int:
    """Hand over what is due; answers how much was tried."""
    letters = [letter for due in due_deliveries(limits.PUSH_AT_ONCE) if (letter := _claimed(due))]
    release()
    if letters:
        outcomes = Pool(limits.PUSH_AT_ONCE).map(_send, letters)
        with writing():
            for letter, outcome in zip(letters, outcomes, strict=True):
                _note(letter.due, outcome)
    return len(letters)


def _claimed(due: DueDelivery) -> Letter | None:
    """The push, taken for this process alone; None for what is not to be sent, or not by us."""
    with writing():
        taken = db.session.execute(
            sa.update(PushDelivery)
            .where(_unchanged(due.delivery, due.delivery.attempts))
            .values(
                attempts=PushDelivery.attempts + 1,
                due_at=clock.now() + limits.PUSH_CLAIMED_FOR,
            )
            .returning(PushDelivery.id)
            .execution_options(synchronize_session=False)
        ).scalar()
        letter = _written(due) if taken is not None else None
        if taken is not None and letter is None:
            db.session.execute(sa.delete(PushDelivery).where(PushDelivery.id == due.delivery.id))
    return letter


def _unchanged(delivery: PushDelivery, attempts: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        PushDelivery.id == delivery.id,
        PushDelivery.attempts == attempts,
        PushDelivery.created_at == delivery.created_at,
    )


def _written(due: DueDelivery) -> Letter | None:
    """The push as it is now; None for who is here again, or does not wish to be disturbed."""
    person = due.subscription.user_id
    settings, time_zone = settings_of(person)
    if state_of(person) is State.ONLINE or quiet_now(settings, time_zone):
        return None
    view = view_of(due)
    if view is None or clock.now() - due.delivery.created_at > limits.PUSH_LIVES:
        return None
    says_what = settings is None or settings.push_words
    payload = _payload(view, due.delivery.tag, says_what=says_what)
    keys = Keys(due.subscription.p256dh, due.subscription.auth)
    headers = {
        "Authorization": sender.authorization(due.subscription.endpoint, now=clock.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(limits.PUSH_LIVES.total_seconds())),
        "Urgency": "high" if view.row.kind in URGENT else "normal",
        "Topic": encoded(hashlib.sha256(due.delivery.tag.encode()).digest())[:TOPIC_CHARACTERS],
    }
    return Letter(due, headers, sealed_for(keys, payload))


def _payload(view: NotificationView, tag: str, *, says_what: bool) -> bytes:
    told = {
        "title": in_words(view) if says_what else outgoing.site_name,
        "body": (view.excerpt or "") if says_what else "Something is new for you.",
        "url": place_of(view),
        "tag": tag,
        "badge": unread_count(Viewer(user_id=view.row.user_id)),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _send(letter: Letter) -> Outcome:
    endpoint = letter.due.subscription.endpoint
    try:
        found = fetcher.fetch(endpoint, method="POST", headers=letter.headers, body=letter.body)
    except FetchRefusedError:
        return Outcome(0, is_refused=True)
    except FetchFailedError:
        return Outcome(0)
    after = found.headers.get("Retry-After", "")
    is_short = after.isdecimal() and len(after) <= PAUSE_DIGITS
    return Outcome(found.status, timedelta(seconds=int(after)) if is_short else None)


def _note(due: DueDelivery, outcome: Outcome) -> None:
    delivery = due.delivery
    if outcome.status in GONE or outcome.is_refused:
        log.info("push_device_gone", subscription=due.subscription.id, status=outcome.status)
        gone = sa.delete(PushSubscription).where(PushSubscription.id == due.subscription.id)
        db.session.execute(gone.execution_options(synchronize_session=False))
        return
    again = not outcome.status or outcome.status in BUSY or outcome.status >= SERVER_ERRORS
    attempts = delivery.attempts + 1
    if again and attempts < limits.PUSH_ATTEMPTS:
        _put_off(delivery, max(outcome.retry_after or timedelta(), pause_after(attempts)))
        return
    if not 200 <= outcome.status < 300:  # noqa: PLR2004  # all of these mean: taken
        log.warning("push_not_sent", delivery=delivery.id, status=outcome.status)
    done = sa.delete(PushDelivery).where(_unchanged(delivery, attempts))
    kept = sa.update(PushDelivery).where(PushDelivery.id == delivery.id)
    for statement in (done, kept.values(attempts=0, due_at=clock.now())):
        # What was told anew meanwhile is another push, whose turn it is now.
        db.session.execute(statement.execution_options(synchronize_session=False))


def _put_off(delivery: PushDelivery, pause: timedelta) -> None:
    later = sa.update(PushDelivery).where(PushDelivery.id == delivery.id)
    due_at = clock.now() + min(pause, limits.PUSH_LIVES)
    db.session.execute(later.values(due_at=due_at).execution_options(synchronize_session=False))


def pause_after(attempts: int) -> timedelta:
    """How long a push waits after its *attempts*-th failure: doubling up to an hour."""
    return min(limits.PUSH_FIRST_PAUSE * (1 << (attempts - 1)), limits.PUSH_LONGEST_PAUSE)
