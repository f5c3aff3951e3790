"""Forms about one's own account."""

from __future__ import annotations

from typing import ClassVar

from wtforms import PasswordField, StringField

from chatty.core.limits import EMAIL_CHARACTERS, USERNAME_CHARACTERS
from chatty.web.forms.base import Form


class EmailForm(Form):
    called: ClassVar[dict[str, str]] = {"currentPassword": "current_password"}

    email = StringField("E-mail address", render_kw={"maxlength": EMAIL_CHARACTERS})
    current_password = PasswordField("Your password, once more")


class PasswordForm(Form):
    called: ClassVar[dict[str, str]] = {
        "currentPassword": "current_password",
        "newPassword": "new_password",
    }

    new_password = PasswordField("New password")
    current_password = PasswordField("Your password until now")


class DeletionForm(Form):
    called: ClassVar[dict[str, str]] = {"currentPassword": "current_password"}

    messages = StringField("What becomes of your messages", default="keep")
    successor = StringField(
        "User name of the next administrator", render_kw={"maxlength": USERNAME_CHARACTERS[1]}
    )
    current_password = PasswordField("Your password, once more")


class ResetWishForm(Form):
    login = StringField("User name or e-mail", render_kw={"maxlength": EMAIL_CHARACTERS})


class NewPasswordForm(Form):
    password = PasswordField("New password")
