"""Accounts: find one, shut it, open it, and who else runs the server."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.accounts import actions
from chatty.accounts.models import Viewer
from chatty.accounts.queries import user_by_id
from chatty.accounts.queries.administration import PeopleShown, account, accounts
from chatty.core.db import writing
from chatty.core.mail import mail_is_on, outgoing
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.forms.trust import ProofForm
from chatty.web.identity import viewer
from chatty.wire.administration import account_in_full, account_json

QUERY_CHARACTERS = 254
PERSON = f"/people/<int(max={LARGEST}):user_id>"

routes = Blueprint("people", __name__)


@routes.get("/people")
def index() -> ResponseReturnValue:
    asked = request.args.get("show", "")
    shown = PeopleShown(asked) if asked in set(PeopleShown) else PeopleShown.ALL
    query = request.args.get("query", "")[:QUERY_CHARACTERS]
    found = accounts(query, shown=shown, cursor=request.args.get("cursor") or None)
    return page(
        "admin/people.html",
        people=[account_json(user) for user in found.items],
        next_cursor=found.next_cursor,
        query=query,
        show=str(shown),
    )


@routes.get(PERSON)
def show(user_id: int) -> ResponseReturnValue:
    return _person(user_id, ProofForm())


@routes.put(f"{PERSON}/deactivation")
def deactivate(user_id: int) -> ResponseReturnValue:
    said = "The account is shut. Every sign-in and every open page of it has ended."
    return _proved(actions.deactivate_person, user_id, said)


@routes.delete(f"{PERSON}/deactivation")
def reactivate(user_id: int) -> ResponseReturnValue:
    with writing():
        actions.reactivate_person(viewer(), user_id)
    return _done(user_id, "The account is open again. Its person signs in anew.")


@routes.put(f"{PERSON}/administration")
def name(user_id: int) -> ResponseReturnValue:
    return _proved(actions.name_administrator, user_id, "The server has one administrator more.")


@routes.delete(f"{PERSON}/administration")
def dismiss(user_id: int) -> ResponseReturnValue:
    said = "The server has one administrator less."
    return _proved(actions.dismiss_administrator, user_id, said)


@routes.delete(f"{PERSON}/sessions")
def end_sessions(user_id: int) -> ResponseReturnValue:
    with writing():
        actions.end_sessions_of(viewer(), user_id)
    return _done(user_id, "Signed out everywhere.")


@routes.post(f"{PERSON}/password-resets")
def reset(user_id: int) -> ResponseReturnValue:
    form = ProofForm()
    word = form.attempt(lambda: _reset(form, user_id))
    if word is None:
        return _person(user_id, form)
    if not word:
        return _done(user_id, "A link for a new password is on its way by mail.")
    return _person(user_id, form, link=f"{outgoing.base_url}/reset/{word}")


def _reset(form: ProofForm, user_id: int) -> str:
    """The word of the link where no mail reaches the person, else nothing."""
    actions.prove(viewer(), form.current_password.data)
    with writing():
        return actions.send_reset(viewer(), user_id) or ""


def _proved(act: Callable[[Viewer, int], None], user_id: int, said: str) -> ResponseReturnValue:
    form = ProofForm()
    done = form.attempt(lambda: _act(form, act, user_id))
    return _done(user_id, said) if done else _person(user_id, form)


def _act(form: ProofForm, act: Callable[[Viewer, int], None], user_id: int) -> bool:
    actions.prove(viewer(), form.current_password.data)
    with writing():
        act(viewer(), user_id)
    return True


def _done(user_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    if user_id == viewer().id:
        # Who dismissed themselves may read this page no more.
        return go_to("/")
    return go_to(f"/admin/people/{user_id}")


def _person(user_id: int, form: ProofForm, link: str = "") -> ResponseReturnValue:
    return page(
        "admin/person.html",
        form.status,
        form=form,
        link=link,
        person=account_in_full(account(user_id)),
        has_password=user_by_id(viewer().id).password_hash is not None,
        mail_is_on=mail_is_on(),
    )
