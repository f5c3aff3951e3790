"""Questions about who is called by what."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from chatty.core.db import db
from chatty.friends.models import Block
from chatty.messages.models import Mention, Message
from chatty.rooms.models import Membership

# As the index says it: a comparison would not find it.
CALLS_EVERYBODY = sa.text("messages.mentions_room")


def mention_counts(user_id: int, room_ids: Collection[int]) -> dict[int, int]:
    """How often the person is called by name, or with everybody, in what they have not read.

    By room id, in one statement for all rooms; each message counts once, and what somebody says
    whom the person has blocked does not. What it costs grows with the unread mentions alone.
    """
    if not room_ids:
        return {}
    own = Membership.user_id == user_id, Membership.room_id.in_(room_ids)
    unblocked = ~sa.exists().where(
        Block.blocker_id == user_id, Block.blocked_id == Message.sender_id
    )
    by_name = (
        sa.select(Mention.room_id, Mention.message_id)
        .join(Membership, Membership.room_id == Mention.room_id)
        .join(Message, Message.id == Mention.message_id)
        .where(*own, Mention.user_id == user_id, Mention.by_name)
        .where(Mention.seq > Membership.read_seq, unblocked)
        .where(Mention.seq >= Membership.visible_from_seq)
    )
    place = aliased(Membership)
    with_all = (
        sa.select(Message.room_id, Message.id)
        .join(place, place.room_id == Message.room_id)
        .where(place.user_id == user_id, place.room_id.in_(room_ids), CALLS_EVERYBODY)
        .where(Message.seq > place.read_seq, Message.seq >= place.visible_from_seq, unblocked)
        .where(Message.sender_id != user_id)
    )
    each = sa.union(by_name, with_all).subquery()
    counted = sa.select(each.c.room_id, sa.func.count()).group_by(each.c.room_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}
