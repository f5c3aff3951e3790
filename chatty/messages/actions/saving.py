"""Keep a message for oneself."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.events import SavedChanged
from chatty.messages.models import MessageView, SavedMessage, SavedView
from chatty.messages.queries import message_for


def save(viewer: Viewer, message_id: int) -> SavedView:
    """Keep the message at hand for oneself; twice changes nothing.

    Raises NotFound, Conflict for what was deleted or where very many are kept, TooMany.
    """
    view = message_for(viewer, message_id)
    own = db.session.get(SavedMessage, (viewer.id, view.id))
    if own is None:
        if view.deleted_at is not None:
            raise Conflict("message_deleted", "This message was deleted.")
        rates.hit(limits.RATE_SAVED, "saved", viewer.id)
        _check_number(viewer)
        own = SavedMessage(user_id=viewer.id, message_id=view.id, saved_at=clock.now())
        db.session.add(own)
        _changed(viewer, view, own.saved_at)
    return SavedView(view, own.saved_at)


def unsave(viewer: Viewer, message_id: int) -> None:
    """Keep it no more; what is not kept changes nothing. Raises NotFound, TooMany."""
    view = message_for(viewer, message_id)
    own = db.session.get(SavedMessage, (viewer.id, view.id))
    if own is not None:
        rates.hit(limits.RATE_SAVED, "saved", viewer.id)
        db.session.delete(own)
        _changed(viewer, view, None)


def _check_number(viewer: Viewer) -> None:
    kept = sa.select(sa.func.count()).where(SavedMessage.user_id == viewer.id)
    if (db.session.scalar(kept) or 0) >= limits.SAVED_MESSAGES:
        detail = f"You have saved {limits.SAVED_MESSAGES:,} messages. Let go of some first."
        raise Conflict("too_many_saved", detail)


def _changed(viewer: Viewer, view: MessageView, at: datetime | None) -> None:
    db.session.flush()
    fact = SavedChanged(message_id=view.id, room_id=view.room_id, user_id=viewer.id, saved_at=at)
    record(fact)
