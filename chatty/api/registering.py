"""What an account is made from, checked before any transaction begins."""

from __future__ import annotations

from flask import current_app

from chatty.accounts.actions import NewAccount
from chatty.accounts.policies import check_email, check_password, check_username
from chatty.api.bodies import Registration
from chatty.api.credentials import address
from chatty.core import limits
from chatty.core.db import release
from chatty.core.errors import invalid
from chatty.core.passwords import hash_password
from chatty.core.rates import rates
from chatty.core.settings import Settings
from chatty.invites.queries import invited_address, leads_in


def checked_account(body: Registration) -> NewAccount:
    """The account that *body* asks for, its password hashed. Raises Invalid and TooMany."""
    settings: Settings = current_app.extensions["chatty_settings"]
    check_username(body.username)
    check_password(body.password, username=body.username, site_name=settings.chatty_site_name)
    email = check_email(body.email) if body.email else None
    rates.hit(limits.RATE_SIGN_UP, "sign-up", address())
    proved = _invited(body)
    release()
    return NewAccount(
        username=body.username,
        password_hash=hash_password(body.password),
        email=email,
        display_name=body.display_name,
        confirmed_email=proved,
        invited=body.invite_token is not None,
    )


def _invited(body: Registration) -> str | None:
    """The address that the mail came to whose word was sent; a link proves none.

    Raises Invalid for a word of no use.
    """
    if body.invite_token is None:
        return None
    rates.hit(limits.RATE_LINK_GUESSES, "invited", address())
    found = invited_address(body.invite_token)
    if found is None and not leads_in(body.invite_token):
        words = "This invite is not valid any more. Ask for a new one."
        raise invalid("inviteToken", words, "invite_expired")
    return found
