"""What facts about the whole server become."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chatty.site.events import AnnouncementsUpdated
from chatty.site.queries import announcements
from chatty.stream.models import EventDraft
from chatty.wire.frames.facts.building import builder, to_everybody
from chatty.wire.resources.site import announcement_json


@builder(AnnouncementsUpdated)
def _announcements_updated(_session: Session, _fact: AnnouncementsUpdated) -> list[EventDraft]:
    told = [announcement_json(each) for each in announcements()]
    return [to_everybody({"type": "ANNOUNCEMENTS_UPDATED", "announcements": told})]
