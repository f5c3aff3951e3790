"""How one wishes to be told."""

from __future__ import annotations

from typing import ClassVar

from wtforms import BooleanField, StringField, TextAreaField

from chatty.web.forms.base import Form

# For how many minutes one may choose not to be disturbed.
QUIET = (("30m", 30), ("2h", 120), ("8h", 480), ("24h", 1_440))


class NotificationForm(Form):
    called: ClassVar[dict[str, str]] = {"doNotDisturbUntil": "quiet"}

    quiet = StringField("Do not disturb")
    keywords = TextAreaField("Words", render_kw={"spellcheck": "false", "autocapitalize": "none"})
    push_content = BooleanField("What was said")
    mail_digest = BooleanField("Mail")
