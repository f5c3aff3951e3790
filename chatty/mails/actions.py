"""Put mails on their way."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import db
from chatty.core.mail import mail_is_on
from chatty.mails.models import Mail, MailState


def queue_mail(
    kind: str,
    recipient: str,
    params: Mapping[str, str | int],
    *,
    token: tuple[str, int] | None = None,
) -> None:
    """Send the mail *kind* (a pair of templates) to *recipient* once this transaction commits.

    *params* are the words of the templates and must hold no secret. *token* is the purpose and id
    that the word of a link is derived from when the mail is written. Where mail is off nothing is
    kept: what needs a mail asks ``mail_is_on()`` before it begins.
    """
    if not mail_is_on():
        return
    purpose, token_id = token or (None, None)
    now = clock.now()
    db.session.add(
        Mail(
            kind=kind,
            recipient=recipient,
            params=json.dumps(dict(params), ensure_ascii=False),
            token_purpose=purpose,
            token_id=token_id,
            due_at=now,
            created_at=now,
        )
    )


def forget_mails(purpose: str, ids: Collection[int]) -> None:
    """Remove every mail whose link is for one of *ids*: what has not left yet leaves no more."""
    gone = sa.delete(Mail).where(Mail.token_purpose == purpose, Mail.token_id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))


def nothing_to_send() -> None:
    """Write what a mail would, and send none: so that the time it takes tells nobody anything."""
    now = clock.now()
    db.session.add(
        Mail(
            kind="none",
            recipient="",
            params="{}",
            state=MailState.FAILED,
            due_at=now,
            created_at=now,
        )
    )
    db.session.flush()


def forget_recipient(email: str) -> None:
    """Remove every mail to *email* that has not left yet."""
    db.session.execute(sa.delete(Mail).where(Mail.recipient == email))
