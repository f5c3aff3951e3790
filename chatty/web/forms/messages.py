"""The composer, and the choice of a room for what is said again."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from wtforms import BooleanField, StringField, TextAreaField

from chatty.messages.models import MessageDraft
from chatty.web.forms.base import Form

LONGEST_ID = 16
# How long a message may be there, for who does not want it to stay.
TERMS = (
    ("", "Never"),
    ("3600", "After an hour"),
    ("86400", "After a day"),
    ("604800", "After a week"),
    ("2592000", "After 30 days"),
)


class MessageForm(Form):
    called: ClassVar[dict[str, str]] = {
        "expiresIn": "expires_in",
        "attachmentKeys": "attachment_keys",
        "file": "attachment_keys",
    }

    content = TextAreaField("Message")
    client_id = StringField("Client id")
    reply_to_id = StringField("Reply to")
    silent = BooleanField("Silently")
    send_at = StringField("Send at")
    later = StringField("Later")
    expires_in = StringField("Disappears")
    attachment_keys = StringField("Files")

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        # What came with the form itself.
        self.uploaded: list[str] = []

    @property
    def keys(self) -> tuple[str, ...]:
        """The files that go with it."""
        return (*(self.attachment_keys.raw_data or ()), *self.uploaded)

    @property
    def draft(self) -> MessageDraft:
        """What was written."""
        return MessageDraft(
            content=self.content.data or "",
            client_id=self.client_id.data or "",
            reply_to_id=_id(self.reply_to_id.data or ""),
            is_silent=bool(self.silent.data),
            expires_in=_seconds(self.expires_in.data or ""),
            attachment_keys=self.keys,
        )

    def in_thread(self, thread_id: int) -> MessageDraft:
        """What was written, to be said in a thread."""
        return replace(self.draft, thread_id=thread_id)

    @property
    def told(self) -> str:
        """What was wrong with it, in one line."""
        wrong = (*self.content.errors, *self.expires_in.errors, *self.attachment_keys.errors)
        return self.problem or " ".join(str(error) for error in wrong)


class ForwardForm(Form):
    client_id = StringField("Client id")


def _seconds(text: str) -> int | None:
    """One of the terms offered; 0, which no message may have, for what is none of them."""
    if not text:
        return None
    return int(text) if text in {value for value, _ in TERMS} else 0


def _id(text: str) -> int | None:
    """The message that is meant; 0, which none has, for what is no id."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0
