"""What a room has beside words: its files and its links, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute as Column

from chatty.accounts.models import User, Viewer
from chatty.attachments.models import Attachment, AttachmentState, AttachmentView
from chatty.attachments.queries import shown
from chatty.core.db import db
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged
from chatty.friends.queries import those_blocked_by
from chatty.messages.models import Message, Preview, PreviewState, PreviewView
from chatty.messages.queries.previews import preview_view
from chatty.rooms.models import Room, RoomKind
from chatty.rooms.policies import first_visible
from chatty.rooms.queries import membership_of

ESCAPE = "\\"
LINK_NAMES = (Preview.title, Preview.url, Preview.site_name)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: *kinds* of files, where some are given, with *named* in their names.

    A page of *limit*, from where *cursor* says that the one before ended.
    """

    kinds: Sequence[str] = ()
    named: str = ""
    cursor: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was sent: its message, and who sent it when."""

    message_id: int
    sender_id: int
    display_name: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a room."""

    id: int
    file: AttachmentView
    origin: Origin


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link in a room."""

    id: int
    link: PreviewView
    origin: Origin


ORIGIN = (Message.id, Message.sender_id, User.display_name, Message.created_at)


def files_in(viewer: Viewer, room: Room, wish: Wish) -> Page[FileView]:
    """The files of *room*, which was found through the viewer, the newest first.

    Raises BadRequest for a cursor that was not made here.
    """
    query = (
        sa.select(Attachment, *ORIGIN)
        .join(Message, Message.id == Attachment.message_id)
        .join(User, User.id == Message.sender_id)
        .where(Attachment.room_id == room.id, Attachment.state == AttachmentState.READY)
        .where(*_seen_by(viewer, room))
        .where(*_fits(wish, newest=Attachment.id, names=(Attachment.name,)))
    )
    if wish.kinds:
        query = query.where(Attachment.kind.in_(wish.kinds))
    size = page_size(wish.limit)
    found = db.session.execute(query.order_by(Attachment.id.desc()).limit(size + 1)).all()
    views = [FileView(row[0].id, shown(row[0]), Origin(*row[1:])) for row in found]
    return paged(views, size, lambda view: encode_cursor(view.id))


def links_of(viewer: Viewer, room: Room, wish: Wish) -> Page[LinkView]:
    """The links of *room* as `files_in` its files; what is named stands in words or addresses."""
    query = (
        sa.select(Preview, *ORIGIN)
        .join(Message, Message.id == Preview.message_id)
        .join(User, User.id == Message.sender_id)
        .where(Message.room_id == room.id, Preview.state != PreviewState.REMOVED)
        .where(*_seen_by(viewer, room))
        .where(*_fits(wish, newest=Preview.id, names=LINK_NAMES))
    )
    size = page_size(wish.limit)
    found = db.session.execute(query.order_by(Preview.id.desc()).limit(size + 1)).all()
    views = [LinkView(row[0].id, _link(row[0]), Origin(*row[1:])) for row in found]
    return paged(views, size, lambda view: encode_cursor(view.id))


def _fits(
    wish: Wish, *, newest: Column[int], names: Sequence[Column[str]]
) -> list[sa.ColumnElement[bool]]:
    """What the rows of the page have in common that is wished for."""
    found = []
    if wish.named:
        like = f"%{_plainly(wish.named)}%"
        found.append(sa.or_(*(each.ilike(like, escape=ESCAPE) for each in names)))
    if wish.cursor is not None:
        found.append(newest < decode_id_cursor(wish.cursor))
    return found


def _seen_by(viewer: Viewer, room: Room) -> list[sa.ColumnElement[bool]]:
    membership = None if viewer.is_visitor else membership_of(viewer.id, room.id)
    place = sa.func.coalesce(Message.seq, Message.root_seq)
    seen = [Message.deleted_at.is_(None), place >= first_visible(room, membership)]
    # What was taken back is left out for all: who was there reads the words in the room.
    seen.append(User.messages_erased_at.is_(None))
    if not viewer.is_visitor and room.kind != RoomKind.DIRECT:
        seen.append(Message.sender_id.not_in(those_blocked_by(viewer.id)))
    return seen


def _link(row: Preview) -> PreviewView:
    return replace(preview_view(row), title=row.title or row.url)


def _plainly(words: str) -> str:
    """*words* without any sign that means something to LIKE."""
    for sign in (ESCAPE, "%", "_"):
        words = words.replace(sign, ESCAPE + sign)
    return words
