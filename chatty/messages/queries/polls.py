"""Polls as they stand, read for a whole page at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from chatty.core.db import db
from chatty.core.limits import REACTIONS_NAMED
from chatty.messages.models import OptionView, Poll, PollOption, PollView, PollVote

Place = tuple[int, int]


def polls_of(message_ids: Collection[int], reader_id: int | None = None) -> dict[int, PollView]:
    """What the messages ask and how it stands; with what *reader_id* chose, if it is for them."""
    if not message_ids:
        return {}
    voters = (
        sa.select(sa.func.count(PollVote.user_id.distinct()))
        .where(PollVote.message_id == Poll.message_id)
        .scalar_subquery()
    )
    polls = db.session.execute(sa.select(Poll, voters).where(Poll.message_id.in_(message_ids)))
    rows = [(row[0], row[1]) for row in polls]
    named = {poll.message_id for poll, _ in rows if not poll.is_anonymous}
    options = _options(message_ids, named)
    own = {} if reader_id is None else _own(message_ids, reader_id)
    return {
        poll.message_id: PollView(
            options=tuple(options[poll.message_id]),
            is_multiple=poll.is_multiple,
            is_anonymous=poll.is_anonymous,
            closes_at=poll.closes_at,
            closed_at=poll.closed_at,
            voter_count=voter_count,
            own=None if reader_id is None else tuple(own.get(poll.message_id, ())),
        )
        for poll, voter_count in rows
    }


def option_texts(message_ids: Collection[int]) -> dict[int, list[str]]:
    """The answers that each of the messages offers, in their order."""
    found: dict[int, list[str]] = {}
    if message_ids:
        query = sa.select(PollOption).where(PollOption.message_id.in_(message_ids))
        for row in db.session.scalars(query.order_by(PollOption.position)):
            found.setdefault(row.message_id, []).append(row.text)
    return found


def _options(message_ids: Collection[int], named: Collection[int]) -> dict[int, list[OptionView]]:
    count = (
        sa.select(sa.func.count())
        .where(
            PollVote.message_id == PollOption.message_id, PollVote.position == PollOption.position
        )
        .scalar_subquery()
    )
    query = (
        sa.select(PollOption.message_id, PollOption.position, PollOption.text, count.label("votes"))
        .where(PollOption.message_id.in_(message_ids))
        .order_by(PollOption.message_id, PollOption.position)
    )
    names = _named(named)
    found: dict[int, list[OptionView]] = {}
    for row in db.session.execute(query):
        ids = tuple(names.get((row.message_id, row.position), ()))
        told = ids if row.message_id in named else None
        view = OptionView(row.position, row.text, row.votes, told)
        found.setdefault(row.message_id, []).append(view)
    return found


def _named(message_ids: Collection[int]) -> Mapping[Place, list[int]]:
    """The first hundred who chose each answer."""
    if not message_ids:
        return {}
    option = (PollVote.message_id, PollVote.position)
    order = (PollVote.created_at, PollVote.user_id)
    place = sa.func.row_number().over(partition_by=option, order_by=order).label("place")
    ranked = sa.select(*option, PollVote.user_id, place).where(PollVote.message_id.in_(message_ids))
    each = ranked.subquery().c
    first = sa.select(each.message_id, each.position, each.user_id).where(
        each.place <= REACTIONS_NAMED
    )
    found: dict[Place, list[int]] = {}
    for row in db.session.execute(first.order_by(each.message_id, each.position, each.place)):
        found.setdefault((row.message_id, row.position), []).append(row.user_id)
    return found


def _own(message_ids: Collection[int], reader_id: int) -> dict[int, list[int]]:
    query = sa.select(PollVote.message_id, PollVote.position).where(
        PollVote.user_id == reader_id, PollVote.message_id.in_(message_ids)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.execute(query.order_by(PollVote.position)):
        found.setdefault(row.message_id, []).append(row.position)
    return found
