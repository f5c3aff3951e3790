"""Words that work once: in mails, and in the link to another device.

The word is derived from the row's id with the server's key and kept only as a hash.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from chatty.accounts.models import OneTimeToken, Purpose
from chatty.accounts.queries import key_hash, one_time_token
from chatty.core import clock, limits
from chatty.core.db import db, new_id
from chatty.core.errors import Gone
from chatty.core.rates import rates
from chatty.core.tokens import derived_token


def issue_token(
    user_id: int, purpose: Purpose, *, lives: timedelta, email: str | None = None
) -> OneTimeToken:
    """Make the one word of the person for *purpose*; every earlier one ends."""
    end_tokens(user_id, purpose)
    now = clock.now()
    token_id = new_id()
    token = OneTimeToken(
        id=token_id,
        purpose=purpose,
        user_id=user_id,
        token_hash=key_hash(derived_token(purpose, token_id)),
        email=email,
        created_at=now,
        expires_at=now + lives,
    )
    db.session.add(token)
    db.session.flush()
    return token


def end_tokens(user_id: int, *purposes: Purpose) -> None:
    """No word of the person for one of *purposes* works any more."""
    db.session.execute(
        sa.update(OneTimeToken)
        .where(
            OneTimeToken.user_id == user_id,
            OneTimeToken.purpose.in_(purposes),
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def find_token(purpose: Purpose, word: str, *, address: str) -> OneTimeToken:
    """The row that *word* opens, without spending it.

    Raises NotFound for a word that never was, Gone for a spent or old one, and TooMany for an
    address that guesses.
    """
    rates.hit(limits.RATE_LINK_GUESSES, "guess-link", address)
    return one_time_token(purpose, word)


def spend_token(token: OneTimeToken) -> None:
    """Use the word up; raises Gone when somebody was faster."""
    now = clock.now()
    spent = db.session.execute(
        sa.update(OneTimeToken)
        .where(
            OneTimeToken.id == token.id,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeToken.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if spent is None:
        raise Gone("link_used", "This link was used already, or is too old.")


def forget_tokens() -> int:
    """Remove the rows of words that nobody can use; answers how many."""
    gone = db.session.execute(sa.delete(OneTimeToken).where(OneTimeToken.expires_at < clock.now()))
    return int(cast("CursorResult[Any]", gone).rowcount)
