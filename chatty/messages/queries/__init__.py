"""What is read of messages."""

from chatty.messages.queries.extras import reaction_names, reactions_of, voter_names
from chatty.messages.queries.files import attachment_for, preview_picture_for
from chatty.messages.queries.gallery import FileView, LinkView, Wish, files_in, links_of
from chatty.messages.queries.history import (
    edits_of,
    history,
    message_by_client_id,
    message_for,
    moments_of_newest,
    newest_of,
    pins_of,
    rooms_written_in,
    seq_at,
    view_of,
)
from chatty.messages.queries.missed import Missed, missed_by
from chatty.messages.queries.polls import option_texts
from chatty.messages.queries.previews import files_of_previews
from chatty.messages.queries.receipts import receipts_of
from chatty.messages.queries.saved import is_saved, saved_by
from chatty.messages.queries.threads import (
    check_thread_in,
    thread_for,
    thread_place,
    thread_places,
    threads_of,
)
from chatty.messages.queries.unsent import (
    draft_in,
    drafts_of,
    due_scheduled,
    scheduled_for,
    scheduled_of,
)
from chatty.messages.queries.votes import votes_of
from chatty.messages.queries.words import all_words, words_of

__all__ = [
    "FileView",
    "LinkView",
    "Missed",
    "Wish",
    "all_words",
    "attachment_for",
    "check_thread_in",
    "draft_in",
    "drafts_of",
    "due_scheduled",
    "edits_of",
    "files_in",
    "files_of_previews",
    "history",
    "is_saved",
    "links_of",
    "message_by_client_id",
    "message_for",
    "missed_by",
    "moments_of_newest",
    "newest_of",
    "option_texts",
    "pins_of",
    "preview_picture_for",
    "reaction_names",
    "reactions_of",
    "receipts_of",
    "rooms_written_in",
    "saved_by",
    "scheduled_for",
    "scheduled_of",
    "seq_at",
    "thread_for",
    "thread_place",
    "thread_places",
    "threads_of",
    "view_of",
    "voter_names",
    "votes_of",
    "words_of",
]
