"""What happens to messages happens to what they are found by, in the same transaction."""

from __future__ import annotations

from chatty.core.facts import listens_to
from chatty.messages.events import MessageDeleted, MessagesRemoved, MessageUpdated
from chatty.messages.queries import words_of
from chatty.search.actions import Said, take_in_anew, take_out


@listens_to(MessageUpdated)
def find_by_the_new_words(fact: MessageUpdated) -> None:
    """What was edited is found by what it says now; what was taken back is not."""
    view = fact.message
    if view.erased_at is not None:
        return
    take_in_anew(Said(view.id, view.room_id, view.sender_id, words_of(view)))


@listens_to(MessageDeleted)
def find_no_more(fact: MessageDeleted) -> None:
    """A tombstone is not found."""
    take_out([fact.message_id])


@listens_to(MessagesRemoved)
def forget_the_removed(fact: MessagesRemoved) -> None:
    """Nor is what went with its room."""
    take_out(fact.message_ids)
