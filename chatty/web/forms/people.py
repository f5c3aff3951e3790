"""Forms about oneself."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the types lag behind

from chatty.accounts.models import StatusDraft, StatusLasts, User
from chatty.accounts.policies import time_zones
from chatty.core.errors import invalid
from chatty.core.limits import (
    BIO_CHARACTERS,
    DISPLAY_NAME_CHARACTERS,
    EMOJI_CHARACTERS,
    PHONE_CHARACTERS,
    STATUS_CHARACTERS,
)
from chatty.web.forms.base import Form

LASTS = (
    (StatusLasts.UNTIL_CLEARED, "Until I clear it"),
    (StatusLasts.HALF_AN_HOUR, "30 minutes"),
    (StatusLasts.AN_HOUR, "1 hour"),
    (StatusLasts.TODAY, "Today"),
    (StatusLasts.THIS_WEEK, "This week"),
)
LANGUAGES = (
    ("", "As my browser"),
    ("ar", "العربية"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
    ("nl", "Nederlands"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("hi", "हिन्दी"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("pl", "Polski"),
    ("pt-BR", "Português (Brasil)"),
    ("pt-PT", "Português (Portugal)"),
    ("ru", "Русский"),
    ("es", "Español"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
)


class ProfileForm(Form):
    called: ClassVar[dict[str, str]] = {"displayName": "display_name", "birthDate": "birth_date"}

    display_name = StringField("Name", render_kw={"maxlength": DISPLAY_NAME_CHARACTERS})
    bio = TextAreaField("A few words", render_kw={"maxlength": BIO_CHARACTERS})
    birth_date = StringField("Birth date", render_kw={"type": "date"})
    phone = StringField("Telephone", render_kw={"type": "tel", "maxlength": PHONE_CHARACTERS})

    @property
    def born(self) -> date | None:
        """The birth date that was written; raises Invalid."""
        text = (self.birth_date.data or "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise invalid("birthDate", "A day is written like 1999-12-31.") from error


class StatusForm(Form):
    emoji = StringField("Emoji", render_kw={"maxlength": EMOJI_CHARACTERS})
    text = StringField("What you are up to", render_kw={"maxlength": STATUS_CHARACTERS})
    lasts = SelectField(
        "Clear after",
        choices=[SelectChoice(*each) for each in LASTS],
        default=StatusLasts.UNTIL_CLEARED,
    )

    @property
    def draft(self) -> StatusDraft:
        """The status that was written; raises Invalid."""
        chosen = self.lasts.data or ""
        if chosen not in set(StatusLasts):
            raise invalid("lasts", "Choose one of the list.")
        return StatusDraft(
            emoji=self.emoji.data or "", text=self.text.data or "", lasts=StatusLasts(chosen)
        )


class RegionForm(Form):
    called: ClassVar[dict[str, str]] = {"timeZone": "time_zone"}

    time_zone = SelectField("Time zone")
    locale = SelectField("Dates and numbers")

    def offer(self, user: User) -> RegionForm:
        """The form with what can be chosen, what *user* chose elsewhere too."""
        names = sorted(time_zones())
        self.time_zone.choices = [
            SelectChoice("", "As my browser"),
            *(SelectChoice(name, name.replace("_", " ")) for name in names),
        ]
        own = [(user.locale, user.locale)] if user.locale not in dict(LANGUAGES) else []
        self.locale.choices = [SelectChoice(*each) for each in (*LANGUAGES, *own) if each[1]]
        return self
