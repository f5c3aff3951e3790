"""Messages, and what hangs on them."""

from chatty.messages.models.messages import (
    Mention,
    Message,
    MessageDraft,
    MessageEdit,
    MessageKind,
    MessagePage,
    MessageView,
    Posted,
    Reaction,
    ReactionView,
    ReplyView,
    ThreadFollow,
)
from chatty.messages.models.polls import (
    OptionView,
    Poll,
    PollDraft,
    PollOption,
    PollView,
    PollVote,
)
from chatty.messages.models.previews import PictureView, Preview, PreviewState, PreviewView
from chatty.messages.models.receipts import MessageReceipts
from chatty.messages.models.saved import SavedMessage, SavedView
from chatty.messages.models.threads import ThreadPage, ThreadPlaceView, ThreadView
from chatty.messages.models.unsent import Begun, Draft, ScheduledMessage, ScheduledState

__all__ = [
    "Begun",
    "Draft",
    "Mention",
    "Message",
    "MessageDraft",
    "MessageEdit",
    "MessageKind",
    "MessagePage",
    "MessageReceipts",
    "MessageView",
    "OptionView",
    "PictureView",
    "Poll",
    "PollDraft",
    "PollOption",
    "PollView",
    "PollVote",
    "Posted",
    "Preview",
    "PreviewState",
    "PreviewView",
    "Reaction",
    "ReactionView",
    "ReplyView",
    "SavedMessage",
    "SavedView",
    "ScheduledMessage",
    "ScheduledState",
    "ThreadFollow",
    "ThreadPage",
    "ThreadPlaceView",
    "ThreadView",
]
