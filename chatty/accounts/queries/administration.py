"""Accounts as administrators find them: by name and by address, the shut ones too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from chatty.accounts.models import RefreshFamily, User, UserKind, WebSession
from chatty.accounts.queries import named
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.limits import NEW_ACCOUNT, SESSION_IDLE
from chatty.core.paging import Page, decode_cursor, encode_cursor, page_size, paged
from chatty.core.text import is_storable


class PeopleShown(StrEnum):
    """Which accounts a list is about."""

    ALL = "all"
    MEMBERS = "members"
    GUESTS = "guests"
    ADMINISTRATORS = "administrators"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class AccountCounts:
    """How many accounts there are; ``new`` came within the last day."""

    members: int
    guests: int
    administrators: int
    deactivated: int
    new: int


def accounts(
    query: str = "",
    *,
    shown: PeopleShown = PeopleShown.ALL,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[User]:
    """Accounts by user name, of those with *query* in a name or address; the erased are none."""
    if not is_storable(query):
        return Page([], None)
    size = page_size(limit)
    by_name = sa.func.lower(User.username)
    found = sa.select(User).where(*_is_shown(shown)).order_by(by_name).limit(size + 1)
    if query.strip():
        found = found.where(_matches(query.strip()))
    if cursor:
        (after,) = decode_cursor(cursor, parts=1)
        found = found.where(by_name > after)
    rows = db.session.scalars(found).all()
    return paged(rows, size, lambda user: encode_cursor(user.username.lower()))


def account(user_id: int) -> User:
    """The account with this id, shut or not; raises NotFound, also for one that was erased."""
    user = db.session.get(User, user_id)
    if user is None or user.erased_at is not None:
        raise NotFound
    return user


def people_by_id(user_ids: Collection[int]) -> Mapping[int, User]:
    """Those of *user_ids* who ever had an account, by id."""
    if not user_ids:
        return {}
    query = sa.select(User).where(User.id.in_(user_ids))
    return {user.id: user for user in db.session.scalars(query)}


def sign_in_count(user_id: int) -> int:
    """In how many browsers and apps the person is signed in."""
    now = clock.now()
    web = sa.select(sa.func.count()).where(
        WebSession.user_id == user_id,
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > now,
        WebSession.last_used_at > now - SESSION_IDLE,
    )
    apps = sa.select(sa.func.count()).where(
        RefreshFamily.user_id == user_id,
        RefreshFamily.revoked_at.is_(None),
        RefreshFamily.expires_at > now,
    )
    return int(db.session.scalar(web) or 0) + int(db.session.scalar(apps) or 0)


def account_counts() -> AccountCounts:
    """How many accounts there are of each sort, in one statement."""
    is_open = User.deactivated_at.is_(None)
    is_shut = sa.and_(User.deactivated_at.is_not(None), User.erased_at.is_(None))
    since: datetime = clock.now() - NEW_ACCOUNT
    conditions = (
        sa.and_(is_open, User.kind == UserKind.MEMBER),
        sa.and_(is_open, User.kind == UserKind.GUEST),
        sa.and_(is_open, User.is_admin),
        is_shut,
        sa.and_(is_open, User.created_at > since),
    )
    row = db.session.execute(sa.select(*(sa.func.count().filter(each) for each in conditions)))
    return AccountCounts(*(int(count) for count in row.one()))


def _is_shown(shown: PeopleShown) -> list[sa.ColumnElement[bool]]:
    is_open, is_here = User.deactivated_at.is_(None), User.erased_at.is_(None)
    match shown:
        case PeopleShown.ALL:
            return [is_here]
        case PeopleShown.MEMBERS:
            return [is_open, User.kind == UserKind.MEMBER]
        case PeopleShown.GUESTS:
            return [is_open, User.kind == UserKind.GUEST]
        case PeopleShown.ADMINISTRATORS:
            return [is_open, User.is_admin.is_(True)]
        case PeopleShown.DEACTIVATED:
            return [is_here, User.deactivated_at.is_not(None)]


def _matches(query: str) -> sa.ColumnElement[bool]:
    part = query.casefold().removeprefix("@") or query
    columns = (User.username, User.display_name, User.email, User.pending_email)
    return sa.or_(*(sa.func.lower(each).contains(part, autoescape=True) for each in columns))


def id_of_name(username: str) -> int | None:
    """Whose account bears exactly this name, shut or not."""
    if not is_storable(username):
        return None
    return db.session.scalars(sa.select(User.id).where(named(username))).first()
