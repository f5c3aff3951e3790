"""Who somebody is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from chatty.accounts.models import (
    Identity,
    OneTimeToken,
    Passkey,
    Picture,
    Purpose,
    RecoveryCode,
    RefreshFamily,
    SignIn,
    Totp,
    User,
    UserKind,
    UsernameHold,
    Viewer,
    WebSession,
)
from chatty.accounts.policies import folded, username_key
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Gone, NotFound
from chatty.core.limits import SESSION_IDLE
from chatty.core.text import is_storable

VIEWER_COLUMNS = (
    User.id.label("user_id"),
    User.username,
    User.display_name,
    User.kind,
    User.is_admin,
    User.theme,
    User.locale,
    User.time_zone,
    User.avatar_key,
    User.show_typing,
    User.show_receipts,
    User.show_previews,
    User.created_at,
)

# Asked with every request of an app, so it is built once and runs past the ORM.
VIEWER_BY_TOKEN = (
    sa.select(*VIEWER_COLUMNS, RefreshFamily.id.label("family_id"))
    .join(User, User.id == RefreshFamily.user_id)
    .where(
        RefreshFamily.id == sa.bindparam("family"),
        RefreshFamily.user_id == sa.bindparam("person"),
        RefreshFamily.revoked_at.is_(None),
        RefreshFamily.expires_at > sa.bindparam("now"),
        User.deactivated_at.is_(None),
    )
)


def key_hash(key: str) -> str:
    """What is kept of a random key: enough to find it, too little to use it."""
    return hashlib.sha256(key.encode()).hexdigest()


def user_by_id(user_id: int) -> User:
    """The active account with this id; raises NotFound."""
    user = db.session.get(User, user_id)
    if user is None or user.deactivated_at is not None:
        raise NotFound
    return user


def own_account(viewer: Viewer) -> User:
    """One's own account, held to the end of the transaction; raises NotFound when it was shut.

    What is written to it must not come after an end that was on its way.
    """
    user = held_account(viewer.id)
    if user is None or user.deactivated_at is not None:
        raise NotFound
    return user


def held_account(user_id: int) -> User | None:
    """The row of an account, shut or not, held to the end of the transaction.

    By the weaker lock: rows that point at a person can still be written, as by who holds a room
    that is waited for next.
    """
    weaker = {"key_share": True}
    return db.session.get(User, user_id, with_for_update=weaker, populate_existing=True)


def user_by_login(login: str) -> User | None:
    """The active account with this user name or confirmed e-mail address."""
    if not is_storable(login):
        return None
    match = User.email == login.strip().lower() if "@" in login else named(login.strip())
    return db.session.scalars(sa.select(User).where(match, User.deactivated_at.is_(None))).first()


def user_by_email(email: str) -> User | None:
    """The active account that *email*, in its normal form, is the confirmed address of."""
    query = sa.select(User).where(User.email == email, User.deactivated_at.is_(None))
    return db.session.scalars(query).first()


def totp_of(user_id: int, *, locked: bool = False) -> Totp | None:
    """The person's codes by the clock, if there are any; *locked* to the transaction's end."""
    query = sa.select(Totp).where(Totp.user_id == user_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def totp_state(user_id: int) -> str:
    """``on`` when codes are asked for at sign-in, ``pending`` until the first one, else ``off``."""
    totp = totp_of(user_id)
    if totp is None:
        return "off"
    return "pending" if totp.confirmed_at is None else "on"


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes of the person were not used yet."""
    query = sa.select(sa.func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def passkeys_of(user_id: int) -> Sequence[Passkey]:
    """The person's passkeys, oldest first."""
    query = sa.select(Passkey).where(Passkey.user_id == user_id)
    return db.session.scalars(query.order_by(Passkey.created_at, Passkey.id)).all()


def identities_of(user_id: int) -> Sequence[Identity]:
    """The accounts elsewhere that sign the person in, oldest first."""
    query = sa.select(Identity).where(Identity.user_id == user_id)
    return db.session.scalars(query.order_by(Identity.created_at, Identity.id)).all()


def identity_by_subject(issuer: str, subject: str) -> Identity | None:
    """The account elsewhere that *issuer* calls *subject*, if it is known here."""
    query = sa.select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return db.session.scalars(query).first()


def nobody_yet() -> bool:
    """Whether no member is here, so that the next one is the administrator; guests run nothing."""
    somebody = (
        sa.select(User.id)
        .where(User.kind == UserKind.MEMBER, User.deactivated_at.is_(None))
        .limit(1)
    )
    return db.session.scalars(somebody).first() is None


def room_of_picture(key: str) -> int | None:
    """The room whose picture has this key; None where it is a person's.

    Raises NotFound for one that nobody shows, as it was taken away.
    """
    is_shown = sa.or_(Picture.user_id.is_not(None), Picture.room_id.is_not(None))
    query = sa.select(Picture.room_id).where(Picture.key == key, is_shown)
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound
    room_id: int | None = found.room_id
    return room_id


def username_taken(username: str) -> bool:
    """Whether an account bears this name or one that could be taken for it, or did lately."""
    key = username_key(username)
    alike = sa.select(User.id).where(User.username_key == key).exists()
    held = sa.select(UsernameHold.username_key).where(
        UsernameHold.username_key == key, UsernameHold.held_until > clock.now()
    )
    return bool(db.session.scalar(sa.select(sa.or_(alike, held.exists()))))


def named(username: str) -> sa.ColumnElement[bool]:
    """Which account bears exactly this name; the key finds it, and look-alikes too."""
    name = folded(username)
    # User names are ASCII, so both databases' lower() folds them as we do.
    return sa.and_(
        User.username_key.in_((username_key(username), f"{name}#")),
        sa.func.lower(User.username) == name,
    )


def sign_ins_of(user_id: int) -> Sequence[SignIn]:
    """Every browser and app in which the person is signed in, the last used first."""
    now = clock.now()
    found = [
        SignIn(kind=kind, **row._asdict())
        for kind, table, idle in (
            ("web", WebSession, WebSession.last_used_at > now - SESSION_IDLE),
            ("app", RefreshFamily, sa.true()),
        )
        for row in db.session.execute(
            sa.select(
                table.id,
                table.user_agent,
                table.address,
                table.created_at,
                table.last_used_at,
            ).where(
                table.user_id == user_id, table.revoked_at.is_(None), table.expires_at > now, idle
            )
        )
    ]
    return sorted(found, key=lambda each: each.last_used_at, reverse=True)


def one_time_token(purpose: Purpose, word: str) -> OneTimeToken:
    """The row that *word* opens; raises NotFound, or Gone when it was spent or is too old."""
    token = db.session.scalars(
        sa.select(OneTimeToken)
        .join(User, User.id == OneTimeToken.user_id)
        .where(
            OneTimeToken.token_hash == key_hash(word),
            OneTimeToken.purpose == purpose,
            User.deactivated_at.is_(None),
        )
    ).first()
    if token is None:
        detail = "This link is incomplete or mistyped. Copy all of it, or ask for a new one."
        raise NotFound("unknown_link", detail)
    if token.used_at is not None or token.expires_at <= clock.now():
        raise Gone("link_used", "This link was used already, or is too old.")
    return token


def holder_of(token: OneTimeToken) -> User:
    """Whose word it is; raises Gone when what it was made for is not so any more."""
    user = user_by_id(token.user_id)
    match token.purpose:
        case Purpose.RESET_PASSWORD if token.email != user.email:
            raise Gone("link_used", "This link was sent to an address that is used no more.")
        case Purpose.CONFIRM_EMAIL if token.email != user.pending_email:
            raise Gone("link_used", "Another address was asked for since.")
        case Purpose.LINK_DEVICE if _made_by(token) is None:
            raise Gone("link_used", "The device that made this link is signed out.")
    return user


def _made_by(token: OneTimeToken) -> Viewer | None:
    return viewer_for_credential(
        token.user_id, session_id=token.session_id, family_id=token.family_id
    )


def viewer_for_session_key(key: str) -> Viewer | None:
    """Who is behind a session cookie, or None when it has ended."""
    now = clock.now()
    query = (
        sa.select(*VIEWER_COLUMNS, WebSession.id.label("session_id"), WebSession.expires_at)
        .join(User, User.id == WebSession.user_id)
        .where(
            WebSession.key_hash == key_hash(key),
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > now,
            WebSession.last_used_at > now - SESSION_IDLE,
            User.deactivated_at.is_(None),
        )
    )
    return _viewer(query)


def viewer_for_access_token(user_id: int, family_id: int) -> Viewer | None:
    """Who is behind an access token whose signature is good, or None when its login has ended.

    The database is asked each time, so that a revoked token stays revoked whatever is flushed.
    """
    values = {"person": user_id, "family": family_id, "now": clock.now()}
    row = db.session.connection().execute(VIEWER_BY_TOKEN, values).first()
    return Viewer(**row._asdict()) if row else None


def viewer_for_credential(
    user_id: int, *, session_id: int | None, family_id: int | None
) -> Viewer | None:
    """Who a ticket was minted for, when the session or login it was minted by still stands."""
    if family_id is not None:
        return viewer_for_access_token(user_id, family_id)
    query = (
        sa.select(*VIEWER_COLUMNS, WebSession.id.label("session_id"), WebSession.expires_at)
        .join(User, User.id == WebSession.user_id)
        .where(
            WebSession.id == session_id,
            WebSession.user_id == user_id,
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > clock.now(),
            User.deactivated_at.is_(None),
        )
    )
    return _viewer(query)


def viewer_for_user(user_id: int) -> Viewer | None:
    """The person as who acts later than they asked for it, or None when their account is shut."""
    own = sa.select(*VIEWER_COLUMNS).where(User.id == user_id, User.deactivated_at.is_(None))
    return _viewer(own)


def _viewer(query: sa.Executable) -> Viewer | None:
    row = db.session.execute(query).first()
    return Viewer(**row._asdict()) if row else None
