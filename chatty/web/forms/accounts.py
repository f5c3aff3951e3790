"""Forms of accounts."""

from __future__ import annotations

from typing import ClassVar

from wtforms import PasswordField, StringField

from chatty.core.limits import DISPLAY_NAME_CHARACTERS, EMAIL_CHARACTERS
from chatty.web.forms.base import Form


class SignInForm(Form):
    login = StringField("User name or e-mail")
    password = PasswordField("Password")


class SignUpForm(Form):
    called: ClassVar[dict[str, str]] = {"displayName": "display_name"}

    username = StringField("User name")
    display_name = StringField("Name", render_kw={"maxlength": DISPLAY_NAME_CHARACTERS})
    email = StringField("E-mail address", render_kw={"maxlength": EMAIL_CHARACTERS})
    password = PasswordField("Password")


class GuestForm(Form):
    called: ClassVar[dict[str, str]] = {"displayName": "display_name"}

    display_name = StringField("Your name", render_kw={"maxlength": DISPLAY_NAME_CHARACTERS})


class NewcomerForm(Form):
    """An account for who comes from elsewhere and needs no password."""

    called: ClassVar[dict[str, str]] = {"displayName": "display_name"}

    username = StringField("User name")
    display_name = StringField("Name", render_kw={"maxlength": DISPLAY_NAME_CHARACTERS})
