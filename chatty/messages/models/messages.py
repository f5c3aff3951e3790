"""Messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.attachments.models import AttachmentView
from chatty.core.db import Base
from chatty.messages.models.polls import PollDraft, PollView
from chatty.messages.models.previews import PreviewView


class MessageKind(StrEnum):
    """What a message is: said, done (`/me waves`), asked, or told by the room itself."""

    TEXT = "text"
    ACTION = "action"
    SYSTEM = "system"
    POLL = "poll"


class Message(Base):
    """One message. ``seq`` is its place in the room: gapless, in commit order.

    A reply in a thread has its place there instead, ``thread_seq`` of ``thread_id``, and
    ``root_seq`` is the place of what the thread hangs on. A deleted message keeps its place and has
    no content any more. ``reaction_count`` and ``mention_count`` save looking for nothing.
    """

    __tablename__ = "messages"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('text', 'action', 'system', 'poll')", name="kind"),
        sa.CheckConstraint("(seq IS NULL) = (thread_id IS NOT NULL)", name="place"),
        sa.UniqueConstraint("room_id", "seq"),
        sa.UniqueConstraint("thread_id", "thread_seq"),
        sa.UniqueConstraint("room_id", "sender_id", "client_id"),
        sa.Index(
            "ix_messages_pinned",
            "room_id",
            "pinned_at",
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_messages_calling",
            "room_id",
            "seq",
            sqlite_where=sa.text("mentions_room"),
            postgresql_where=sa.text("mentions_room"),
        ),
        *(
            sa.Index(
                f"ix_messages_{moment}",
                "room_id",
                moment,
                sqlite_where=sa.text(f"{moment} IS NOT NULL"),
                postgresql_where=sa.text(f"{moment} IS NOT NULL"),
            )
            for moment in ("edited_at", "deleted_at")
        ),
        sa.Index(
            "ix_messages_expiring",
            "expires_at",
            sqlite_where=sa.text("expires_at IS NOT NULL"),
            postgresql_where=sa.text("expires_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_messages_forwarded",
            "forwarded_from_id",
            sqlite_where=sa.text("forwarded_from_id IS NOT NULL"),
            postgresql_where=sa.text("forwarded_from_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"))
    seq: Mapped[int | None]
    thread_id: Mapped[int | None] = mapped_column(sa.ForeignKey("messages.id"))
    thread_seq: Mapped[int | None]
    root_seq: Mapped[int | None]
    thread_count: Mapped[int] = mapped_column(default=0)
    last_reply_at: Mapped[datetime | None]
    reply_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("messages.id"), index=True)
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    client_id: Mapped[str]
    kind: Mapped[str] = mapped_column(default=MessageKind.TEXT)
    content: Mapped[str]
    content_html: Mapped[str]
    html_version: Mapped[int]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    pinned_at: Mapped[datetime | None]
    pinned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reaction_count: Mapped[int] = mapped_column(default=0)
    mention_count: Mapped[int] = mapped_column(default=0)
    preview_count: Mapped[int] = mapped_column(default=0)
    attachment_count: Mapped[int] = mapped_column(default=0)
    mentions_room: Mapped[bool] = mapped_column(default=False)
    is_silent: Mapped[bool] = mapped_column(default=False)
    forwarded_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def place(self) -> int:
        """The place in the room from which one may see it: its own, or its thread's root's."""
        return self.seq or self.root_seq or 0


class MessageEdit(Base):
    """What a message said before it was edited at ``edited_at``; gone with the message."""

    __tablename__ = "message_edits"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("messages.id"), index=True)
    content: Mapped[str]
    edited_at: Mapped[datetime]


class Reaction(Base):
    """One person's emoji under one message."""

    __tablename__ = "reactions"

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("messages.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True, index=True)
    emoji: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class Mention(Base):
    """Somebody whom a message calls: by name, or as one of those who are there (`@here`).

    Who is there changes, so it is written down whom that called; what calls the whole room
    (`@room`) is ``Message.mentions_room`` and has no rows. ``seq`` is the message's place in the
    room, None in a thread: what is unread is counted by it, without the messages.
    """

    __tablename__ = "mentions"
    __table_args__ = (sa.Index(None, "user_id", "room_id", "seq"),)

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("messages.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"))
    seq: Mapped[int | None]
    by_name: Mapped[bool] = mapped_column(default=True)


class ThreadFollow(Base):
    """Somebody who hears of a thread, and how far they have read it.

    Who wrote its root or in it follows it, until they say otherwise: then the row stays, to keep
    that and the place.
    """

    __tablename__ = "thread_follows"

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("messages.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True, index=True)
    read_seq: Mapped[int] = mapped_column(default=0)
    is_following: Mapped[bool] = mapped_column(default=True)


@dataclass(frozen=True, slots=True)
class ReplyView:
    """What a message answers: its place, who said it, and how it begins.

    The beginning is None where it was deleted, and empty for who may not see it.
    """

    id: int
    display_name: str
    excerpt: str | None
    sender_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class ReactionView:
    """One emoji under a message: how many chose it, and the first hundred of them."""

    emoji: str
    count: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """What somebody wants to say; *client_id* makes a repeat harmless.

    *reply_to_id* is quoted above it; with *thread_id* it is said in the thread that hangs on that
    message. Who is away is not called by what is *silent*. Of what has *expires_in*, in seconds,
    nothing but its place is left after that time; of what is *gone_by* a moment, after that. With
    *poll* it is a question with answers to choose from. What was begun in the same place is done
    with, unless it *keeps_draft*: it was written elsewhere.
    """

    content: str
    client_id: str
    kind: str = MessageKind.TEXT
    reply_to_id: int | None = None
    thread_id: int | None = None
    is_silent: bool = False
    forwarded_from_id: int | None = None
    gone_by: datetime | None = None
    expires_in: int | None = None
    attachment_keys: tuple[str, ...] = ()
    # Its files hang on this one, too.
    copies_files_of: int | None = None
    poll: PollDraft | None = None
    keeps_draft: bool = False


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with the person behind it, as everybody in the room sees it.

    ``seq`` is the place in the room from which one may see it: its own, or its thread's root's.
    """

    id: int
    room_id: int
    seq: int
    sender_id: int
    username: str
    display_name: str
    client_id: str
    content: str
    content_html: str
    created_at: datetime
    avatar_key: str | None = None
    # When the sender took back what they had said, for who joins from then on.
    erased_at: datetime | None = None
    deleted_at: datetime | None = None
    edited_at: datetime | None = None
    pinned_at: datetime | None = None
    reaction_count: int = 0
    kind: str = MessageKind.TEXT
    thread_id: int | None = None
    thread_seq: int | None = None
    thread_count: int = 0
    last_reply_at: datetime | None = None
    reply_to_id: int | None = None
    mention_count: int = 0
    mentions_room: bool = False
    is_silent: bool = False
    forwarded_from_id: int | None = None
    expires_at: datetime | None = None
    preview_count: int = 0
    attachment_count: int = 0
    reactions: tuple[ReactionView, ...] = ()
    reply: ReplyView | None = None
    mention_ids: tuple[int, ...] = ()
    forwarded_from: str | None = None
    previews: tuple[PreviewView, ...] = ()
    attachments: tuple[AttachmentView, ...] = ()
    poll: PollView | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """The stored message; *created* is False when it had been stored before."""

    message: MessageView
    created: bool


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages oldest first, and the seqs to go on with: None at an end."""

    items: tuple[MessageView, ...]
    before: int | None
    after: int | None
