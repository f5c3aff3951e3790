"""Everything that changes messages."""

from chatty.messages.actions.commanding import Done, say
from chatty.messages.actions.deleting import bury, delete, unsay
from chatty.messages.actions.drafting import forget_draft, keep_draft
from chatty.messages.actions.editing import edit
from chatty.messages.actions.filing import forget_files_of
from chatty.messages.actions.following import follow, mark_thread_read, unfollow
from chatty.messages.actions.forgetting import forget_unsent
from chatty.messages.actions.forwarding import forward
from chatty.messages.actions.picturing import drop_picture, forget_pictures_of
from chatty.messages.actions.pinning import pin, unpin
from chatty.messages.actions.posting import post
from chatty.messages.actions.previewing import (
    count_previews,
    follow_edit,
    note_links,
    remove_previews,
)
from chatty.messages.actions.reacting import react, take_back
from chatty.messages.actions.removing import remove_messages
from chatty.messages.actions.saving import save, unsave
from chatty.messages.actions.scheduling import cancel, put_off, reschedule, schedule, send
from chatty.messages.actions.voting import close_poll, end_poll, forget_votes, hold_voted, vote

__all__ = [
    "Done",
    "bury",
    "cancel",
    "close_poll",
    "count_previews",
    "delete",
    "drop_picture",
    "edit",
    "end_poll",
    "follow",
    "follow_edit",
    "forget_draft",
    "forget_files_of",
    "forget_pictures_of",
    "forget_unsent",
    "forget_votes",
    "forward",
    "hold_voted",
    "keep_draft",
    "mark_thread_read",
    "note_links",
    "pin",
    "post",
    "put_off",
    "react",
    "remove_messages",
    "remove_previews",
    "reschedule",
    "save",
    "say",
    "schedule",
    "send",
    "take_back",
    "unfollow",
    "unpin",
    "unsave",
    "unsay",
    "vote",
]
