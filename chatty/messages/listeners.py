"""What messages do when something happens to people, or to their places in rooms."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.events import ErasureBegun, UserErased
from chatty.accounts.models import User
from chatty.attachments.events import AttachmentSettled
from chatty.core.db import db
from chatty.core.facts import listens_to, record
from chatty.messages.actions import (
    forget_files_of,
    forget_pictures_of,
    forget_unsent,
    forget_votes,
    hold_voted,
    note_links,
)
from chatty.messages.events import MessagePosted, MessageUpdated
from chatty.messages.models import Mention, Message, SavedMessage, ThreadFollow
from chatty.messages.queries import view_of
from chatty.rooms.events import MemberRemoved, RoomDeleted
from chatty.stream.actions import overwrite, overwrite_about, rewrite


@listens_to(UserErased)
def forget_the_sender(fact: UserErased) -> None:
    """What is still to be told of their messages names nobody, and is empty if they wished so."""
    user = db.session.get_one(User, fact.user_id)
    values: dict[str, object] = {"userName": user.display_name, "avatarUrl": None}
    if user.messages_erased_at is not None:
        at = user.messages_erased_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        values |= {"content": "", "contentHtml": "", "deletedAt": at}
        values |= {"replyTo": None, "forwardedFrom": None, "previews": [], "poll": None}
    forget_files_of(fact.user_id)
    values |= {"attachments": []}
    theirs = sa.select(Message.id).where(Message.sender_id == fact.user_id)
    rewrite(db.session(), "CHAT_MESSAGE", theirs, values)
    quoted: dict[str, object] = {"userName": user.display_name}
    if user.messages_erased_at is not None:
        quoted |= {"excerpt": None}
        gone = {"content": "", "contentHtml": "", "excerpt": "", "previews": []}
        rewrite(db.session(), "MESSAGE_UPDATED", theirs, gone)
        forget_pictures_of(fact.user_id)
    rewrite(db.session(), "MESSAGE_UPDATED", theirs, {"attachments": []})
    replies = sa.select(Message.id).where(Message.reply_to_id.in_(theirs))
    rewrite(db.session(), "CHAT_MESSAGE", replies, quoted, within="replyTo")
    # Whoever came into a room was told what had been said there last.
    overwrite(db.session(), ("ROOM_ADDED",), "userId", user.id, values | quoted)
    _forget_what_is_theirs(fact.user_id)


def _forget_what_is_theirs(user_id: int) -> None:
    """What they kept and followed is gone, and nothing says that it was theirs at first."""
    session = db.session()
    _run(sa.delete(SavedMessage).where(SavedMessage.user_id == user_id))
    _run(sa.delete(ThreadFollow).where(ThreadFollow.user_id == user_id))
    called = sa.select(Mention.message_id).where(Mention.user_id == user_id, Mention.by_name)
    fewer = sa.update(Message).where(Message.id.in_(called))
    _run(fewer.values(mention_count=Message.mention_count - 1))
    _run(sa.delete(Mention).where(Mention.user_id == user_id))
    forwarded = sa.select(Message.id).where(Message.forwarded_from_id == user_id)
    rewrite(session, "CHAT_MESSAGE", forwarded, {"forwardedFrom": None})
    newest = sa.select(Message.room_id, Message.id).where(Message.forwarded_from_id == user_id)
    for row in session.execute(newest).all():
        overwrite_about(session, "ROOM_ADDED", row.room_id, [row.id], {"forwardedFrom": None})
    gone = sa.update(Message).where(Message.forwarded_from_id == user_id)
    _run(gone.values(forwarded_from_id=None))


@listens_to(AttachmentSettled)
def show_the_file(fact: AttachmentSettled) -> None:
    """Who sees the message sees what was made of its file."""
    if fact.message_id is not None:
        record(MessageUpdated(view_of(fact.message_id)))


@listens_to(MessagePosted)
def look_at_its_links(fact: MessagePosted) -> None:
    """Its links are looked at once it is out."""
    note_links(fact.message)


@listens_to(ErasureBegun)
def hold_what_was_voted_in(fact: ErasureBegun) -> None:
    """Before their row is changed: a vote holds its poll, and then points at its person."""
    hold_voted(fact.user_id)


@listens_to(UserErased)
def forget_what_was_chosen(fact: UserErased) -> None:
    """Who is gone has no say in polls any more."""
    forget_votes(fact.user_id)


@listens_to(UserErased)
def forget_what_was_not_sent(fact: UserErased) -> None:
    """What somebody who is gone began to write, or put off sending, is nobody's."""
    forget_unsent(user_id=fact.user_id)


@listens_to(MemberRemoved)
def send_no_more(fact: MemberRemoved) -> None:
    """What was to be said in the room later is not said by who is in it no more."""
    forget_unsent(user_id=fact.user_id, room_id=fact.room_id)


@listens_to(RoomDeleted)
def forget_what_was_for_the_room(fact: RoomDeleted) -> None:
    """Nothing is said any more in a room that is gone."""
    forget_unsent(room_id=fact.room_id)


@listens_to(MemberRemoved)
def follow_no_more(fact: MemberRemoved) -> None:
    """Who is in a room no more follows none of its threads."""
    there = sa.select(Message.id).where(
        Message.room_id == fact.room_id, Message.id == ThreadFollow.thread_id
    )
    _run(sa.delete(ThreadFollow).where(ThreadFollow.user_id == fact.user_id, there.exists()))


def _run(statement: sa.Executable) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
