"""Guests: a name and a session. They write in the lobby, read what is public, and may stay."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from chatty.accounts.actions.admission import admission
from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.email import ask_to_confirm
from chatty.accounts.actions.registration import NewAccount, check_free, name_taken
from chatty.accounts.events import GuestBecameMember, ProfileUpdated, UserRegistered
from chatty.accounts.models import User, UserKind, Viewer
from chatty.accounts.policies import (
    check_display_name,
    check_username,
    guest_name,
    name_of_guest,
    username_key,
)
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, invalid
from chatty.core.facts import record

WORD_BYTES = 5


def enter_as_guest(name: str) -> User:
    """An account with nothing but a *name*, which says that it is a guest's.

    Raises Invalid, and Forbidden where guests are not taken or nobody is at home yet.
    """
    admission.check_guests()
    display_name = guest_name(check_display_name(name_of_guest(name)))
    if len(display_name) > limits.DISPLAY_NAME_CHARACTERS:
        raise invalid("displayName", "This name is too long for a guest.")
    if db.session.scalars(sa.select(User.id).limit(1)).first() is None:
        raise Forbidden("nobody_home", "Nobody has moved in here yet. Sign up to be the first.")
    username = f"guest-{secrets.token_hex(WORD_BYTES)}"
    now = clock.now()
    user = User(
        username=username,
        username_key=username_key(username),
        display_name=display_name,
        kind=UserKind.GUEST,
        created_at=now,
        updated_at=now,
    )
    db.session.add(user)
    db.session.flush()
    record(UserRegistered(user_id=user.id, first=False))
    return user


def become_member(viewer: Viewer, account: NewAccount) -> User:
    """Give the guest a user name and a password; everything they have and said stays theirs.

    Raises Conflict for who is a member already or a name that is taken, Invalid, and Forbidden
    where the policy of this installation does not admit it.
    """
    user = db.session.get_one(User, viewer.id, with_for_update=True, populate_existing=True)
    if user.kind != UserKind.GUEST:
        raise Conflict("already_member", "You are a member already.")
    username = check_username(account.username)
    admission.check(invited=account.invited, email=account.confirmed_email or account.email)
    check_free(username, account.confirmed_email)
    user.username = username
    user.username_key = username_key(username)
    user.display_name = check_display_name(account.display_name or name_of_guest(user.display_name))
    user.kind = UserKind.MEMBER
    user.password_hash = account.password_hash
    user.email = account.confirmed_email
    user.pending_email = account.email if account.confirmed_email is None else None
    user.updated_at = clock.now()
    try:
        db.session.flush()
    except IntegrityError as error:
        raise name_taken() from error
    audit("guest_became_member", actor_id=user.id)
    record(ProfileUpdated(user_id=user.id))
    record(GuestBecameMember(user_id=user.id))
    ask_to_confirm(user)
    return user
