"""What hangs on messages: reactions, quotes, mentions, each read for a whole page at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.attachments.queries import attachments_of
from chatty.core.db import db
from chatty.core.limits import EXCERPT_CHARACTERS, REACTIONS_NAMED
from chatty.messages.models import (
    Mention,
    Message,
    MessageKind,
    MessageView,
    Reaction,
    ReactionView,
    ReplyView,
)
from chatty.messages.policies import quote_seen
from chatty.messages.queries.polls import polls_of
from chatty.messages.queries.previews import previews_of


def completed(
    views: Sequence[MessageView], *, floor: int = 0, reader_id: int | None = None
) -> list[MessageView]:
    """*views* with what hangs on them; what no view has costs no statement.

    What lies before *floor*, the first place that the reader may see, is quoted without words.
    With *reader_id* polls say what that reader chose; what is told to others must not.
    """
    there = [view for view in views if view.deleted_at is None]
    reactions = reactions_of([view.id for view in there if view.reaction_count])
    replies = replies_of({view.reply_to_id for view in there if view.reply_to_id})
    mentions = mentions_of([view.id for view in there if view.mention_count])
    previews = previews_of([view.id for view in there if view.preview_count])
    files = attachments_of([view.id for view in there if view.attachment_count])
    polls = polls_of([view.id for view in there if view.kind == MessageKind.POLL], reader_id)
    names = names_of({view.forwarded_from_id for view in there if view.forwarded_from_id})
    return [
        view
        if view.deleted_at is not None
        else replace(
            view,
            reactions=reactions.get(view.id, ()),
            reply=quote_seen(replies.get(view.reply_to_id or 0), floor=floor),
            mention_ids=mentions.get(view.id, ()),
            forwarded_from=names.get(view.forwarded_from_id or 0),
            previews=previews.get(view.id, ()),
            attachments=files.get(view.id, ()),
            poll=polls.get(view.id),
        )
        for view in views
    ]


def replies_of(message_ids: Collection[int]) -> dict[int, ReplyView]:
    """How each of the messages is quoted, by its id.

    Who erased what they said, or themselves, is quoted without words.
    """
    if not message_ids:
        return {}
    # One more than is shown, to know that there is more.
    begin = sa.func.substr(Message.content, 1, EXCERPT_CHARACTERS + 1).label("begin")
    gone = sa.or_(Message.deleted_at.is_not(None), User.messages_erased_at.is_not(None))
    place = sa.func.coalesce(Message.seq, Message.root_seq).label("place")
    columns = (begin, gone.label("gone"), User.id, place, Message.attachment_count)
    query = (
        sa.select(Message.id, User.display_name, *columns)
        .join(User, User.id == Message.sender_id)
        .where(Message.id.in_(message_ids))
    )
    return {
        row[0]: ReplyView(
            row[0],
            row.display_name,
            None if row.gone else excerpt(row.begin, files=row.attachment_count),
            row[4],
            row.place,
        )
        for row in db.session.execute(query)
    }


def excerpt(content: str, *, files: int = 0) -> str:
    """How *content* begins, in one line; of what says nothing how many *files* it has."""
    line = " ".join(content.split())
    if not line and files:
        return "A file" if files == 1 else f"{files} files"
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    return line[: EXCERPT_CHARACTERS - 1].rstrip() + "…"


def mentions_of(message_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Whom each of the messages calls by name."""
    found: dict[int, list[int]] = {}
    if message_ids:
        query = sa.select(Mention.message_id, Mention.user_id)
        named = query.where(Mention.message_id.in_(message_ids), Mention.by_name)
        for row in db.session.execute(named.order_by(Mention.user_id)):
            found.setdefault(row.message_id, []).append(row.user_id)
    return {message_id: tuple(ids) for message_id, ids in found.items()}


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    """What the people are called, by id."""
    if not user_ids:
        return {}
    query = sa.select(User.id, User.display_name).where(User.id.in_(user_ids))
    return {row.id: row.display_name for row in db.session.execute(query)}


def reactions_of(message_ids: Collection[int]) -> dict[int, tuple[ReactionView, ...]]:
    """What is under each of the messages, the emoji that was there first first."""
    if not message_ids:
        return {}
    kind = (Reaction.message_id, Reaction.emoji)
    order = (Reaction.created_at, Reaction.user_id)
    place = sa.func.row_number().over(partition_by=kind, order_by=order).label("place")
    count = sa.func.count().over(partition_by=kind).label("count")
    first = sa.func.min(Reaction.created_at).over(partition_by=kind).label("first")
    all_of = sa.select(*kind, Reaction.user_id, place, count, first).where(
        Reaction.message_id.in_(message_ids)
    )
    each = all_of.subquery().c
    query = (
        sa.select(each.message_id, each.emoji, each.user_id, each.count)
        .where(each.place <= REACTIONS_NAMED)
        .order_by(each.message_id, each.first, each.emoji, each.place)
    )
    found: dict[int, dict[str, tuple[int, list[int]]]] = {}
    for row in db.session.execute(query):
        kinds = found.setdefault(row.message_id, {})
        kinds.setdefault(row.emoji, (row[3], []))[1].append(row.user_id)
    return {
        message_id: tuple(
            ReactionView(emoji, count, tuple(ids)) for emoji, (count, ids) in kinds.items()
        )
        for message_id, kinds in found.items()
    }


def reaction_names(view: MessageView) -> dict[int, str]:
    """What the people are called who reacted to *view*, as far as they are named there, by id."""
    ids = {user_id for reaction in view.reactions for user_id in reaction.user_ids}
    return names_of(ids)


def voter_names(view: MessageView) -> dict[int, str]:
    """The same of those who voted in *view*; nobody in an anonymous poll."""
    options = view.poll.options if view.poll else ()
    return names_of({user_id for option in options for user_id in option.user_ids or ()})
