"""Who is admitted, which words are filtered everywhere, and raid mode."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts import actions
from chatty.accounts.actions import admission
from chatty.core.db import writing
from chatty.site.actions import SiteChanges
from chatty.site.queries import is_under_raid, site_settings
from chatty.web.answers import go_to, page
from chatty.web.forms.administration import FilterForm, RaidForm, RegistrationForm
from chatty.web.forms.base import Form
from chatty.web.identity import viewer
from chatty.wire.administration import site_settings_json

PAGE = "/admin/registration"

routes = Blueprint("registration", __name__)


@dataclass
class Forms:
    """The forms of the page."""

    registration: RegistrationForm = field(default_factory=RegistrationForm)
    words: FilterForm = field(default_factory=FilterForm)
    raid: RaidForm = field(default_factory=RaidForm)


@routes.get("/registration")
def edit() -> ResponseReturnValue:
    return _page(_as_decided(Forms()))


@routes.put("/registration")
def update() -> ResponseReturnValue:
    forms = Forms()
    done = forms.registration.attempt(lambda: _change(forms.registration.changes))
    return _saved() if done else _page(_as_decided(forms, besides=forms.registration))


@routes.put("/registration/filter")
def update_filter() -> ResponseReturnValue:
    forms = Forms()
    words = forms.words.filtered_words.data or ""
    done = forms.words.attempt(lambda: _change({"filtered_words": words}))
    return _saved() if done else _page(_as_decided(forms, besides=forms.words))


@routes.put("/raid-mode")
def begin_raid_mode() -> ResponseReturnValue:
    forms = Forms()
    done = forms.raid.attempt(lambda: _begin(forms.raid))
    return go_to(PAGE) if done else _page(_as_decided(forms, besides=forms.raid))


@routes.delete("/raid-mode")
def end_raid_mode() -> ResponseReturnValue:
    with writing():
        actions.end_raid_mode(viewer())
    flash("People are taken again.", "success")
    return go_to(PAGE)


def _change(changes: SiteChanges) -> bool:
    with writing():
        actions.change_site(viewer(), changes)
    return True


def _begin(form: RaidForm) -> bool:
    with writing():
        actions.begin_raid_mode(viewer(), form.lasts)
    return True


def _saved() -> ResponseReturnValue:
    flash("Saved. It holds from now on, in every process.", "success")
    return go_to(PAGE)


def _as_decided(forms: Forms, *, besides: Form | None = None) -> Forms:
    """*forms* as it was decided, *besides* the one that was sent just now."""
    decided = site_settings()
    if besides is not forms.registration:
        form, domains = forms.registration, decided.registration_domains
        form.registration.data = decided.registration or ""
        form.limited.data = "" if domains is None else "some" if domains else "all"
        form.domains.data = (domains or "").replace(",", ", ")
        form.guests.data = {True: "on", False: "off", None: ""}[decided.guests]
    if besides is not forms.words:
        forms.words.filtered_words.data = decided.filtered_words
    return forms


def _page(forms: Forms) -> ResponseReturnValue:
    status = max(forms.registration.status, forms.words.status, forms.raid.status)
    return page(
        "admin/registration.html",
        status,
        forms=forms,
        site=site_settings_json(site_settings()),
        configured=admission.configured,
        is_under_raid=is_under_raid(),
    )
