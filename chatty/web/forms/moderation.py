"""Forms of moderation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the types lag behind

from chatty.core import clock, limits
from chatty.core.errors import invalid
from chatty.web.forms.base import Form

MUTES = (
    ("10", "10 minutes"),
    ("60", "1 hour"),
    ("1440", "1 day"),
    ("10080", "1 week"),
    ("40320", "4 weeks"),
)
BANS = (
    ("0", "For ever"),
    ("60", "1 hour"),
    ("1440", "1 day"),
    ("10080", "1 week"),
    ("43200", "30 days"),
    ("525600", "365 days"),
)
RAIDS = (
    ("10", "10 minutes"),
    ("60", "1 hour"),
    ("720", "12 hours"),
    ("1440", "1 day"),
    ("10080", "1 week"),
)
REASONS = (
    ("spam", "Spam"),
    ("harassment", "Harassment"),
    ("hate", "Hate"),
    ("sexual", "Sexual content"),
    ("violence", "Violence"),
    ("illegal", "Against the law"),
    ("other", "Something else"),
)
LONGEST = 366 * 24 * 60


def _select(label: str, choices: Sequence[tuple[str, str]]) -> SelectField:
    return SelectField(label, choices=[SelectChoice(value, name) for value, name in choices])


def _minutes(text: str | None) -> timedelta:
    """How long; raises Invalid for what is no number of minutes."""
    sent = text or ""
    if not (sent.isascii() and sent.isdigit()) or int(sent[:7]) > LONGEST:
        raise invalid("until", "Choose how long.")
    return timedelta(minutes=int(sent))


class EditForm(Form):
    content = TextAreaField("Message", render_kw={"maxlength": limits.MESSAGE_CHARACTERS})


class ReportForm(Form):
    reason = _select("What is wrong?", REASONS)
    note = TextAreaField(
        "Anything that helps to understand it",
        render_kw={"maxlength": limits.REPORT_NOTE_CHARACTERS, "rows": 3},
    )


class BanForm(Form):
    called: ClassVar[dict[str, str]] = {"until": "lasts"}

    lasts = _select("How long?", BANS)
    reason = TextAreaField(
        "Reason", render_kw={"maxlength": limits.SANCTION_REASON_CHARACTERS, "rows": 2}
    )

    @property
    def until(self) -> datetime | None:
        """When it ends; None for never. Raises Invalid."""
        lasts = _minutes(self.lasts.data)
        return clock.now() + lasts if lasts else None


class MuteForm(Form):
    called: ClassVar[dict[str, str]] = {"until": "lasts"}

    lasts = _select("How long?", MUTES)
    reason = TextAreaField(
        "Reason", render_kw={"maxlength": limits.SANCTION_REASON_CHARACTERS, "rows": 2}
    )

    @property
    def until(self) -> datetime:
        """When it ends; raises Invalid."""
        return clock.now() + _minutes(self.lasts.data)


class ClearForm(Form):
    last = IntegerField("How many of the last messages?", default=10)


class AppealForm(Form):
    content = TextAreaField(
        "Why should you be let in again?",
        render_kw={"maxlength": limits.APPEAL_CHARACTERS, "rows": 4},
    )


class WordsForm(Form):
    called: ClassVar[dict[str, str]] = {"filteredWords": "words"}

    words = TextAreaField("Words", render_kw={"rows": 6, "spellcheck": "false"})


class RaidForm(Form):
    called: ClassVar[dict[str, str]] = {"minutes": "lasts", "until": "lasts"}

    lasts = _select("How long?", RAIDS)

    @property
    def length(self) -> timedelta:
        """How long it lasts; raises Invalid."""
        return _minutes(self.lasts.data)


class AnswerForm(Form):
    state = SelectField("Outcome", choices=[SelectChoice("resolved", "Something was done")])
    answer = TextAreaField("For who reported it")
