"""What facts about drafts and messages to be sent later become."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chatty.messages.events import DraftChanged, ScheduledChanged, ScheduledRemoved
from chatty.messages.models import Draft, ScheduledMessage
from chatty.stream.models import EventDraft
from chatty.wire.frames.facts.building import builder, to_person
from chatty.wire.resources.unsent import draft_place_json, scheduled_place_json


@builder(DraftChanged)
def _draft_changed(session: Session, fact: DraftChanged) -> list[EventDraft]:
    draft = session.get(Draft, fact.draft_id)
    place = draft_place_json(fact.room_id, fact.thread_id, draft)
    return [to_person(fact.user_id, {"type": "DRAFT_UPDATED", **place})]


@builder(ScheduledChanged)
def _scheduled_changed(session: Session, fact: ScheduledChanged) -> list[EventDraft]:
    message = session.get(ScheduledMessage, fact.scheduled_id)
    if message is None:
        return []  # What became of it is a fact of its own.
    return [to_person(fact.user_id, {"type": "SCHEDULED_UPDATED", **scheduled_place_json(message)})]


@builder(ScheduledRemoved)
def _scheduled_removed(_session: Session, fact: ScheduledRemoved) -> list[EventDraft]:
    frame = {
        "type": "SCHEDULED_REMOVED",
        "id": str(fact.scheduled_id),
        "roomId": str(fact.room_id),
    }
    return [to_person(fact.user_id, frame)]
