"""Who is kept out of a room, and who is kept silent there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from chatty.accounts.models import User, Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged
from chatty.rooms.models import Ban, Mute
from chatty.rooms.policies import Right
from chatty.rooms.queries.rooms import ban_lasts, ban_of, room_with_right

Sanction = TypeVar("Sanction", Ban, Mute)


@dataclass(frozen=True, slots=True)
class BanRow:
    """A ban, of whom and by whom."""

    ban: Ban
    user: User
    by: User


@dataclass(frozen=True, slots=True)
class MuteRow:
    """A mute, of whom and by whom."""

    mute: Mute
    user: User
    by: User


def bans_in(
    viewer: Viewer, room_id: int, *, cursor: str | None = None, limit: int | None = None
) -> Page[BanRow]:
    """Who is banned from the room now; raises NotFound, Forbidden."""
    room_with_right(viewer, room_id, Right.BAN)
    size = page_size(limit)
    query = _named(Ban).where(Ban.room_id == room_id, ban_lasts()).order_by(Ban.user_id)
    if cursor:
        query = query.where(Ban.user_id > decode_id_cursor(cursor))
    rows = [BanRow(*row) for row in db.session.execute(query.limit(size + 1))]
    return paged(rows, size, lambda row: encode_cursor(row.ban.user_id))


def mutes_in(
    viewer: Viewer, room_id: int, *, cursor: str | None = None, limit: int | None = None
) -> Page[MuteRow]:
    """Who is muted in the room now; raises NotFound, Forbidden."""
    room_with_right(viewer, room_id, Right.MUTE)
    size = page_size(limit)
    lasts = Mute.until > clock.now()
    query = _named(Mute).where(Mute.room_id == room_id, lasts).order_by(Mute.user_id)
    if cursor:
        query = query.where(Mute.user_id > decode_id_cursor(cursor))
    rows = [MuteRow(*row) for row in db.session.execute(query.limit(size + 1))]
    return paged(rows, size, lambda row: encode_cursor(row.mute.user_id))


def ban_row(viewer: Viewer, room_id: int, user_id: int) -> BanRow:
    """One of them; raises NotFound, Forbidden."""
    room_with_right(viewer, room_id, Right.BAN)
    query = _named(Ban).where(Ban.room_id == room_id, Ban.user_id == user_id, ban_lasts())
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound("not_banned", "They are not banned from this room.")
    return BanRow(*row)


def mute_row(viewer: Viewer, room_id: int, user_id: int) -> MuteRow:
    """One of them; raises NotFound, Forbidden."""
    room_with_right(viewer, room_id, Right.MUTE)
    query = _named(Mute).where(Mute.room_id == room_id, Mute.user_id == user_id)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound("not_muted", "They are not muted in this room.")
    return MuteRow(*row)


def own_ban(viewer: Viewer, room_id: int) -> Ban:
    """What keeps *viewer* out of the room; raises NotFound where nothing does."""
    found = ban_of(viewer.id, room_id)
    if found is None:
        raise NotFound("not_banned", "You are not banned from this room.")
    return found


def _named(table: type[Sanction]) -> sa.Select[Sanction, User, User]:
    user, by = aliased(User), aliased(User)
    return (
        sa.select(table, user, by)
        .join(user, user.id == table.user_id)
        .join(by, by.id == table.by_id)
    )
