"""What a message must be like."""

from __future__ import annotations

import re

from chatty.core.errors import invalid
from chatty.core.limits import CLIENT_ID_CHARACTERS, MESSAGE_CHARACTERS
from chatty.core.text import is_storable, with_unix_newlines
from chatty.messages.models import MessageDraft

CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]+")


def check_message(draft: MessageDraft) -> MessageDraft:
    """*draft* with tidied text; raises Invalid."""
    content = with_unix_newlines(draft.content).strip()
    if not content:
        raise invalid("content", "There is nothing to send yet.")
    if len(content) > MESSAGE_CHARACTERS:
        raise invalid("content", f"A message has at most {MESSAGE_CHARACTERS:,} characters.")
    if not is_storable(content):
        raise invalid("content", "This message has control characters that cannot be sent.")
    if not CLIENT_ID.fullmatch(draft.client_id) or len(draft.client_id) > CLIENT_ID_CHARACTERS:
        raise invalid(
            "clientId",
            f"A client id has 1 to {CLIENT_ID_CHARACTERS} letters, digits or any of . _ : -",
        )
    return MessageDraft(content=content, client_id=draft.client_id)
