"""The end of an account.

Its row stays, so that messages have a sender, and holds nothing personal any more. Its name is
held for a while, so that nobody can take the place of who is gone. Higher domains hear
``UserErased`` and take away what is theirs to take: memberships, friendships, invites.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.sessions import Device
from chatty.accounts.events import AdministratorNamed, ErasureBegun, UserErased
from chatty.accounts.models import (
    Audience,
    Identity,
    OneTimeToken,
    Passkey,
    PasskeyChallenge,
    Picture,
    RecoveryCode,
    RefreshFamily,
    RefreshToken,
    StreamTicket,
    Theme,
    Totp,
    User,
    UsernameHold,
    Viewer,
    WebSession,
)
from chatty.accounts.queries import named, own_account
from chatty.accounts.rendering import moment_in_words
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, invalid
from chatty.core.facts import record
from chatty.mails.actions import forget_recipient, queue_mail

DELETED_NAME = "Deleted user"
# What an account is trusted by, and every trace of where it was used.
OWN_TABLES = (
    Totp, RecoveryCode, Passkey, PasskeyChallenge, Identity, OneTimeToken, StreamTicket, WebSession,
)  # fmt: skip


def needs_successor(viewer: Viewer) -> bool:
    """Whether *viewer* is the last administrator among others, who must not be left without."""
    if not viewer.is_admin:
        return False
    return _another(User.is_admin.is_(True), viewer.id) is None and (
        _another(sa.true(), viewer.id) is not None
    )


def delete_account(
    viewer: Viewer, *, device: Device, erase_messages: bool, successor: str | None = None
) -> None:
    """End the account of *viewer*, who has proved the password.

    Raises Conflict for the last administrator who names no successor, and Invalid for a successor
    who is no member here.
    """
    _alone_among_administrators()
    user = own_account(viewer)
    if user.is_admin and needs_successor(viewer):
        _hand_over(user, successor)
    audit("account_deleted", actor_id=user.id, target_id=user.id, address=device.address)
    _say_good_bye(user)
    erase(user, erase_messages=erase_messages)


def erase(user: User, *, erase_messages: bool) -> None:
    """Take everything personal out of the row of *user*, and out of the tables about them.

    The row is held by the caller, and changed only after the rooms are held too: whoever writes in
    one of them at this moment points at people, which a changed row would make them wait for.
    """
    record(ErasureBegun(user_id=user.id))
    now = clock.now()
    _hold(user)
    for table in OWN_TABLES:
        db.session.execute(sa.delete(table).where(table.user_id == user.id))
    _forget_logins(user.id)
    db.session.execute(sa.update(Picture).where(Picture.user_id == user.id).values(user_id=None))
    for name, value in _empty(user.id).items():
        setattr(user, name, value)
    user.deactivated_at = user.deactivated_at or now
    user.erased_at = now
    user.messages_erased_at = now if erase_messages else None
    user.updated_at = now
    db.session.flush()
    record(UserErased(user_id=user.id, erase_messages=erase_messages))


def _empty(user_id: int) -> dict[str, Any]:
    """Every personal column as it is for nobody."""
    nothing = (
        "email", "pending_email", "phone", "password_hash", "birth_date", "avatar_key",
        "cover_key", "status_emoji", "status_text", "status_until", "time_zone", "locale",
        "last_seen_at",
    )  # fmt: skip
    return dict.fromkeys(nothing) | {
        # A sign that no user name has: nobody can register what would collide.
        "username_key": f"!deleted-{user_id}",
        "username": f"deleted-{user_id}",
        "display_name": DELETED_NAME,
        "bio": "",
        "share_birth_date": False,
        "discoverable": False,
        "show_typing": False,
        "show_receipts": False,
        "show_previews": True,
        "last_seen_audience": Audience.NOBODY,
        "message_requests": False,
        "theme": Theme.SYSTEM,
        "is_admin": False,
    }


def _hold(user: User) -> None:
    """Let nobody else bear the name for thirty days."""
    held = UsernameHold(
        username_key=user.username_key, held_until=clock.now() + limits.USERNAME_HELD_FOR
    )
    db.session.merge(held)


def _forget_logins(user_id: int) -> None:
    families = sa.select(RefreshFamily.id).where(RefreshFamily.user_id == user_id)
    tokens = RefreshToken.family_id.in_(families)
    unlinked = sa.update(RefreshToken).where(tokens).values(replaced_by_id=None)
    for statement in (
        unlinked,
        sa.delete(RefreshToken).where(tokens),
        sa.delete(RefreshFamily).where(RefreshFamily.user_id == user_id),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _say_good_bye(user: User) -> None:
    for address in filter(None, (user.email, user.pending_email)):
        forget_recipient(address)
    if user.email is not None:
        params = {
            "name": user.display_name,
            "username": user.username,
            "at": moment_in_words(clock.now()),
        }
        queue_mail("account_deleted", user.email, params)


def _alone_among_administrators() -> None:
    """Of two administrators who go at once, the second one sees that the first has gone."""
    query = sa.select(User.id).where(User.is_admin).order_by(User.id)
    db.session.execute(query.with_for_update(key_share=True))


def _hand_over(user: User, successor: str | None) -> None:
    if not successor:
        detail = (
            "You are the last administrator here. Name the member who takes over; "
            "then you can delete your account."
        )
        raise Conflict("last_admin", detail)
    heir = _another(named(successor.strip()), user.id)
    if heir is None:
        raise invalid("successor", "There is no other member of this name.")
    heir.is_admin = True
    audit("administrator_named", actor_id=user.id, target_id=heir.id)
    record(AdministratorNamed(user_id=heir.id))


def _another(which: sa.ColumnElement[bool], user_id: int) -> User | None:
    """Another active member for whom *which* holds."""
    query = sa.select(User).where(
        which, User.id != user_id, User.kind == "member", User.deactivated_at.is_(None)
    )
    return db.session.scalars(query.limit(1)).first()
