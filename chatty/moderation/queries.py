"""Reports: one's own, those of a room, those of the server."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from chatty.accounts.models import User, Viewer
from chatty.accounts.policies import check_administrator
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged
from chatty.moderation.models import Report
from chatty.moderation.policies import may_answer
from chatty.rooms.models import Membership, Role, Room, RoomKind
from chatty.rooms.policies import RUNS_THE_ROOM, Right
from chatty.rooms.queries import membership_of, room_with_right


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report with whom it is by and about, and what its room is called."""

    report: Report
    reporter: User
    person: User
    room_name: str | None


def my_reports(
    viewer: Viewer, *, cursor: str | None = None, limit: int | None = None
) -> Page[ReportRow]:
    """What *viewer* reported, the newest first."""
    return _page(Report.reporter_id == viewer.id, cursor=cursor, limit=limit)


def reports_of_room(
    viewer: Viewer,
    room_id: int,
    *,
    state: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ReportRow]:
    """The reports of the room that *viewer* answers, the newest first; NotFound, Forbidden."""
    overview = room_with_right(viewer, room_id, Right.ANSWER_REPORTS)
    role = overview.membership.role if overview.membership else None
    mine = sa.and_(
        Report.room_id == room_id,
        Report.reporter_id != viewer.id,
        Report.person_id != viewer.id,
    )
    if role != Role.OWNER:
        who_runs_it = sa.select(Membership.user_id).where(
            Membership.room_id == room_id, Membership.role.in_(RUNS_THE_ROOM)
        )
        mine = sa.and_(mine, Report.person_id.not_in(who_runs_it))
    return _page(_in_state(mine, state), cursor=cursor, limit=limit)


def reports_of_server(
    viewer: Viewer,
    *,
    state: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ReportRow]:
    """All reports, for administrators, the newest first; raises Forbidden."""
    check_administrator(viewer)
    return _page(_in_state(sa.true(), state), cursor=cursor, limit=limit)


def report_for(viewer: Viewer, report_id: int) -> ReportRow:
    """The report, if *viewer* made it or answers it; raises NotFound."""
    row = report_row(report_id)
    if row is None:
        raise NotFound
    if row.report.reporter_id != viewer.id and not answers(viewer, row.report):
        raise NotFound
    return row


def answers(viewer: Viewer, report: Report) -> bool:
    """Whether *viewer* answers *report*."""
    if viewer.is_admin and report.reporter_id != viewer.id:
        return True
    room = None if report.room_id is None else db.session.get(Room, report.room_id)
    place = None if room is None else membership_of(viewer.id, room.id)
    theirs = None if room is None else membership_of(report.person_id, room.id)
    return may_answer(
        viewer.id,
        report,
        room,
        place.role if place else None,
        reported_role=theirs.role if theirs else None,
    )


def other_administrators(user_id: int) -> bool:
    """Whether somebody else runs the server, too."""
    others = sa.select(User.id).where(
        User.is_admin, User.deactivated_at.is_(None), User.id != user_id
    )
    return db.session.scalars(others.limit(1)).first() is not None


def report_row(report_id: int) -> ReportRow | None:
    """The report with what belongs to it; None where there is none."""
    row = db.session.execute(_rows().where(Report.id == report_id)).first()
    return None if row is None else ReportRow(*row)


def who_answers(report: Report) -> Collection[int]:
    """The administrators of the server, and who of the room's owners and admins may."""
    found = set(db.session.scalars(sa.select(User.id).where(User.is_admin)))
    if report.room_id is not None:
        found |= _who_answers_in(report, report.room_id)
    return found - {report.reporter_id}


def open_reports(viewer: Viewer, room_id: int) -> int:
    """How many wait for an answer in the room."""
    return len(reports_of_room(viewer, room_id, state="open", limit=100).items)


def _who_answers_in(report: Report, room_id: int) -> set[int]:
    room = db.session.get_one(Room, room_id)
    places = db.session.scalars(
        sa.select(Membership).where(
            Membership.room_id == room_id, Membership.role.in_(RUNS_THE_ROOM)
        )
    ).all()
    roles = {place.user_id: place.role for place in places}
    reported = roles.get(report.person_id)
    return {
        user_id
        for user_id, role in roles.items()
        if may_answer(user_id, report, room, role, reported_role=reported)
    }


def _in_state(which: sa.ColumnElement[bool], state: str | None) -> sa.ColumnElement[bool]:
    return which if state is None else sa.and_(which, Report.state == state)


def _page(
    which: sa.ColumnElement[bool], *, cursor: str | None, limit: int | None
) -> Page[ReportRow]:
    size = page_size(limit)
    query = _rows().where(which).order_by(Report.id.desc()).limit(size + 1)
    if cursor:
        query = query.where(Report.id < decode_id_cursor(cursor))
    rows = [ReportRow(*row) for row in db.session.execute(query)]
    return paged(rows, size, lambda row: encode_cursor(row.report.id))


def _rows() -> sa.Select[Report, User, User, str | None]:
    reporter, person = aliased(User), aliased(User)
    name = sa.case((Room.kind == RoomKind.DIRECT, None), else_=Room.name)
    return (
        sa.select(Report, reporter, person, name)
        .join(reporter, reporter.id == Report.reporter_id)
        .join(person, person.id == Report.person_id)
        .outerjoin(Room, Room.id == Report.room_id)
    )
