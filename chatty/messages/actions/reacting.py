"""Put an emoji under a message, and take it away again."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.actions.holding import hold_to_join_in
from chatty.messages.events import ReactionsChanged
from chatty.messages.models import Message, MessageView, Reaction
from chatty.messages.policies import check_reaction
from chatty.messages.queries import message_for


def react(viewer: Viewer, message_id: int, emoji: str) -> MessageView:
    """Put *emoji* under the message; twice changes nothing.

    Raises NotFound, Forbidden, Invalid for what is no emoji, Conflict where fifty kinds are there
    already or the message was deleted, TooMany.
    """
    emoji = check_reaction(emoji)
    view = hold_to_join_in(viewer, message_id, "react")
    if view.deleted_at is not None:
        raise Conflict("message_deleted", "This message was deleted.")
    mine = Reaction(message_id=view.id, user_id=viewer.id, emoji=emoji, created_at=clock.now())
    if db.session.get(Reaction, (view.id, viewer.id, emoji)) is None:
        rates.hit(limits.RATE_REACTIONS, "reactions", viewer.id)
        _check_kinds(view.id, emoji)
        db.session.add(mine)
        db.session.flush()
        _changed(view, by=1)
    return message_for(viewer, message_id)


def take_back(viewer: Viewer, message_id: int, emoji: str) -> MessageView:
    """Take one's own *emoji* away; where there is none nothing changes. Raises as `react` does."""
    emoji = check_reaction(emoji)
    view = hold_to_join_in(viewer, message_id, "react")
    mine = db.session.get(Reaction, (view.id, viewer.id, emoji))
    if mine is not None:
        rates.hit(limits.RATE_REACTIONS, "reactions", viewer.id)
        db.session.delete(mine)
        db.session.flush()
        _changed(view, by=-1)
    return message_for(viewer, message_id)


def _check_kinds(message_id: int, emoji: str) -> None:
    kinds = sa.select(Reaction.emoji).where(Reaction.message_id == message_id).distinct()
    there = set(db.session.scalars(kinds))
    if emoji not in there and len(there) >= limits.REACTION_KINDS:
        detail = f"There are {limits.REACTION_KINDS} kinds of reactions here already."
        raise Conflict("too_many_reactions", detail)


def _changed(view: MessageView, *, by: int) -> None:
    db.session.execute(
        sa.update(Message)
        .where(Message.id == view.id)
        .values(reaction_count=Message.reaction_count + by)
        .execution_options(synchronize_session=False)
    )
    record(ReactionsChanged(message_id=view.id, room_id=view.room_id, seq=view.seq))
