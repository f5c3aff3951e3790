"""Say that something should be looked at, and answer who said so."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import Viewer
from chatty.accounts.policies import rate_for
from chatty.accounts.queries import user_by_id
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, NotFound, invalid
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.queries import message_for, words_of
from chatty.moderation.events import ReportAnswered, Reported
from chatty.moderation.models import Report, ReportKind, ReportState
from chatty.moderation.policies import check_note, check_outcome, check_reason
from chatty.moderation.queries import answers, other_administrators
from chatty.rooms.queries import known_ids, members_among, readable_room_for
from chatty.stream.actions import overwrite_about


def report_message(viewer: Viewer, message_id: int, *, reason: str, note: str = "") -> Report:
    """Report a message; once more while it is open changes nothing.

    Raises NotFound, Invalid, TooMany, and Conflict for what was deleted.
    """
    view = message_for(viewer, message_id)
    if view.deleted_at is not None:
        raise Conflict("message_deleted", "This message was deleted.")
    return _report(
        viewer,
        Report(
            kind=ReportKind.MESSAGE,
            person_id=view.sender_id,
            room_id=view.room_id,
            message_id=view.id,
            content=words_of(view),
            reason=check_reason(reason),
            note=check_note("note", note),
        ),
    )


def report_person(
    viewer: Viewer, user_id: int, *, reason: str, note: str = "", room_id: int | None = None
) -> Report:
    """Report somebody, for what they do in a room if one is given; raises as `report_message`."""
    user_by_id(user_id)
    if room_id is not None:
        readable_room_for(viewer, room_id)
        if not members_among(room_id, [user_id]):
            raise NotFound("no_such_member", "They are not in this room.")
    elif user_id not in known_ids(viewer, [user_id]):
        raise NotFound
    return _report(
        viewer,
        Report(
            kind=ReportKind.PERSON,
            person_id=user_id,
            room_id=room_id,
            reason=check_reason(reason),
            note=check_note("note", note),
        ),
    )


def answer_report(viewer: Viewer, report_id: int, *, state: str, answer: str = "") -> Report:
    """Close a report, with some words for who made it; the proof in it is emptied.

    Raises NotFound, Forbidden for who may see it and not answer it, Invalid, Conflict once closed.
    """
    outcome, answer = check_outcome(state), check_note("answer", answer)
    report = db.session.get(Report, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise NotFound
    if not answers(viewer, report):
        if report.reporter_id == viewer.id:
            raise Forbidden("not_yours", "Somebody else looks at what you report.")
        raise NotFound
    if report.person_id == viewer.id and other_administrators(viewer.id):
        raise Forbidden("about_you", "Another administrator looks at what is said about you.")
    if report.state != ReportState.OPEN:
        raise Conflict("report_closed", "This report was answered already.")
    report.state, report.answer, report.content = outcome, answer, None
    report.answered_by_id, report.answered_at = viewer.id, clock.now()
    db.session.flush()
    overwrite_about(db.session(), "REPORT_ADDED", report.id, [report.id], {"content": None})
    audit(
        "report_answered",
        actor_id=viewer.id,
        target_id=report.person_id,
        room_id=report.room_id,
        subject=f"report:{report.id}",
        details={"outcome": str(outcome)},
    )
    record(ReportAnswered(report_id=report.id))
    return report


def _report(viewer: Viewer, report: Report) -> Report:
    if report.person_id == viewer.id:
        raise invalid("userId", "You cannot report yourself.", "yourself")
    same = sa.select(Report).where(
        Report.reporter_id == viewer.id,
        Report.person_id == report.person_id,
        Report.kind == report.kind,
        Report.state == ReportState.OPEN,
        Report.message_id.is_(None)
        if report.message_id is None
        else Report.message_id == report.message_id,
        Report.room_id.is_(None) if report.room_id is None else Report.room_id == report.room_id,
    )
    found = db.session.scalars(same).first()
    if found is not None:
        return found
    rate = rate_for(viewer.created_at, limits.RATE_REPORTS, now=clock.now())
    rates.hit(rate, "reports", viewer.id)
    report.reporter_id, report.state, report.created_at = viewer.id, ReportState.OPEN, clock.now()
    report.answer = ""
    db.session.add(report)
    db.session.flush()
    audit(
        "reported",
        actor_id=viewer.id,
        target_id=report.person_id,
        room_id=report.room_id,
        subject=f"report:{report.id}",
        details={"reason": report.reason},
    )
    record(Reported(report_id=report.id))
    return report
