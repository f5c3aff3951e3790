"""Which messages somebody may find, and which of them fit a query: the conditions in SQL.

They hold for both engines and are asked anew with every search, so that the index decides nothing:
an entry that is there too much finds nothing more. One finds what one reads: in rooms that one has
in sight from one's own beginning on, in open rooms as everybody, a reply in a thread with what the
thread hangs on; nothing of who took back what they had said, and nothing of who one has blocked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.accounts.queries import named
from chatty.attachments.models import Attachment
from chatty.core import clock
from chatty.core.db import BigId, db
from chatty.friends.models import Block
from chatty.messages.models import Mention, Message, MessageKind
from chatty.rooms.models import Ban, Membership, Room
from chatty.rooms.policies import OPEN
from chatty.rooms.queries import ban_lasts
from chatty.search.models import Operator, Query, SearchEntry, Trait
from chatty.search.policies import folded

# Above so many rooms the index is not asked for them; the conditions hold in any case.
ROOMS_ASKED_FOR = 200
# Of all messages: to ask for the rooms of so many costs more than it saves.
MOST = 0.25
LINK = "://"
LARGEST = 2**62
AT_MOST_APART = timedelta(hours=1)
AFTER = (Operator.AFTER, Operator.ON)
BEFORE = (Operator.BEFORE, Operator.ON)
entries = cast("sa.Table", SearchEntry.__table__)
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Sought:
    """A query as engines take it: folded words, conditions, and what narrows the index."""

    words: tuple[str, ...]
    absent: tuple[str, ...]
    conditions: tuple[Condition, ...]
    room_ids: tuple[int, ...] = ()
    sender_ids: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def needs_index(self) -> bool:
        """Whether the index can say more than that somebody may see it."""
        return bool(self.words or self.sender_ids)


FILES = frozenset({Trait.IMAGE, Trait.AUDIO, Trait.VIDEO, Trait.DOCUMENT})
TRAITS: dict[Trait, sa.ColumnElement[bool]] = {
    Trait.LINK: sa.or_(Message.content.icontains("http://"), Message.content.icontains("https://")),
    Trait.REACTION: Message.reaction_count > 0,
    Trait.PIN: Message.pinned_at.is_not(None),
    Trait.PINNED: Message.pinned_at.is_not(None),
    Trait.EDITED: Message.edited_at.is_not(None),
    Trait.THREAD: sa.or_(Message.thread_count > 0, Message.thread_id.is_not(None)),
    Trait.POLL: Message.kind == MessageKind.POLL,
    Trait.FILE: Message.attachment_count > 0,
}


def sought(viewer: Viewer, query: Query, *, room_ids: Collection[int]) -> Sought | None:
    """*query* as *viewer* asks it, in *room_ids* only if there are any; None where nothing fits."""
    words = [folded(term.text) for term in query.terms if not term.negated]
    traits = query.values(Operator.HAS)
    if Trait.LINK in traits:
        words.append(LINK)
    senders = query.values(Operator.FROM)
    sender_ids = _people(senders)
    if senders and not sender_ids:
        return None
    rooms = tuple(room_ids or _rooms_in_sight(viewer))
    return Sought(
        words=tuple(dict.fromkeys(words)),
        absent=tuple(folded(term.text) for term in query.terms if term.negated),
        conditions=(
            *_may_be_seen(viewer),
            *([Message.room_id.in_(room_ids)] if room_ids else ()),
            *([Message.sender_id.in_(sender_ids)] if sender_ids else ()),
            *_fitting(viewer, query),
        ),
        room_ids=rooms,
        sender_ids=tuple(sender_ids),
        since=max((_bounds(viewer, day)[0] for day in _days(query, AFTER)), default=None),
        until=min((_bounds(viewer, day)[1] for day in _days(query, BEFORE)), default=None),
    )


def ids_between(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """The first and the last id that a message from one moment to another may have.

    Ids are given in the order of time, give or take how long a transaction may last; the moments
    themselves are asked of the messages besides.
    """
    first = 0 if since is None else _id_at(since - AT_MOST_APART)
    return first, LARGEST if until is None else _id_at(until + AT_MOST_APART)


def joined(start: sa.FromClause, viewer: Viewer) -> sa.FromClause:
    """*start*, which has messages in it, with what the conditions speak of."""
    mine = sa.and_(
        Membership.room_id == Room.id,
        Membership.user_id == viewer.user_id,
        Membership.hidden_at_seq.is_(None),
    )
    return (
        start.join(Room, Room.id == Message.room_id)
        .join(User, User.id == Message.sender_id)
        .outerjoin(Membership, mine)
    )


def _rooms_in_sight(viewer: Viewer) -> Sequence[int]:
    """The rooms to ask the index for; none where most was said in them, or they are too many."""
    mine = sa.select(Membership.room_id).where(
        Membership.user_id == viewer.user_id, Membership.hidden_at_seq.is_(None)
    )
    public = sa.and_(Room.kind.in_(OPEN), Room.archived_at.is_(None), Room.deleted_at.is_(None))
    query = sa.select(Room.id, Room.last_seq).where(sa.or_(Room.id.in_(mine), public))
    rooms = db.session.execute(query.limit(ROOMS_ASKED_FOR + 1)).all()
    newest = db.session.scalar(sa.select(sa.func.max(SearchEntry.message_id))) or 0
    is_much = sum(room.last_seq for room in rooms) > newest * MOST
    return () if is_much or len(rooms) > ROOMS_ASKED_FOR else [room.id for room in rooms]


def _may_be_seen(viewer: Viewer) -> list[Condition]:
    place = sa.func.coalesce(Message.seq, Message.root_seq)
    in_it = sa.and_(Membership.user_id.is_not(None), place >= Membership.visible_from_seq)
    as_anybody = sa.and_(
        Membership.user_id.is_(None),
        Room.kind.in_(OPEN),
        Room.archived_at.is_(None),
        place >= Room.open_from_seq,
    )
    conditions = [
        Room.deleted_at.is_(None),
        place >= Room.first_seq,
        sa.or_(in_it, as_anybody),
        Message.deleted_at.is_(None),
        sa.or_(Message.expires_at.is_(None), Message.expires_at > clock.now()),
        User.messages_erased_at.is_(None),
    ]
    if viewer.is_visitor:
        return conditions
    kept_out = sa.exists().where(Ban.room_id == Room.id, Ban.user_id == viewer.user_id, ban_lasts())
    blocked = sa.exists().where(
        Block.blocker_id == viewer.user_id, Block.blocked_id == Message.sender_id
    )
    return [*conditions, ~kept_out, ~blocked]


def _fitting(viewer: Viewer, query: Query) -> list[Condition]:
    found: list[Condition] = []
    for one in query.conditions:
        # Of several people or rooms any will do, and who they are was found out before.
        if one.operator in {Operator.FROM, Operator.IN} and not one.negated:
            continue
        condition = _condition(viewer, one.operator, one.value)
        found.append(sa.not_(condition) if one.negated else condition)
    return found


def _condition(viewer: Viewer, operator: Operator, value: str) -> Condition:
    match operator:
        case Operator.FROM:
            return Message.sender_id.in_(sa.select(User.id).where(_called(value)))
        case Operator.IN:
            return Room.slug == value
        case Operator.HAS | Operator.IS:
            return _trait(Trait(value))
        case Operator.MENTIONS:
            return sa.exists().where(
                Mention.message_id == Message.id, Mention.user_id == viewer.user_id
            )
        case Operator.BEFORE | Operator.AFTER | Operator.ON:
            return _when(operator, *_bounds(viewer, value))


def _trait(trait: Trait) -> Condition:
    if trait in FILES:
        return sa.exists().where(Attachment.message_id == Message.id, Attachment.kind == str(trait))
    return TRAITS[trait]


def _when(operator: Operator, start: datetime, end: datetime) -> Condition:
    if operator == Operator.BEFORE:
        return Message.created_at < start
    if operator == Operator.AFTER:
        return Message.created_at >= end
    return sa.and_(Message.created_at >= start, Message.created_at < end)


def _bounds(viewer: Viewer, value: str) -> tuple[datetime, datetime]:
    """When the day begins and ends where *viewer* lives."""
    start = datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(viewer.time_zone or "UTC"))
    return start, start + timedelta(days=1)


def _days(query: Query, operators: Collection[Operator]) -> list[str]:
    return [day for operator in operators for day in query.values(operator)]


def _id_at(moment: datetime) -> int:
    """The id of the first message from *moment* on, or a higher one; found by halving.

    In one statement: it takes twenty steps among a million messages.
    """
    newest = sa.func.coalesce(sa.func.max(Message.id), 0)
    bounds = sa.select(
        sa.literal(1, BigId).label("low"), sa.cast(newest + 1, BigId).label("high")
    ).cte("bounds", recursive=True)
    middle = (bounds.c.low + bounds.c.high) // 2
    at = sa.select(Message.created_at).where(Message.id >= middle).order_by(Message.id).limit(1)
    is_late = sa.func.coalesce(at.scalar_subquery() >= moment, sa.true())
    halved = sa.select(
        sa.case((is_late, bounds.c.low), else_=middle + 1),
        sa.case((is_late, middle), else_=bounds.c.high),
    ).where(bounds.c.low < bounds.c.high)
    steps = bounds.union_all(halved)
    return db.session.scalar(sa.select(sa.func.max(steps.c.low))) or LARGEST


def _people(names: Sequence[str]) -> Sequence[int]:
    """Who bears one of the names.

    Whether there is such a person is told to nobody: either way nothing is found that one may not
    read.
    """
    if not names:
        return ()
    query = sa.select(User.id).where(sa.or_(*(_called(name) for name in names)))
    return db.session.scalars(query).all()


def _called(name: str) -> Condition:
    return sa.and_(named(name), User.deactivated_at.is_(None))
