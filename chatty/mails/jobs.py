"""Hand mails over, each once: claimed in the database before anybody talks to the mail server.

While the server is away a mail waits, longer after each attempt, and is given up after about two
days. Should the process die in the moment between "taken" and writing that down, the mail goes out
a second time with the same Message-ID; the other way round it would be lost.
"""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any, cast

import sqlalchemy as sa
import structlog
from jinja2 import TemplateError
from sqlalchemy.engine import CursorResult

from chatty.core import clock, limits
from chatty.core.claiming import claim
from chatty.core.db import db, release, writing
from chatty.core.mail import MailNotSentError, hand_over, mail_is_on
from chatty.mails.models import Mail, MailState
from chatty.mails.queries import due_mail
from chatty.mails.rendering import rendered

AT_ONCE = 50

log = structlog.get_logger(__name__)


def send_due() -> int:
    """Hand over what is due; answers how many mails were sent."""
    sent = 0
    while mail_is_on() and sent < AT_ONCE:
        mail = due_mail()
        if mail is None:
            break
        with writing():
            is_mine = claim(Mail, mail.id, attempts=mail.attempts, lasts=limits.MAIL_CLAIMED_FOR)
        if is_mine:
            if not _send(mail):
                break
            sent += 1
    release()
    return sent


def forget_mails() -> int:
    """Remove the rows of mails that were sent, or given up, a week ago; answers how many."""
    with writing():
        gone = db.session.execute(
            sa.delete(Mail).where(
                Mail.state != MailState.PENDING,
                Mail.due_at < clock.now() - limits.MAILS_KEPT_FOR,
            )
        )
    return int(cast("CursorResult[Any]", gone).rowcount)


def pause_after(attempts: int) -> timedelta:
    """How long a mail waits after its *attempts*-th failure: doubling up to four hours."""
    doublings = 1 << (attempts - 1)
    return min(limits.MAIL_FIRST_PAUSE * doublings, limits.MAIL_LONGEST_PAUSE)


def _send(mail: Mail) -> bool:
    """Try once, outside of any transaction; answers whether the next mail may be tried too."""
    attempts = mail.attempts + 1
    try:
        hand_over(_written(mail))
    except MailNotSentError as error:
        over = error.for_good or attempts >= limits.MAIL_ATTEMPTS
        log.warning(
            "mail_not_sent", mail=mail.id, kind=mail.kind, attempts=attempts, why=str(error)
        )
        _note(mail.id, MailState.FAILED if over else MailState.PENDING, pause_after(attempts))
        return error.for_good
    _note(mail.id, MailState.SENT, timedelta())
    return True


def _written(mail: Mail) -> EmailMessage:
    try:
        return rendered(mail)
    except (TemplateError, ValueError) as error:
        reason = f"cannot be written: {error!r}"
        raise MailNotSentError(reason, for_good=True) from error


def _note(mail_id: int, state: MailState, pause: timedelta) -> None:
    now = clock.now()
    # Of a mail that is done nobody needs to know any more whom it told what.
    emptied = {} if state == MailState.PENDING else {"recipient": "", "params": "{}"}
    with writing():
        db.session.execute(
            sa.update(Mail)
            .where(Mail.id == mail_id)
            .values(
                state=state,
                due_at=now + pause,
                sent_at=now if state == MailState.SENT else None,
                **emptied,
            )
            .execution_options(synchronize_session=False)
        )
