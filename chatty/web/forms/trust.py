"""Forms about what an account is trusted by."""

from __future__ import annotations

from typing import ClassVar

from wtforms import PasswordField, StringField

from chatty.core.limits import OTP_CHARACTERS
from chatty.web.forms.base import Form


class CodeForm(Form):
    code = StringField("Code", render_kw={"maxlength": OTP_CHARACTERS})


class ProofForm(Form):
    """The password once more; without a field in the page for who has none."""

    called: ClassVar[dict[str, str]] = {"currentPassword": "current_password"}

    current_password = PasswordField("Your password")
