"""One's own account: the address, the password, one's data, the end of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint, Response, flash, stream_with_context
from flask.typing import ResponseReturnValue

from chatty.accounts import actions
from chatty.accounts.policies import check_email, check_password
from chatty.accounts.queries import user_by_id
from chatty.core.db import release, writing
from chatty.core.mail import mail_is_on
from chatty.core.passwords import hash_password
from chatty.core.sessions import forget
from chatty.web.answers import go_to, page
from chatty.web.forms.account import DeletionForm, EmailForm, PasswordForm
from chatty.web.forms.base import Form
from chatty.web.forms.trust import ProofForm
from chatty.web.identity import address, device, renewed_key, sign_in, viewer
from chatty.web.settings import site_name
from chatty.wire.exporting import export_of

PAGE = "/settings/account"
ASKED = "We have sent a link to {email}. Open it to confirm the address."

routes = Blueprint("account", __name__)


@dataclass
class Forms:
    """The forms of the page, each with names of its own in it."""

    email: EmailForm = field(default_factory=lambda: EmailForm(prefix="email-"))
    forgetting: ProofForm = field(default_factory=lambda: ProofForm(prefix="forget-"))
    password: PasswordForm = field(default_factory=lambda: PasswordForm(prefix="password-"))
    deletion: DeletionForm = field(default_factory=lambda: DeletionForm(prefix="deletion-"))


@routes.get(PAGE)
def edit() -> ResponseReturnValue:
    return shown(Forms())


@routes.put(f"{PAGE}/email")
def update_email() -> ResponseReturnValue:
    forms = Forms()
    email = forms.email.email.data or ""
    return _changed(forms, forms.email, lambda: _ask(forms.email), ASKED.format(email=email))


@routes.delete(f"{PAGE}/email")
def destroy_email() -> ResponseReturnValue:
    forms = Forms()
    gone = "Your address is forgotten."
    return _changed(forms, forms.forgetting, lambda: _forget(forms.forgetting), gone)


@routes.put(f"{PAGE}/password")
def update_password() -> ResponseReturnValue:
    forms = Forms()
    said = "Your password was changed. You are signed out everywhere else."
    return _changed(forms, forms.password, lambda: _replace(forms.password), said)


@routes.post(f"{PAGE}/export")
def export() -> ResponseReturnValue:
    actions.count_export(viewer().id)
    with writing():
        actions.audit("exported", actor_id=viewer().id, address=address())
    name = f"{viewer().username}.zip"
    return Response(
        stream_with_context(export_of(viewer())),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@routes.delete(PAGE)
def destroy() -> ResponseReturnValue:
    forms = Forms()
    if forms.deletion.attempt(lambda: _delete(forms.deletion)) is None:
        return shown(forms, forms.deletion.status)
    forget()
    flash("Your account was deleted. Thank you for having been here.", "success")
    return go_to("/")


def shown(forms: Forms, status: int = 200) -> ResponseReturnValue:
    """The page, with what was typed."""
    me = user_by_id(viewer().id)
    return page(
        "accounts/account.html",
        status,
        forms=forms,
        me=me,
        mail_is_on=mail_is_on(),
        has_password=me.password_hash is not None,
        needs_successor=actions.needs_successor(viewer()),
    )


def _changed(
    forms: Forms, form: Form, change: Callable[[], str | None], said: str
) -> ResponseReturnValue:
    """Make a *change* that ends every other sign-in and gives this one another key."""
    key = form.attempt(change)
    if key is None:
        return shown(forms, form.status)
    sign_in(key)
    flash(said, "success")
    return go_to(PAGE)


def _ask(form: EmailForm) -> str | None:
    actions.need_mail()
    email = check_email(form.email.data or "")
    actions.prove(viewer(), form.current_password.data)
    with writing():
        actions.change_email(viewer(), email, device=device())
        return renewed_key()


def _forget(form: ProofForm) -> str | None:
    actions.prove(viewer(), form.current_password.data)
    with writing():
        actions.remove_email(viewer(), device=device())
        return renewed_key()


def _delete(form: DeletionForm) -> bool:
    actions.prove(viewer(), form.current_password.data)
    with writing():
        actions.delete_account(
            viewer(),
            device=device(),
            erase_messages=form.messages.data == "erase",
            successor=form.successor.data,
        )
    return True


def _replace(form: PasswordForm) -> str | None:
    actions.prove(viewer(), form.current_password.data)
    password = form.new_password.data or ""
    check_password(password, username=viewer().username, site_name=site_name(), field="newPassword")
    release()
    hashed = hash_password(password)
    with writing():
        actions.change_password(viewer(), hashed, device=device())
        return renewed_key()
