"""What the account is trusted by beside the password: codes, passkeys, accounts elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import segno
from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts import actions
from chatty.accounts.queries import (
    identities_of,
    passkeys_of,
    recovery_codes_left,
    totp_state,
    user_by_id,
)
from chatty.core.db import writing
from chatty.core.errors import NotFound
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.forms.trust import CodeForm, ProofForm
from chatty.web.identity import device, sign_in, viewer
from chatty.web.oidc import begin_linking, provider_name
from chatty.web.settings import site_name

PAGE = "/settings/security"
TOTP = f"{PAGE}/totp"
IDENTITIES = f"{PAGE}/identities"
QR_SCALE = 5

routes = Blueprint("trust", __name__)


@routes.get(PAGE)
def index() -> ResponseReturnValue:
    return _index()


@routes.post(TOTP)
def create_totp() -> ResponseReturnValue:
    return _proved(lambda: actions.begin_totp(viewer()), "", TOTP)


@routes.get(TOTP)
def edit_totp() -> ResponseReturnValue:
    return _set_up(CodeForm())


@routes.put(TOTP)
def update_totp() -> ResponseReturnValue:
    form = CodeForm()
    codes = form.attempt(lambda: _confirm(form.code.data or ""))
    return _codes(codes) if codes else _set_up(form)


@routes.delete(TOTP)
def destroy_totp() -> ResponseReturnValue:
    said = "Codes are no longer asked for."
    return _proved(lambda: actions.end_totp(viewer(), device=device()), said)


@routes.post(f"{PAGE}/recovery-codes")
def create_recovery_codes() -> ResponseReturnValue:
    form = ProofForm()
    codes = form.attempt(lambda: _renew(form))
    return _codes(codes) if codes else _index(form)


@routes.delete(f"{PAGE}/passkeys/<int(max={LARGEST}):passkey_id>")
def destroy_passkey(passkey_id: int) -> ResponseReturnValue:
    return _proved(
        lambda: actions.remove_passkey(viewer(), passkey_id),
        "The passkey signs nobody in any more.",
    )


@routes.get(IDENTITIES)
def new_identity() -> ResponseReturnValue:
    """The way there, as a link: a form may lead to no other server."""
    _ = viewer().id
    return page("accounts/connect.html", provider=_provider())


@routes.post(IDENTITIES)
def create_identity() -> ResponseReturnValue:
    _provider()
    return _proved(begin_linking, "", IDENTITIES)


@routes.delete(f"{PAGE}/identities/<int(max={LARGEST}):identity_id>")
def destroy_identity(identity_id: int) -> ResponseReturnValue:
    apart = "The two accounts are apart now."
    return _proved(lambda: actions.unlink_identity(viewer(), identity_id), apart)


def _provider() -> str:
    """What the provider is called; raises NotFound where there is none."""
    if not provider_name():
        raise NotFound
    return provider_name()


def _proved(change: Callable[[], object], said: str, target: str = PAGE) -> ResponseReturnValue:
    """Make the *change* once the person has proved who they are; else the page says why not."""
    form = ProofForm()
    if form.attempt(lambda: _change(form, change)) is None:
        return _index(form)
    if said:
        flash(said, "success")
    return go_to(target)


def _change(form: ProofForm, change: Callable[[], object]) -> bool:
    actions.prove(viewer(), form.current_password.data)
    with writing():
        change()
    return True


def _confirm(code: str) -> list[str]:
    actions.count_code(viewer().id)
    with writing():
        codes = actions.confirm_totp(viewer(), code, device=device())
        key = actions.renew_key(viewer())
    if key:
        sign_in(key)
    return codes


def _renew(form: ProofForm) -> list[str]:
    actions.prove(viewer(), form.current_password.data)
    with writing():
        return actions.renew_recovery_codes(viewer())


def _index(form: ProofForm | None = None) -> ResponseReturnValue:
    me = viewer().id
    return page(
        "accounts/security.html",
        form.status if form else 200,
        form=form or ProofForm(),
        totp=totp_state(me),
        recovery_codes_left=recovery_codes_left(me),
        passkeys=passkeys_of(me),
        identities=identities_of(me),
        provider=provider_name(),
        has_password=user_by_id(me).password_hash is not None,
    )


def _set_up(form: CodeForm) -> ResponseReturnValue:
    address = actions.totp_address(viewer(), site_name=site_name())
    return page(
        "accounts/totp.html",
        form.status,
        form=form,
        secret=actions.totp_secret(viewer()),
        # Dark on white in every theme, or no camera reads it.
        qr=segno.make(address).svg_data_uri(scale=QR_SCALE, border=4, light="#fff"),
    )


def _codes(codes: list[str]) -> ResponseReturnValue:
    return page("accounts/recovery_codes.html", codes=codes)
