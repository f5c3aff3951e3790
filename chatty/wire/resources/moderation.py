"""Sanctions, reports and edits as plain dicts."""

from __future__ import annotations

from chatty.messages.models import MessageEdit
from chatty.moderation.queries import ReportRow
from chatty.rooms.models import Ban
from chatty.rooms.queries import BanRow, MuteRow
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.resources.people import person_json


def own_ban_json(ban: Ban) -> Json:
    """*ban* as an OwnBan, for who is banned."""
    return {
        "roomId": str(ban.room_id),
        "reason": ban.reason,
        "expiresAt": moment_or_none(ban.expires_at),
        "createdAt": moment(ban.created_at),
        "appeal": ban.appeal,
        "appealState": ban.appeal_state,
        "appealedAt": moment_or_none(ban.appealed_at),
    }


def ban_json(row: BanRow) -> Json:
    """*row* as a Ban."""
    people = {"user": person_json(row.user), "by": person_json(row.by)}
    return own_ban_json(row.ban) | people


def mute_json(row: MuteRow) -> Json:
    """*row* as a Mute."""
    mute = row.mute
    return {
        "roomId": str(mute.room_id),
        "user": person_json(row.user),
        "by": person_json(row.by),
        "reason": mute.reason,
        "until": moment(mute.until),
        "createdAt": moment(mute.created_at),
    }


def report_json(row: ReportRow, *, named: bool = False) -> Json:
    """*row* as a Report; *named* with who made it."""
    report = row.report
    return {
        "id": str(report.id),
        "kind": report.kind,
        "roomId": str(report.room_id) if report.room_id else None,
        "roomName": row.room_name,
        "messageId": str(report.message_id) if report.message_id else None,
        "person": person_json(row.person),
        "reporter": person_json(row.reporter) if named else None,
        "content": report.content,
        "reason": report.reason,
        "note": report.note,
        "state": report.state,
        "answer": report.answer,
        "createdAt": moment(report.created_at),
        "answeredAt": moment_or_none(report.answered_at),
    }


def edit_json(edit: MessageEdit) -> Json:
    """*edit* as a MessageEdit."""
    return {"content": edit.content, "editedAt": moment(edit.edited_at)}
