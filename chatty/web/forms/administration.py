"""Forms of administrators."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the types lag behind

from chatty.accounts.models import AuditKind
from chatty.accounts.queries.administration import id_of_name
from chatty.accounts.queries.auditing import AuditFilter
from chatty.accounts.rendering import AUDIT_WORDS
from chatty.core import clock
from chatty.core.errors import invalid
from chatty.core.limits import ANNOUNCEMENT_CHARACTERS, USERNAME_CHARACTERS
from chatty.core.paging import LONGEST_NUMBER
from chatty.site.actions import SiteChanges
from chatty.web.forms.base import Form

AS_CONFIGURED = ""
NOBODY = 0
HOUR = 60
LASTS = (
    ("", "Until I take it back"),
    (str(HOUR), "1 hour"),
    (str(4 * HOUR), "4 hours"),
    (str(24 * HOUR), "1 day"),
    (str(7 * 24 * HOUR), "1 week"),
)
RAID_LASTS = (("30", "30 minutes"), (str(2 * HOUR), "2 hours"), (str(24 * HOUR), "1 day"))
FILTERS = ("kind", "actor", "target", "room", "since", "until")


class RegistrationForm(Form):
    """Who is admitted; each can be left to the environment."""

    called: ClassVar[dict[str, str]] = {"filteredWords": "filtered_words"}

    registration = StringField("Who may sign up")
    limited = StringField("Mail addresses")
    domains = StringField("Domains")
    guests = StringField("Guests")

    @property
    def changes(self) -> SiteChanges:
        """What was chosen; raises Invalid."""
        return {
            "registration": _one_of(self.registration, ("open", "invite", "closed")),
            "registration_domains": self._domains,
            "guests": {"on": True, "off": False}.get(_one_of(self.guests, ("on", "off")) or ""),
        }

    @property
    def _domains(self) -> str | None:
        chosen = _one_of(self.limited, ("all", "some"))
        if chosen is None:
            return None
        domains = (self.domains.data or "") if chosen == "some" else ""
        if chosen == "some" and not domains.strip():
            raise invalid("domains", "Name at least one domain.")
        return domains


class FilterForm(Form):
    called: ClassVar[dict[str, str]] = {"filteredWords": "filtered_words"}

    filtered_words = TextAreaField("Words, one a line")


class RaidForm(Form):
    minutes = SelectField("For", choices=[SelectChoice(*each) for each in RAID_LASTS])

    @property
    def lasts(self) -> timedelta:
        """For how long; raises Invalid."""
        if self.minutes.data not in dict(RAID_LASTS):
            raise invalid("minutes", "Choose one of the list.")
        return timedelta(minutes=int(self.minutes.data))


class AnnouncementForm(Form):
    called: ClassVar[dict[str, str]] = {"endsAt": "lasts"}

    content = TextAreaField(
        "What everybody should know", render_kw={"maxlength": ANNOUNCEMENT_CHARACTERS, "rows": 3}
    )
    level = StringField("How loud", default="info")
    lasts = SelectField("Shown", choices=[SelectChoice(*each) for each in LASTS])

    @property
    def ends_at(self) -> datetime | None:
        """When it ends by itself; raises Invalid."""
        chosen = self.lasts.data or ""
        if chosen not in dict(LASTS):
            raise invalid("endsAt", "Choose one of the list.")
        return clock.now() + timedelta(minutes=int(chosen)) if chosen else None


class ReportForm(Form):
    """What came of a report, with some words for who made it."""

    state = StringField("Outcome")
    answer = TextAreaField("For who reported it", render_kw={"rows": 2})


class AuditForm(Form):
    """Which entries of the log are meant: in the address of the page, or sent for an export."""

    class Meta:
        """WTForms' own settings."""

        def wrap_formdata(self, _form: object, _given: object) -> MultiDict[str, str]:
            """What was filled in, wherever it stands."""
            return request.form if request.method == "POST" else request.args

    kind = SelectField(
        "What happened",
        choices=[SelectChoice("", "Everything")]
        + [SelectChoice(kind, words) for kind, words in sorted(AUDIT_WORDS.items(), key=str)],
        validate_choice=False,
    )
    actor = StringField("Who did it", render_kw={"maxlength": USERNAME_CHARACTERS[1]})
    target = StringField("To whom", render_kw={"maxlength": USERNAME_CHARACTERS[1]})
    room = StringField("Room, by its number", render_kw={"inputmode": "numeric"})
    since = StringField("From", render_kw={"type": "date"})
    until = StringField("To", render_kw={"type": "date"})

    @property
    def wanted(self) -> AuditFilter:
        """The entries that are meant; raises Invalid for what is no day."""
        last = _day(self.until, "until")
        return AuditFilter(
            kind=_kind(self.kind),
            actor_id=_person(self.actor),
            target_id=_person(self.target),
            room_id=_number(self.room),
            since=_day(self.since, "since"),
            until=last + timedelta(days=1) if last else None,
        )

    @property
    def given(self) -> dict[str, str]:
        """What was filled in, for the next page and the export."""
        values = {name: str(self._fields[name].data or "").strip() for name in FILTERS}
        return {name: value for name, value in values.items() if value}


def _one_of(field: StringField, known: tuple[str, ...]) -> str | None:
    chosen = field.data or AS_CONFIGURED
    if chosen == AS_CONFIGURED:
        return None
    if chosen not in known:
        raise invalid(field.name, "Choose one of the list.")
    return chosen


def _kind(field: SelectField) -> str | None:
    chosen = field.data or None
    # What is no kind is none of any entry.
    return chosen if chosen is None or chosen in set(AuditKind) else "none"


def _person(field: StringField) -> int | None:
    name = (field.data or "").strip().removeprefix("@")
    return (id_of_name(name) or NOBODY) if name else None


def _number(field: StringField) -> int | None:
    text = (field.data or "").strip()
    if not text:
        return None
    # What is no number is no room.
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else NOBODY


def _day(field: StringField, name: str) -> datetime | None:
    text = (field.data or "").strip()
    if not text:
        return None
    try:
        return datetime.combine(datetime.fromisoformat(text).date(), time(), UTC)
    except ValueError as error:
        raise invalid(name, "A day is written like 2026-12-31.") from error
