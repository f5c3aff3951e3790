"""Forms of accounts."""

from __future__ import annotations

from typing import ClassVar

from wtforms import PasswordField, StringField, TextAreaField

from chatty.core.limits import BIO_CHARACTERS, DISPLAY_NAME_CHARACTERS
from chatty.web.forms.base import Form


class SignInForm(Form):
    login = StringField("User name or e-mail")
    password = PasswordField("Password")


class SignUpForm(Form):
    called: ClassVar[dict[str, str]] = {"displayName": "display_name"}

    username = StringField("User name")
    display_name = StringField("Name", render_kw={"maxlength": DISPLAY_NAME_CHARACTERS})
    password = PasswordField("Password")


class ProfileForm(Form):
    called: ClassVar[dict[str, str]] = {"displayName": "display_name"}

    display_name = StringField("Name", render_kw={"maxlength": DISPLAY_NAME_CHARACTERS})
    bio = TextAreaField("About you", render_kw={"maxlength": BIO_CHARACTERS})
