"""What others see of oneself."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import update_profile
from chatty.accounts.models import User
from chatty.accounts.queries import user_by_id
from chatty.core.db import writing
from chatty.web.answers import go_to, page
from chatty.web.forms.accounts import ProfileForm
from chatty.web.identity import viewer

routes = Blueprint("profile", __name__)


@routes.get("/settings/profile")
def edit() -> ResponseReturnValue:
    return _form(ProfileForm(obj=user_by_id(viewer().id)))


@routes.put("/settings/profile")
def update() -> ResponseReturnValue:
    form = ProfileForm()
    if form.attempt(lambda: _save(form)) is None:
        return _form(form)
    flash("Saved.", "success")
    return go_to("/settings/profile")


def _save(form: ProfileForm) -> User:
    with writing():
        return update_profile(
            viewer(), display_name=form.display_name.data or "", bio=form.bio.data or ""
        )


def _form(form: ProfileForm) -> ResponseReturnValue:
    return page("accounts/profile.html", form.status, form=form)
