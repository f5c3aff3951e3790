"""What facts about reports become."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chatty.accounts.models import User
from chatty.moderation.events import ReportAnswered, Reported
from chatty.moderation.queries import ReportRow, report_row, who_answers
from chatty.stream.models import EventDraft
from chatty.wire.frames.facts.building import builder, to_person
from chatty.wire.resources.moderation import report_json


@builder(Reported)
def _reported(session: Session, fact: Reported) -> list[EventDraft]:
    row = report_row(fact.report_id)
    return [] if row is None else _told(session, "REPORT_ADDED", row)


@builder(ReportAnswered)
def _report_answered(session: Session, fact: ReportAnswered) -> list[EventDraft]:
    row = report_row(fact.report_id)
    if row is None:
        return []
    thanks = {"type": "REPORT_UPDATED", "report": report_json(row, named=True)}
    return [
        to_person(row.report.reporter_id, thanks, about=row.report.id),
        *_told(session, "REPORT_UPDATED", row),
    ]


def _told(session: Session, kind: str, row: ReportRow) -> list[EventDraft]:
    """The frame for each who answers the report; administrators are told whose it is."""
    drafts = []
    for user_id in sorted(who_answers(row.report)):
        is_named = session.get_one(User, user_id).is_admin
        frame = {"type": kind, "report": report_json(row, named=is_named)}
        drafts.append(to_person(user_id, frame, about=row.report.id))
    return drafts
