"""The composer."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from chatty.messages.models import MessageDraft
from chatty.web.forms.base import Form


class MessageForm(Form):
    content = TextAreaField("Message")
    client_id = StringField("Client id")

    @property
    def draft(self) -> MessageDraft:
        """What was written."""
        return MessageDraft(content=self.content.data or "", client_id=self.client_id.data or "")
