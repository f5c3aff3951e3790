"""Choose among the answers of a poll, choose otherwise, and close it.

The message's row is held, so of two votes of one person at the same moment the later one counts,
and whether the poll is still open is asked after it was had.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, invalid
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.actions.holding import check_there, hold_message, hold_to_join_in, member_of
from chatty.messages.events import PollChanged, VoteChanged
from chatty.messages.models import Message, MessageKind, MessageView, Poll, PollOption, PollVote
from chatty.messages.queries import message_for
from chatty.rooms.policies import Right, has_right


def vote(viewer: Viewer, message_id: int, positions: Collection[int]) -> MessageView:
    """Let these answers be the whole choice of *viewer*; the same once more changes nothing.

    Nothing chosen takes back what was. Raises NotFound, Forbidden, Invalid, TooMany, and Conflict
    for what is no poll, was deleted, or is closed.
    """
    view = hold_to_join_in(viewer, message_id, "vote")
    _check_seen(view)
    poll = _open_poll(message_id)
    chosen = _checked(poll, positions)
    own = PollVote.message_id == message_id, PollVote.user_id == viewer.id
    before = set(db.session.scalars(sa.select(PollVote.position).where(*own)))
    if chosen != before:
        rates.hit(limits.RATE_VOTES, "votes", viewer.id)
        _run(sa.delete(PollVote).where(*own, PollVote.position.in_(before - chosen)))
        _add(viewer.id, message_id, chosen - before)
        record(PollChanged(message_id, view.room_id, view.seq))
        choice = tuple(sorted(chosen))
        record(VoteChanged(message_id, view.room_id, view.seq, viewer.id, choice))
    return message_for(viewer, message_id)


def close_poll(viewer: Viewer, message_id: int) -> MessageView:
    """End one's own poll before its time, or any as who runs the room; twice changes nothing.

    Raises NotFound, Forbidden, and Conflict for what is no poll or was deleted.
    """
    held = hold_message(viewer, message_id)
    message = held.message
    member_of(held)
    if message.sender_id != viewer.id and not has_right(Right.DELETE_ANY, held.room, held.role):
        raise Forbidden("not_yours", "Only who asked closes a poll, or who runs the room.")
    check_there(held)
    _check_seen(message_for(viewer, message_id))
    _poll(message_id)
    end_poll(message, clock.now())
    return message_for(viewer, message_id)


def end_poll(message: Message, at: datetime) -> bool:
    """Close the poll of a held *message*; answers False where that was done before."""
    ended = db.session.execute(
        sa.update(Poll)
        .where(Poll.message_id == message.id, Poll.closed_at.is_(None))
        .values(closed_at=sa.case((Poll.closes_at < at, Poll.closes_at), else_=at))
        .returning(Poll.message_id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if ended is not None:
        record(PollChanged(message.id, message.room_id, message.place))
    return ended is not None


def forget_votes(user_id: int) -> None:
    """Take all that somebody ever chose out of the polls, which are held."""
    messages = hold_voted(user_id)
    _run(sa.delete(PollVote).where(PollVote.user_id == user_id))
    for message in messages:
        record(PollChanged(message.id, message.room_id, message.place))


def hold_voted(user_id: int) -> Sequence[Message]:
    """What somebody voted in, held to the end of the transaction, in the order of ids."""
    voted = sa.select(PollVote.message_id).where(PollVote.user_id == user_id)
    query = sa.select(Message).where(Message.id.in_(voted)).order_by(Message.id)
    return db.session.scalars(query.with_for_update()).all()


def _check_seen(view: MessageView) -> None:
    """Raise Conflict for what was deleted for who asks: who left may have taken it back."""
    if view.deleted_at is not None:
        raise Conflict("message_deleted", "This message was deleted.")


def _open_poll(message_id: int) -> Poll:
    poll = _poll(message_id)
    is_over = poll.closes_at is not None and poll.closes_at <= clock.now()
    if poll.closed_at is not None or is_over:
        raise Conflict("poll_closed", "This poll is closed: nobody votes in it any more.")
    return poll


def _poll(message_id: int) -> Poll:
    """The poll as it is now: it may have been read before the message was held."""
    message = db.session.get_one(Message, message_id, populate_existing=True)
    if message.deleted_at is not None:
        raise Conflict("message_deleted", "This message was deleted.")
    if message.kind != MessageKind.POLL:
        raise Conflict("no_poll", "Nothing is asked in this message.")
    return db.session.get_one(Poll, message_id, populate_existing=True)


def _checked(poll: Poll, positions: Collection[int]) -> set[int]:
    chosen = set(positions)
    there = sa.select(PollOption.position).where(PollOption.message_id == poll.message_id)
    if not chosen <= set(db.session.scalars(there)):
        raise invalid("optionIds", "That is not among the answers of this poll.")
    if len(chosen) > 1 and not poll.is_multiple:
        raise invalid("optionIds", "Choose one of the answers.")
    return chosen


def _add(user_id: int, message_id: int, positions: Collection[int]) -> None:
    now = clock.now()
    for position in positions:
        vote = PollVote(message_id=message_id, user_id=user_id, position=position, created_at=now)
        db.session.add(vote)
    db.session.flush()


def _run(statement: sa.Executable) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
