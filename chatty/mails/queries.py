"""Which mails are due."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import db
from chatty.mails.models import Mail, MailState


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How many mails wait, and how many were given up."""

    waiting: int
    failed: int


def mail_counts() -> MailCounts:
    """How mail stands, in one statement; what was meant for nobody is no mail."""
    waiting = Mail.state == MailState.PENDING
    failed = sa.and_(Mail.state == MailState.FAILED, Mail.kind != "none")
    row = db.session.execute(
        sa.select(*(sa.func.count().filter(each) for each in (waiting, failed)))
    )
    return MailCounts(*(int(count) for count in row.one()))


def due_mail() -> Mail | None:
    """The mail that has waited longest for its turn, as it stands now and without the session."""
    query = (
        sa.select(Mail)
        .where(Mail.state == MailState.PENDING, Mail.due_at <= clock.now())
        .order_by(Mail.due_at)
        .limit(1)
    )
    mail = db.session.scalars(query).first()
    if mail is not None:
        # What decides who may send it is what was read here, not what it has become since.
        db.session.expunge(mail)
    return mail
