"""What is sent and answered about drafts and messages to be sent later."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chatty.api.bodies.administration import MomentSent
from chatty.core import limits
from chatty.wire.base import Lines, WireId, WireModel
from chatty.wire.models.unsent import ScheduledMessage

Content = Annotated[Lines, Field(max_length=limits.MESSAGE_CHARACTERS)]


class NewDraft(WireModel):
    """What one has written so far; an empty text leaves nothing."""

    content: Content
    reply_to_id: WireId | None = None
    thread_id: WireId | None = None


class ScheduledChange(WireModel):
    """What is left out stays as it is."""

    content: Annotated[Content, Field(min_length=1)] | None = None
    send_at: MomentSent | None = None


class ScheduledList(WireModel):
    """All that waits to be sent, or could not be; the next one first."""

    items: list[ScheduledMessage]
