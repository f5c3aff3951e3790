"""What becomes of messages by the clock."""

from chatty.messages.jobs.keeping import cut_histories, expire_messages, send_scheduled
from chatty.messages.jobs.polls import close_polls
from chatty.messages.jobs.previews import fetch_previews

__all__ = ["close_polls", "cut_histories", "expire_messages", "fetch_previews", "send_scheduled"]
