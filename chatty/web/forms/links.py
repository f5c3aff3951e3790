"""The form of links into rooms."""

from __future__ import annotations

from typing import ClassVar

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the types lag behind

from chatty.core.errors import invalid
from chatty.web.forms.base import Form

HOURS = [("1", "An hour"), ("24", "A day"), ("168", "A week"), ("720", "Thirty days")]
ROLES = [("member", "Members"), ("admin", "Admins")]
LONGEST_NUMBER = 6


class LinkForm(Form):
    called: ClassVar[dict[str, str]] = {"maxUses": "max_uses", "expiresAt": "hours"}

    hours = SelectField("It lasts", choices=[SelectChoice(*each) for each in HOURS], default="168")
    max_uses = StringField("For how many", render_kw={"maxlength": LONGEST_NUMBER})
    role = SelectField(
        "They come in as", choices=[SelectChoice(*each) for each in ROLES], default="member"
    )

    @property
    def lives_hours(self) -> int:
        """For how many hours it is to last; raises Invalid."""
        if self.hours.data not in dict(HOURS):
            raise invalid("expiresAt", "Choose one of the list.")
        return int(self.hours.data)

    @property
    def most(self) -> int | None:
        """How many may come in by it; None for as many as wish. Raises Invalid."""
        text = (self.max_uses.data or "").strip()
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
            raise invalid("maxUses", "This must be a whole number.")
        return int(text)
