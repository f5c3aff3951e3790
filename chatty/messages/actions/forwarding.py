"""Say elsewhere what somebody said."""

from __future__ import annotations

from chatty.accounts.models import Viewer
from chatty.core.errors import Conflict
from chatty.messages.actions.posting import post
from chatty.messages.models import MessageDraft, MessageKind, Posted
from chatty.messages.queries import message_for


def forward(viewer: Viewer, message_id: int, room_id: int, client_id: str) -> Posted:
    """Say the words of the message in the room, with the name of who said them first.

    They are a copy: what becomes of the first message does not change it. What disappears by itself
    does so at the same time, wherever it is said again. Raises NotFound for a
    message that *viewer* does not see, Conflict for a deleted one and a poll, and as `post` does.
    """
    view = message_for(viewer, message_id)
    if view.deleted_at is not None:
        raise Conflict("message_deleted", "This message was deleted.")
    if view.kind == MessageKind.POLL:
        raise Conflict("poll_not_forwarded", "A poll is answered where it was asked.")
    source = view.forwarded_from_id or view.sender_id
    draft = MessageDraft(
        content=view.content,
        client_id=client_id,
        kind=view.kind,
        forwarded_from_id=source,
        copies_files_of=view.id if view.attachments else None,
        gone_by=view.expires_at,
        keeps_draft=True,
    )
    return post(viewer, room_id, draft)
