"""What becomes of reports when something happens to people."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.events import UserErased
from chatty.core.db import db
from chatty.core.facts import listens_to
from chatty.messages.events import MessagesRemoved
from chatty.moderation.models import Report
from chatty.stream.actions import overwrite_about


@listens_to(MessagesRemoved)
def keep_the_proof(fact: MessagesRemoved) -> None:
    """A report keeps what it reports until it is answered, wherever that has gone."""
    about = Report.message_id.in_(fact.message_ids)
    loosened = sa.update(Report).where(about).values(message_id=None)
    db.session.execute(loosened.execution_options(synchronize_session=False))


@listens_to(UserErased)
def forget_the_words(fact: UserErased) -> None:
    """What who is gone wrote in reports, and what was kept of theirs as proof, is kept no more."""
    for column, values in (
        (Report.reporter_id, {"note": ""}),
        (Report.person_id, {"content": None}),
    ):
        emptied = sa.update(Report).where(column == fact.user_id).values(values)
        db.session.execute(emptied.execution_options(synchronize_session=False))
        for report_id in db.session.scalars(sa.select(Report.id).where(column == fact.user_id)):
            for kind in ("REPORT_ADDED", "REPORT_UPDATED"):
                overwrite_about(db.session(), kind, report_id, [report_id], values)
