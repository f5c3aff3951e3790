"""Into the session: at once, or by a second step where the account asks for a code.

Between the two steps the browser holds, in its signed cookie, whose password was right and when. It
opens nothing by itself.
"""

from __future__ import annotations

from flask import Blueprint, flash, session, url_for
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import accept_code, count_code, needs_code, wrong_code
from chatty.accounts.models import User
from chatty.accounts.queries import key_hash, user_by_id
from chatty.core import clock, limits
from chatty.core.db import writing
from chatty.core.errors import NotFound
from chatty.web.answers import form_page, go_to, safe_next
from chatty.web.forms.trust import CodeForm
from chatty.web.identity import address, begin_session, sign_in

WAITING = "second_step"
EXPIRED = "That took too long. Please sign in again."

routes = Blueprint("second_step", __name__)


def enter(user: User, *, target: str | None = None) -> ResponseReturnValue:
    """Sign *user* in, whose password or account elsewhere was found right, and go where wanted."""
    wanted = safe_next() if target is None else target
    if not needs_code(user):
        return _open(user, wanted)
    session[WAITING] = [user.id, _mark(user), clock.now().timestamp()]
    return go_to(url_for("web.second_step.new", next=wanted))


@routes.get("/sign-in/code")
def new() -> ResponseReturnValue:
    return _form(CodeForm()) if _waiting() else _start_over()


@routes.post("/sign-in/code")
def create() -> ResponseReturnValue:
    user = _waiting()
    if user is None:
        return _start_over()
    form = CodeForm()
    if form.attempt(lambda: _check(user, form.code.data or "")) is None:
        return _form(form)
    return _open(user, safe_next())


def _check(user: User, code: str) -> bool:
    count_code(user.id)
    with writing():
        accepted = accept_code(user.id, code, address=address())
    if not accepted:
        raise wrong_code()
    return True


def _open(user: User, wanted: str) -> ResponseReturnValue:
    with writing():
        key = begin_session(user)
    sign_in(key)
    return go_to(wanted)


def _waiting() -> User | None:
    """Whose first step this browser has made within ten minutes, with the password of now."""
    user_id, mark, since = session.get(WAITING) or (0, "", 0.0)
    if clock.now().timestamp() - since > limits.SECOND_STEP_LIVES.total_seconds():
        return None
    try:
        user = user_by_id(user_id)
    except NotFound:
        return None
    return user if _mark(user) == mark else None


def _mark(user: User) -> str:
    """Something that changes with the password, and tells nothing of it."""
    return key_hash(f"{user.id} {user.password_hash}")


def _start_over() -> ResponseReturnValue:
    session.pop(WAITING, None)
    flash(EXPIRED, "error")
    return go_to(url_for("web.sessions.new", next=safe_next()))


def _form(form: CodeForm) -> ResponseReturnValue:
    return form_page("accounts/second_step.html", form, next=safe_next())
