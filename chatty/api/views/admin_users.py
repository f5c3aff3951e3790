"""Accounts, for administrators: find them, shut and open them, and who else administers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from chatty.accounts import actions
from chatty.accounts.models import Viewer
from chatty.accounts.queries.administration import PeopleShown, account, accounts
from chatty.api.answers import created, done, ok
from chatty.api.bodies.administration import AccountPage, AccountSearch, ResetLink
from chatty.api.bodies.trust import Proof
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.mail import outgoing
from chatty.wire.administration import account_in_full, account_json
from chatty.wire.models.administration import AccountInFull

ACCOUNT = "/admin/users/<id:user_id>"
# The password once more, as an error here shuts somebody out or lets somebody in.
PROVED = Contract({200: AccountInFull}, body=Proof, administrators=True, refuses=(403, 409))

routes = Routes()


@routes.route(
    "GET", "/admin/users", Contract({200: AccountPage}, query=AccountSearch, administrators=True)
)
def index(query: AccountSearch) -> Response:
    """Accounts by user name, the shut ones too."""
    shown = PeopleShown(query.show)
    page = accounts(query.query, shown=shown, cursor=query.cursor, limit=query.limit)
    items = [account_json(user) for user in page.items]
    return ok({"items": items, "nextCursor": page.next_cursor})


@routes.route("GET", ACCOUNT, Contract({200: AccountInFull}, administrators=True))
def show(user_id: int) -> Response:
    """One account."""
    return ok(account_in_full(account(user_id)))


@routes.route("PUT", f"{ACCOUNT}/deactivation", PROVED)
def deactivate(user_id: int, body: Proof) -> Response:
    """Shut an account: every way in and every stream ends at once. Not an administrator's."""
    return _changed(actions.deactivate_person, user_id, body)


@routes.route(
    "DELETE", f"{ACCOUNT}/deactivation", Contract({200: AccountInFull}, administrators=True)
)
def reactivate(user_id: int) -> Response:
    """Open an account again; its person signs in anew."""
    with writing():
        actions.reactivate_person(viewer(), user_id)
    return show(user_id)


@routes.route("PUT", f"{ACCOUNT}/administration", PROVED)
def name(user_id: int, body: Proof) -> Response:
    """Let somebody administer this server too."""
    return _changed(actions.name_administrator, user_id, body)


@routes.route("DELETE", f"{ACCOUNT}/administration", PROVED)
def dismiss(user_id: int, body: Proof) -> Response:
    """Let somebody administer this server no more; the last one stays: 409 ``last_admin``."""
    return _changed(actions.dismiss_administrator, user_id, body)


@routes.route("DELETE", f"{ACCOUNT}/sessions", Contract({204: None}, administrators=True))
def end_sessions(user_id: int) -> Response:
    """Sign somebody out everywhere."""
    with writing():
        actions.end_sessions_of(viewer(), user_id)
    return done()


@routes.route(
    "POST",
    f"{ACCOUNT}/password-resets",
    Contract({201: ResetLink}, body=Proof, administrators=True, refuses=(403, 409)),
)
def reset(user_id: int, body: Proof) -> Response:
    """Mail somebody a link for a new password; where no mail reaches them it is answered."""
    actions.prove(viewer(), body.current_password)
    with writing():
        word = actions.send_reset(viewer(), user_id)
    return created({"url": word and f"{outgoing.base_url}/reset/{word}"})


def _changed(act: Callable[[Viewer, int], None], user_id: int, body: Proof) -> Response:
    actions.prove(viewer(), body.current_password)
    with writing():
        act(viewer(), user_id)
    return show(user_id)
