"""Guests: in by a name from the landing page, and a member once they choose a user name."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import admission, become_member, end_other_sessions, enter_as_guest
from chatty.accounts.models import Viewer
from chatty.core.db import writing
from chatty.core.errors import Forbidden
from chatty.core.limits import RATE_SIGN_UP
from chatty.core.mail import mail_is_on
from chatty.core.rates import rates
from chatty.core.sessions import forget
from chatty.invites.actions import accept_word
from chatty.invites.queries import leads_in
from chatty.web.accounts import CONFIRM, invite_word, new_account
from chatty.web.answers import form_page, go_to, safe_next
from chatty.web.forms.accounts import GuestForm, SignUpForm
from chatty.web.identity import address, begin_session, renewed_key, sign_in, viewer

LOBBY = "/rooms/lobby"
SAFE = frozenset({"GET", "HEAD"})
# What who has nothing but a name may open and change: what is public, their words in the lobby,
# their own session, and every way to sign in as somebody.
OPEN_NOUNS = frozenset(
    {
        "catch_up",
        "completions",
        "connection",
        "drafts",
        "explore",
        "feeds",
        "forwards",
        "gallery",
        "guests",
        "home",
        "members",
        "message_actions",
        "message_menu",
        "messages",
        "notifications",
        "people",
        "pins",
        "polls",
        "reactions",
        "receipts",
        "reports",
        "rooms",
        "saved",
        "scheduled",
        "search",
        "threads",
    }
)
OPEN_PAGES = frozenset(
    {
        "web.accounts.new",
        "web.addresses.edit",
        "web.appearance.edit",
        "web.attachments.show",
        "web.forwards.new",
        "web.invited.show",
        "web.joining.show",
        "web.newcomers.new",
        "web.oidc.new",
        "web.oidc.show",
        "web.passwords.edit",
        "web.passwords.new",
        "web.polls.new",
        "web.push_subscriptions.service_worker",
        "web.second_step.new",
        "web.sessions.new",
        "web.signins.edit_link",
        "web.signins.index",
        "web.unsubscribing.edit",
    }
)
OPEN_CHANGES = frozenset(
    {
        "web.accounts.create",
        "web.addresses.update",
        "web.announcements.dismiss",
        "web.appearance.update",
        "web.drafts.update",
        "web.forwards.create",
        "web.guests.create",
        "web.guests.update",
        "web.markers.update_all",
        "web.markers.update_delivered",
        "web.markers.update_read",
        "web.markers.update_unread",
        "web.message_actions.create_pin",
        "web.message_actions.create_report",
        "web.message_actions.destroy",
        "web.message_actions.destroy_pin",
        "web.message_actions.destroy_previews",
        "web.message_actions.update",
        "web.messages.create",
        "web.newcomers.create",
        "web.notifications.update",
        "web.notifications.update_all",
        "web.passkeys.ask",
        "web.passkeys.create_session",
        "web.passwords.create",
        "web.passwords.update",
        "web.polls.close",
        "web.polls.create",
        "web.polls.destroy",
        "web.polls.update",
        "web.presence.update_typing",
        "web.reactions.create",
        "web.reactions.destroy",
        "web.reactions.update",
        "web.reports.create_appeal",
        "web.saved.create",
        "web.saved.destroy",
        "web.scheduled.destroy",
        "web.scheduled.update",
        "web.second_step.create",
        "web.sessions.create",
        "web.sessions.destroy",
        "web.signins.clear",
        "web.signins.destroy",
        "web.signins.update_link",
        "web.unsubscribing.create",
        "web.threads.create",
        "web.threads.create_follow",
        "web.threads.destroy_follow",
        "web.threads.update_read",
    }
)

routes = Blueprint("guests", __name__)


def keep_out() -> None:
    """Raise Forbidden where a guest asks for what is for members: for what is not named above."""
    if viewer().is_guest and not _is_open(request.endpoint or ""):
        raise Forbidden("members_only", "This is for members. Choose a user name to become one.")


@routes.get("/guests/new")
def new() -> ResponseReturnValue:
    return _form(GuestForm()) if viewer().is_visitor else go_to(safe_next())


@routes.post("/guests")
def create() -> ResponseReturnValue:
    form = GuestForm()
    key = form.attempt(lambda: _enter(form))
    if key is None:
        return _form(form)
    sign_in(key)
    wanted = safe_next()
    return go_to(LOBBY if wanted == "/" else wanted)


@routes.get("/guests/membership")
def edit() -> ResponseReturnValue:
    if not viewer().is_guest:
        return go_to("/guests/new")
    return _membership(SignUpForm())


@routes.put("/guests/membership")
def update() -> ResponseReturnValue:
    form = SignUpForm()
    key = form.attempt(lambda: _stay(form))
    if key is None:
        return _membership(form)
    if not key:
        forget()
        flash(CONFIRM, "success")
        return go_to("/sign-in")
    sign_in(key)
    flash("Welcome! You are a member now; all that you wrote is still yours.", "success")
    return go_to(safe_next())


def _enter(form: GuestForm) -> str:
    rates.hit(RATE_SIGN_UP, "sign-up", address())
    with writing():
        return begin_session(enter_as_guest(form.display_name.data or ""))


def _stay(form: SignUpForm) -> str:
    """The new key of the session; none where an address must be confirmed first."""
    account = new_account(form)
    with writing():
        user = become_member(viewer(), account)
        if account.invited:
            accept_word(Viewer(user_id=user.id), request.form["invite"])
        if admission.must_confirm(user):
            end_other_sessions(replace(viewer(), session_id=None))
            return ""
        return renewed_key() or ""


def _is_open(endpoint: str) -> bool:
    if request.method in SAFE:
        _, _, rest = endpoint.partition(".")
        noun, _, view = rest.partition(".")
        return endpoint in OPEN_PAGES or (noun in OPEN_NOUNS and view != "new")
    return endpoint in OPEN_CHANGES


def _form(form: GuestForm) -> ResponseReturnValue:
    return form_page("guests/new.html", form, next=request.values.get("next", ""))


def _membership(form: SignUpForm) -> ResponseReturnValue:
    word = invite_word()
    return form_page(
        "guests/membership.html",
        form,
        next=request.values.get("next", ""),
        invite=word,
        linked=leads_in(word),
        admission=admission,
        mail_is_on=mail_is_on(),
    )
