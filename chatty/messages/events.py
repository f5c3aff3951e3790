"""Facts about messages."""

from __future__ import annotations

from dataclasses import dataclass

from chatty.messages.models import MessageView


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """A message was stored.

    It carries the message and not only its id: reading it again would cost the hottest path of the
    whole server one more statement.
    """

    message: MessageView
