"""Messages to be sent later: a text, and a time in the person's own place."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from wtforms import StringField, TextAreaField
from wtforms.widgets import DateTimeLocalInput

from chatty.core.errors import invalid
from chatty.web.forms.base import Form
from chatty.web.identity import viewer

MINUTES = "%Y-%m-%dT%H:%M"


class ScheduledForm(Form):
    called: ClassVar[dict[str, str]] = {"sendAt": "send_at"}

    content = TextAreaField("Message")
    send_at = StringField("Send at", widget=DateTimeLocalInput())

    @property
    def moment(self) -> datetime:
        """When it is to be sent; raises Invalid."""
        return moment_in_own_zone(self.send_at.data or "")


def own_zone() -> str:
    """The name of the person's time zone; UTC where they chose none."""
    return viewer().time_zone or "UTC"


def moment_in_own_zone(text: str) -> datetime:
    """The moment that *text* of a browser's field means in the person's place; raises Invalid."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("sendAt", "Say on which day and at what time.") from error
    return local.replace(tzinfo=ZoneInfo(own_zone()))


def in_own_zone(at: datetime) -> str:
    """*at* as such a field shows it."""
    return at.astimezone(ZoneInfo(own_zone())).strftime(MINUTES)
