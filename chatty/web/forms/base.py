"""The base of all forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from chatty.core.errors import (
    ChattyError,
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)

Done = TypeVar("Done")
REFUSALS = (Invalid, Conflict, Forbidden, Unauthenticated, TooLarge, TooMany, Unavailable)
# Nothing is wrong with what was typed: it is for later.
LATER = (TooMany, Unavailable)
SIGN_IN_REQUIRED = "sign_in_required"


class Form(FlaskForm):  # type: ignore[misc]  # published without types
    """A form that is shown again, with what was typed, when the domain refuses it.

    ``called`` maps the domain's field names to the form's where they differ. CSRF is checked for
    the whole door (``identity.protect``), so not once more here.
    """

    called: ClassVar[dict[str, str]] = {}

    class Meta:
        """WTForms' own settings."""

        csrf = False

        def wrap_formdata(self, _form: object, _given: object) -> MultiDict[str, str] | None:
            """What was typed into the form, as text: neither a JSON body nor a file is a field."""
            return request.form or None

    problem: str = ""
    status: int = 200
    retry_after: int | None = None

    def attempt(self, act: Callable[[], Done]) -> Done | None:
        """What *act* answers; None when it was refused, and then the form says why."""
        try:
            return act()
        except REFUSALS as error:
            if error.code == SIGN_IN_REQUIRED:
                # No form can be filled in better by who is not signed in.
                raise
            self._take(error)
            return None

    def _take(self, error: ChattyError) -> None:
        # A form shown again is 422, whatever the domain calls it; what passes stays what it is.
        self.status = error.status if isinstance(error, LATER) else Invalid.status
        self.retry_after = error.retry_after
        unplaced = [each for each in error.errors if not self._place(each)]
        if unplaced or not error.errors:
            self.problem = error.detail

    def _place(self, error: FieldError) -> bool:
        field = self._fields.get(self.called.get(error.field, error.field))
        if field is None:
            return False
        field.errors = [*field.errors, error.message]
        return True
