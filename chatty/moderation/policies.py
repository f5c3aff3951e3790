"""What a report may say, and who answers it. Pure functions of values."""

from __future__ import annotations

from typing import Protocol

from chatty.core import limits
from chatty.core.errors import invalid
from chatty.core.text import is_storable, with_unix_newlines
from chatty.moderation.models import ReportReason, ReportState
from chatty.rooms.models import Role
from chatty.rooms.policies import RUNS_THE_ROOM, Right, RightsRules, has_right


class ReportRules(Protocol):
    """What is asked of a report."""

    @property
    def reporter_id(self) -> int:
        """Who said it."""

    @property
    def person_id(self) -> int:
        """About whom."""


def may_answer(
    user_id: int,
    report: ReportRules,
    room: RightsRules | None,
    role: str | None,
    *,
    reported_role: str | None,
) -> bool:
    """Whether somebody with *role* in the *room* of *report* answers it.

    Nobody answers what is by or about themselves; what is about who runs the room, only its owners
    do. Administrators of the server are not asked here: they see every report.
    """
    if room is None or user_id in {report.reporter_id, report.person_id}:
        return False
    if not has_right(Right.ANSWER_REPORTS, room, role):
        return False
    return reported_role not in RUNS_THE_ROOM or role == Role.OWNER


def check_reason(reason: str) -> ReportReason:
    """*reason*, if it is one; raises Invalid."""
    if reason not in frozenset(ReportReason):
        raise invalid("reason", "Choose what is wrong.")
    return ReportReason(reason)


def check_note(field: str, note: str) -> str:
    """*note*, tidied; raises Invalid on *field*."""
    note = with_unix_newlines(note).strip()
    if len(note) > limits.REPORT_NOTE_CHARACTERS:
        raise invalid(field, f"At most {limits.REPORT_NOTE_CHARACTERS:,} characters fit here.")
    if not is_storable(note):
        raise invalid(field, "There are control characters in this text.")
    return note


def check_outcome(state: str) -> ReportState:
    """*state*, if a report may end so; raises Invalid."""
    if state not in {ReportState.RESOLVED, ReportState.DISMISSED}:
        raise invalid("state", "A report ends as resolved or dismissed.")
    return ReportState(state)
