"""What facts about files become."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chatty.attachments.events import AttachmentSettled
from chatty.stream.models import EventDraft
from chatty.wire.frames.facts.building import builder, to_person


@builder(AttachmentSettled)
def _attachment_settled(_session: Session, fact: AttachmentSettled) -> list[EventDraft]:
    if fact.message_id is not None:
        return []  # The message says so, to all who see it.
    frame = {"type": "ATTACHMENT_UPDATED", "key": fact.key, "state": fact.state}
    return [to_person(fact.uploader_id, frame)]
