"""Forms of invites."""

from __future__ import annotations

from typing import ClassVar

from wtforms import StringField, TextAreaField

from chatty.core.limits import EMAIL_CHARACTERS, INVITE_NOTE_CHARACTERS
from chatty.web.forms.base import Form


class FriendForm(Form):
    """Stands beside a `MailForm`, so both say by what their fields are found in the page."""

    called: ClassVar[dict[str, str]] = {"userId": "username"}

    username = StringField("User name", id="friend-username")
    note = TextAreaField("Note", id="friend-note", render_kw={"maxlength": INVITE_NOTE_CHARACTERS})


class MailForm(Form):
    email = StringField(
        "E-mail address", id="mail-email", render_kw={"maxlength": EMAIL_CHARACTERS}
    )
    note = TextAreaField("Note", id="mail-note", render_kw={"maxlength": INVITE_NOTE_CHARACTERS})
