"""What somebody asks in a poll, and what they choose."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from flask import request
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import DateTimeLocalInput

from chatty.core.limits import POLL_OPTIONS
from chatty.messages.models import MessageDraft, PollDraft
from chatty.web.forms.base import Form
from chatty.web.forms.scheduled import moment_in_own_zone

LONGEST_POSITION = 2


class PollForm(Form):
    called: ClassVar[dict[str, str]] = {"closesAt": "closes_at", "sendAt": "closes_at"}

    content = TextAreaField("Question")
    options = SelectMultipleField("Answers", choices=(), validate_choice=False)
    multiple = BooleanField("Several answers may be chosen")
    anonymous = BooleanField("Nobody is told who chose what")
    closes_at = StringField("Closes", widget=DateTimeLocalInput())
    client_id = StringField("Client id")

    def draft(self, thread_id: int | None) -> MessageDraft:
        """What was asked, in the room or in a thread; raises Invalid for what is no moment."""
        asked = PollDraft(
            tuple(text for text in map(str.strip, self.options.data or ()) if text),
            is_multiple=bool(self.multiple.data),
            is_anonymous=bool(self.anonymous.data),
            closes_at=self._closes_at,
        )
        return MessageDraft(
            content=self.content.data or "",
            client_id=self.client_id.data or "",
            thread_id=thread_id,
            poll=asked,
            keeps_draft=True,
        )

    @property
    def texts(self) -> list[str]:
        """What stands in the fields for answers: as many as there may be.

        Who has no scripts leaves empty what is not needed.
        """
        most = POLL_OPTIONS[1]
        given: list[str] = self.options.data or []
        return [*given, *[""] * most][:most]

    @property
    def _closes_at(self) -> datetime | None:
        text = self.closes_at.data or ""
        return moment_in_own_zone(text) if text else None


def chosen() -> list[int]:
    """The answers that were sent; 0, which none is, for what is no answer."""
    return [
        int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_POSITION else 0
        for text in request.form.getlist("option")
    ]
