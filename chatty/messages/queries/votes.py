"""Who chose what in a poll, where that is told."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged
from chatty.messages.models import PollVote
from chatty.messages.queries.history import message_for


def votes_of(
    viewer: Viewer, message_id: int, *, cursor: str | None = None, limit: int | None = None
) -> Page[tuple[User, tuple[int, ...]]]:
    """Who chose what in the poll, in the order of ids; raises as `message_for`.

    Raises Conflict for what is no poll, and Forbidden where nobody is told.
    """
    poll = message_for(viewer, message_id).poll
    if poll is None:
        raise Conflict("no_poll", "Nothing is asked in this message.")
    if poll.is_anonymous:
        raise Forbidden("anonymous_poll", "Nobody is told who chose what in this poll.")
    size = page_size(limit)
    last = decode_id_cursor(cursor) if cursor else 0
    voted = sa.exists().where(PollVote.message_id == message_id, PollVote.user_id == User.id)
    query = sa.select(User).where(voted, User.id > last).order_by(User.id).limit(size + 1)
    page = paged(db.session.scalars(query).all(), size, lambda user: encode_cursor(user.id))
    chosen = _chosen(message_id, [user.id for user in page.items])
    return Page([(user, tuple(chosen[user.id])) for user in page.items], page.next_cursor)


def _chosen(message_id: int, user_ids: Collection[int]) -> dict[int, list[int]]:
    query = sa.select(PollVote.user_id, PollVote.position).where(
        PollVote.message_id == message_id, PollVote.user_id.in_(user_ids)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.execute(query.order_by(PollVote.position)):
        found.setdefault(row.user_id, []).append(row.position)
    return found
