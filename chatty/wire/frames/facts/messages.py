"""What facts about messages become."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from chatty.messages.events import (
    HistoryCut,
    MessageDeleted,
    MessagePosted,
    MessagesRemoved,
    MessageUpdated,
    PollChanged,
    ReactionsChanged,
    SavedChanged,
    ThreadFollowChanged,
    ThreadUpdated,
    VoteChanged,
)
from chatty.messages.policies import as_seen
from chatty.messages.queries import reactions_of, thread_place
from chatty.messages.queries.extras import excerpt
from chatty.messages.queries.polls import polls_of
from chatty.stream.models import EventDraft, room_topic
from chatty.wire.base import compact, moment, moment_or_none
from chatty.wire.frames.facts.building import builder, to_person, to_room
from chatty.wire.resources import message_json, previews_json, reactions_json, thread_place_json
from chatty.wire.resources.attachments import attachments_json
from chatty.wire.resources.polls import ids_json, option_count_json


@builder(MessagePosted)
def _message_posted(_session: Session, fact: MessagePosted) -> list[EventDraft]:
    message = fact.message
    frame = {"type": "CHAT_MESSAGE", **message_json(message)}
    topic = room_topic(message.room_id)
    return [EventDraft(topic, "CHAT_MESSAGE", compact(frame), ref=message.id, seq=message.seq)]


@builder(ReactionsChanged)
def _reactions_changed(_session: Session, fact: ReactionsChanged) -> list[EventDraft]:
    found = reactions_of([fact.message_id]).get(fact.message_id, ())
    return _of_message("REACTIONS_UPDATED", fact, reactions=reactions_json(found))


@builder(PollChanged)
def _poll_changed(_session: Session, fact: PollChanged) -> list[EventDraft]:
    poll = polls_of([fact.message_id]).get(fact.message_id)
    if poll is None:
        return []  # Deleted with its message meanwhile, which is told.
    return _of_message(
        "POLL_CHANGED",
        fact,
        options=[option_count_json(option) for option in poll.options],
        voterCount=poll.voter_count,
        closedAt=moment_or_none(poll.closed_at),
    )


@builder(VoteChanged)
def _vote_changed(_session: Session, fact: VoteChanged) -> list[EventDraft]:
    frame = {
        "type": "POLL_VOTED",
        "id": str(fact.message_id),
        "roomId": str(fact.room_id),
        "optionIds": ids_json(fact.positions),
    }
    # With its place, by which it is found when that part of the room is forgotten.
    return [replace(to_person(fact.user_id, frame, about=fact.message_id), seq=fact.seq)]


@builder(MessageUpdated)
def _message_updated(_session: Session, fact: MessageUpdated) -> list[EventDraft]:
    # Of who took back what they said it is told to nobody anew, as newcomers hear it, too.
    view = as_seen(fact.message, joined_at=None)
    frame = {
        "type": "MESSAGE_UPDATED",
        "id": str(view.id),
        "roomId": str(view.room_id),
        "seq": view.seq,
        "content": view.content,
        "contentHtml": view.content_html,
        "excerpt": excerpt(view.content, files=view.attachment_count),
        "editedAt": moment_or_none(view.edited_at),
        "pinnedAt": moment_or_none(view.pinned_at),
        "mentionUserIds": [str(user_id) for user_id in view.mention_ids],
        "mentionsRoom": view.mentions_room,
        "previews": previews_json(view.previews),
        "attachments": attachments_json(view.attachments),
    }
    topic = room_topic(view.room_id)
    return [EventDraft(topic, "MESSAGE_UPDATED", compact(frame), ref=view.id, seq=view.seq)]


@builder(ThreadUpdated)
def _thread_updated(_session: Session, fact: ThreadUpdated) -> list[EventDraft]:
    return _of_message(
        "THREAD_UPDATED",
        fact,
        threadCount=fact.thread_count,
        lastReplyAt=moment(fact.last_reply_at),
    )


@builder(ThreadFollowChanged)
def _thread_read(_session: Session, fact: ThreadFollowChanged) -> list[EventDraft]:
    place = thread_place(fact.user_id, fact.thread_id)
    frame = {"type": "THREAD_READ", **thread_place_json(place), "following": place.is_following}
    return [to_person(fact.user_id, frame, about=fact.thread_id)]


@builder(SavedChanged)
def _saved(_session: Session, fact: SavedChanged) -> list[EventDraft]:
    frame = {
        "type": "MESSAGE_SAVED",
        "id": str(fact.message_id),
        "roomId": str(fact.room_id),
        "savedAt": moment_or_none(fact.saved_at),
    }
    return [to_person(fact.user_id, frame, about=fact.message_id)]


@builder(MessageDeleted)
def _message_deleted(_session: Session, fact: MessageDeleted) -> list[EventDraft]:
    return _of_message("MESSAGE_DELETED", fact, deletedAt=moment(fact.deleted_at))


@builder(HistoryCut)
def _history_cut(_session: Session, fact: HistoryCut) -> list[EventDraft]:
    frame = {
        "type": "HISTORY_CUT",
        "roomId": str(fact.room_id),
        "firstSeq": fact.first_seq,
    }
    return [to_room(fact.room_id, frame)]


@builder(MessagesRemoved)
def _messages_removed(_session: Session, _fact: MessagesRemoved) -> list[EventDraft]:
    return []  # The end of the room, or of that part of it, says so.


def _of_message(
    kind: str,
    fact: ReactionsChanged | PollChanged | ThreadUpdated | MessageDeleted,
    **fields: object,
) -> list[EventDraft]:
    """A frame for the room about one of its messages, which it names by id and place."""
    frame = {
        "type": kind,
        "id": str(fact.message_id),
        "roomId": str(fact.room_id),
        "seq": fact.seq,
        **fields,
    }
    topic = room_topic(fact.room_id)
    return [EventDraft(topic, kind, compact(frame), ref=fact.message_id, seq=fact.seq)]
