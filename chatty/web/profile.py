"""What one says about oneself."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import clear_status, set_status, update_profile, update_settings
from chatty.accounts.models import User
from chatty.accounts.queries import user_by_id
from chatty.core.db import writing
from chatty.web.answers import go_to, page
from chatty.web.forms.base import Form
from chatty.web.forms.people import ProfileForm, RegionForm, StatusForm
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.showing import own_json

HERE = "/settings/profile"

routes = Blueprint("profile", __name__)


@routes.get(HERE)
def edit() -> ResponseReturnValue:
    return profile_page()


@routes.put(HERE)
def update() -> ResponseReturnValue:
    form = ProfileForm()
    return _attempt("profile", form, lambda: _save(form))


@routes.put(f"{HERE}/status")
def update_status() -> ResponseReturnValue:
    form = StatusForm()
    return _attempt("status", form, lambda: set_status(viewer(), form.draft))


@routes.delete(f"{HERE}/status")
def destroy_status() -> ResponseReturnValue:
    with writing():
        clear_status(user_by_id(viewer().id))
    return go_to(HERE)


@routes.put(f"{HERE}/region")
def update_region() -> ResponseReturnValue:
    form = RegionForm()
    return _attempt("region", form, lambda: _choose(form))


def profile_page(**refused: Form) -> ResponseReturnValue:
    """The page with its forms; one that was *refused* is shown as it was sent."""
    user = user_by_id(viewer().id)
    me = own_json(user)
    region = refused.get("region")
    forms = {
        "profile": refused.get("profile") or ProfileForm(None, obj=user),
        "status": refused.get("status") or _status_form(me),
        "region": (region if isinstance(region, RegionForm) else RegionForm(None, obj=user)).offer(
            user
        ),
        "picture": refused.get("picture"),
    }
    status = max((form.status for form in refused.values()), default=200)
    return page("accounts/profile.html", status, forms=forms, me=me)


def _attempt(name: str, form: Form, act: Callable[[], User]) -> ResponseReturnValue:
    def attempt() -> User:
        with writing():
            return act()

    if form.attempt(attempt) is None:
        return profile_page(**{name: form})
    flash("Saved.", "success")
    return go_to(HERE)


def _save(form: ProfileForm) -> User:
    return update_profile(
        viewer(),
        display_name=form.display_name.data or "",
        bio=form.bio.data or "",
        birth_date=form.born,
        phone=form.phone.data,
    )


def _choose(form: RegionForm) -> User:
    return update_settings(
        viewer(), time_zone=form.time_zone.data or None, locale=form.locale.data or None
    )


def _status_form(me: Json) -> StatusForm:
    return StatusForm(None, emoji=me["statusEmoji"] or "", text=me["statusText"] or "")
