"""Forms of rooms."""

from __future__ import annotations

from wtforms import StringField

from chatty.core.limits import ROOM_NAME_CHARACTERS, SLUG_CHARACTERS, TOPIC_CHARACTERS
from chatty.rooms.models import RoomDraft, RoomKind
from chatty.web.forms.base import Form


class RoomForm(Form):
    name = StringField("Name", render_kw={"maxlength": ROOM_NAME_CHARACTERS})
    topic = StringField("Topic", render_kw={"maxlength": TOPIC_CHARACTERS})
    slug = StringField("Address", render_kw={"maxlength": SLUG_CHARACTERS[1]})
    kind = StringField("Kind", default=RoomKind.PUBLIC)

    @property
    def draft(self) -> RoomDraft:
        """The room that was described."""
        return RoomDraft(
            kind=self.kind.data or RoomKind.PUBLIC,
            name=self.name.data or "",
            slug=(self.slug.data or "").strip() or None,
            topic=self.topic.data or "",
        )
