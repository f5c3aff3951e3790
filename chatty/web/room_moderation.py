"""Keeping order in a room: bans and appeals, mutes, reports, raid mode, words, and the log."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, request, stream_with_context
from flask.typing import ResponseReturnValue

from chatty.accounts.models import AuditKind
from chatty.accounts.queries.auditing import AuditFilter, audit_entries
from chatty.accounts.rendering import AUDIT_WORDS
from chatty.core import clock
from chatty.core.db import writing
from chatty.moderation.actions import answer_report
from chatty.moderation.queries import reports_of_room
from chatty.rooms.actions import (
    answer_appeal,
    begin_raid_mode,
    change_filtered_words,
    end_raid_mode,
    export_room_audit,
)
from chatty.rooms.policies import Right
from chatty.rooms.queries import bans_in, mutes_in, room_with_right
from chatty.web.answers import LARGEST, ROOM, go_to, page
from chatty.web.forms.base import Form
from chatty.web.forms.moderation import AnswerForm, RaidForm, WordsForm
from chatty.web.identity import viewer
from chatty.wire.auditing import audit_csv, audit_json
from chatty.wire.resources.moderation import ban_json, mute_json, report_json
from chatty.wire.rooms import one_room_json

PAGE = f"{ROOM}/moderation"

routes = Blueprint("room_moderation", __name__)


@routes.get(PAGE)
def index(room_id: int) -> ResponseReturnValue:
    return _page(room_id)


@routes.put(f"{PAGE}/appeals/<int(max={LARGEST}):user_id>")
def update_appeal(room_id: int, user_id: int) -> ResponseReturnValue:
    accepted = request.form.get("appeal") == "accepted"
    return _attempt(
        room_id, Form(), lambda: answer_appeal(viewer(), room_id, user_id, accepted=accepted)
    )


@routes.put(f"{PAGE}/words")
def update_words(room_id: int) -> ResponseReturnValue:
    form = WordsForm(prefix="words-")
    text = form.words.data or ""
    return _attempt(room_id, form, lambda: change_filtered_words(viewer(), room_id, text))


@routes.put(f"{PAGE}/raid-mode")
def create_raid(room_id: int) -> ResponseReturnValue:
    form = RaidForm(prefix="raid-")
    return _attempt(room_id, form, lambda: begin_raid_mode(viewer(), room_id, form.length))


@routes.delete(f"{PAGE}/raid-mode")
def destroy_raid(room_id: int) -> ResponseReturnValue:
    return _attempt(room_id, Form(), lambda: end_raid_mode(viewer(), room_id))


@routes.put(f"{PAGE}/reports/<int(max={LARGEST}):report_id>")
def update_report(room_id: int, report_id: int) -> ResponseReturnValue:
    room_with_right(viewer(), room_id, Right.ANSWER_REPORTS)
    form = AnswerForm()
    state, answer = form.state.data or "", form.answer.data or ""
    return _attempt(
        room_id, form, lambda: answer_report(viewer(), report_id, state=state, answer=answer)
    )


@routes.get(f"{ROOM}/audit")
def index_audit(room_id: int) -> ResponseReturnValue:
    overview = room_with_right(viewer(), room_id, Right.SEE_AUDIT)
    kind = _kind(request.args.get("kind"))
    which = AuditFilter(kind=kind, room_id=room_id, in_room=True)
    found = audit_entries(which, cursor=request.args.get("cursor") or None)
    return page(
        "rooms/audit.html",
        room=one_room_json(viewer(), overview),
        entries=audit_json(found.items, addresses=False),
        next_cursor=found.next_cursor,
        kinds=sorted(AUDIT_WORDS.items(), key=lambda pair: pair[1]),
        kind=kind or "",
    )


@routes.post(f"{ROOM}/audit/exports")
def export(room_id: int) -> ResponseReturnValue:
    with writing():
        export_room_audit(viewer(), room_id)
    kind = _kind(request.form.get("kind"))
    which = AuditFilter(kind=kind, room_id=room_id, in_room=True)
    return Response(
        stream_with_context(audit_csv(which, addresses=False)),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def _kind(asked: str | None) -> str | None:
    return asked if asked in frozenset(AuditKind) else None


def _attempt(room_id: int, form: Form, act: Callable[[], object]) -> ResponseReturnValue:
    def write() -> bool:
        with writing():
            act()
        return True

    if form.attempt(write) is None:
        return _page(room_id, form)
    flash("Done.", "success")
    return go_to(f"/rooms/{room_id}/moderation")


def _page(room_id: int, sent: Form | None = None) -> ResponseReturnValue:
    """The page, with the form that was *sent* as it was filled in."""
    overview = room_with_right(viewer(), room_id, Right.BAN, Right.MUTE)
    room = overview.room
    reports = reports_of_room(viewer(), room_id, state="open").items
    words = WordsForm(None, prefix="words-", data={"words": room.filtered_words})
    return page(
        "rooms/moderation.html",
        sent.status if sent else 200,
        room=one_room_json(viewer(), overview),
        bans=[ban_json(row) for row in bans_in(viewer(), room_id, limit=100).items],
        mutes=[mute_json(row) for row in mutes_in(viewer(), room_id, limit=100).items],
        reports=[report_json(row) for row in reports],
        raided=room.raid_until is not None and room.raid_until > clock.now(),
        problem=sent.problem if sent else "",
        words=sent if isinstance(sent, WordsForm) else words,
        raid=sent if isinstance(sent, RaidForm) else RaidForm(None, prefix="raid-"),
    )
