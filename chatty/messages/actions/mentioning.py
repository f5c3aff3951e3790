"""Whom a message calls: found before it is stored, and written down with it.

A name calls somebody who is in the room and whom the writer sees there; any other stays the text
that was typed, so nobody learns from it who has an account. A plain message costs no statement.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.accounts.policies import username_key
from chatty.core.db import db
from chatty.messages.models import Mention, Message, MessageView
from chatty.messages.rendering import Known, read
from chatty.presence.models import State
from chatty.presence.queries import state_of
from chatty.rooms.models import Membership, Room, RoomKind
from chatty.rooms.policies import LISTED
from chatty.rooms.queries.people import is_known_to

mentions = cast("sa.Table", Mention.__table__)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, as it is stored: its HTML, and whom it calls."""

    html: str
    mention_ids: tuple[int, ...] = ()
    calls_everybody: bool = False
    calls_those_here: bool = False


def worded(viewer: Viewer, room_id: int, content: str) -> Words:
    """*content* as *viewer* says it in the room."""
    text = read(content)
    people = people_called(viewer, room_id, text.names)
    html = text.html(Known(MappingProxyType(people), public_rooms(text.slugs)))
    called = tuple(sorted(set(people.values())))
    return Words(html, called, text.calls_everybody, text.calls_those_here)


def people_called(viewer: Viewer, room_id: int, names: Collection[str]) -> dict[str, int]:
    """Who of the room bears one of *names*, by name; in the lobby who is seen there."""
    if not names:
        return {}
    name = sa.func.lower(User.username)
    keys = {key for each in names for key in (username_key(each), f"{each}#")}
    query = (
        sa.select(name.label("name"), User.id)
        .join(Membership, Membership.user_id == User.id)
        .join(Room, Room.id == Membership.room_id)
        .where(
            Room.id == room_id,
            User.username_key.in_(keys),
            name.in_(names),
            User.deactivated_at.is_(None),
            sa.or_(Room.kind != RoomKind.LOBBY, Membership.has_spoken, is_known_to(viewer)),
        )
    )
    return {row.name: row.id for row in db.session.execute(query)}


def public_rooms(slugs: Collection[str]) -> frozenset[str]:
    """Those of *slugs* that lead to rooms of which everybody may know."""
    if not slugs:
        return frozenset()
    query = sa.select(Room.slug).where(
        Room.slug.in_(slugs),
        Room.kind.in_(LISTED),
        Room.archived_at.is_(None),
        Room.deleted_at.is_(None),
    )
    return frozenset(slug for slug in db.session.scalars(query) if slug)


def note_mentions(view: MessageView, words: Words) -> MessageView:
    """Write down whom the new message of *view* calls; *view* with them."""
    _add(view.id, view.room_id, None if view.thread_id else view.seq, _wanted(view, words))
    return replace(
        view,
        mention_count=len(words.mention_ids),
        mention_ids=words.mention_ids,
        mentions_room=words.calls_everybody,
    )


def renew_mentions(message: Message, words: Words) -> None:
    """Let the edited *message* call whom it calls now.

    Who was there when it first called those who are there stays called: later nobody is.
    """
    query = sa.select(Mention.user_id).where(
        Mention.message_id == message.id, Mention.by_name.is_(False)
    )
    called_before = set(db.session.scalars(query)) if words.calls_those_here else set()
    gone = sa.delete(Mention).where(Mention.message_id == message.id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    by_name = dict.fromkeys(words.mention_ids, True)
    _add(message.id, message.room_id, message.seq, dict.fromkeys(called_before, False) | by_name)
    message.mention_count = len(words.mention_ids)
    message.mentions_room = words.calls_everybody


def _wanted(view: MessageView, words: Words) -> dict[int, bool]:
    """Everybody who is called, and whether that is by name."""
    here = _those_here(view) if words.calls_those_here else ()
    return dict.fromkeys(here, False) | dict.fromkeys(words.mention_ids, True)


def _those_here(view: MessageView) -> list[int]:
    """Who of the room is online now, beside who says it."""
    query = sa.select(Membership.user_id).where(
        Membership.room_id == view.room_id, Membership.user_id != view.sender_id
    )
    return [each for each in db.session.scalars(query) if state_of(each) == State.ONLINE]


def _add(message_id: int, room_id: int, seq: int | None, called: dict[int, bool]) -> None:
    rows = [
        {
            "message_id": message_id,
            "user_id": user_id,
            "room_id": room_id,
            "seq": seq,
            "by_name": by_name,
        }
        for user_id, by_name in called.items()
    ]
    if rows:
        db.session.execute(sa.insert(mentions), rows)
