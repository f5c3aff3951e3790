"""The form of a new direct room."""

from __future__ import annotations

from flask import request
from wtforms import StringField

from chatty.core.limits import DIRECT_PEOPLE, ROOM_NAME_CHARACTERS
from chatty.web.forms.base import Form

LONGEST_ID = 16


class GroupForm(Form):
    name = StringField("Name of the group", render_kw={"maxlength": ROOM_NAME_CHARACTERS})

    @property
    def chosen(self) -> list[int]:
        """The people who were ticked; more than fit into a group are not looked up."""
        sent = request.form.getlist("user_id")[: DIRECT_PEOPLE + 1]
        return [int(text) for text in sent if is_id(text)]


def is_id(text: str) -> bool:
    """Whether *text* is the number of a person."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
