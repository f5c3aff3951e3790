"""The page of a room: a piece of its history, who is in it, and the field to write in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from secrets import token_urlsafe

from flask.typing import ResponseReturnValue

from chatty.core import clock
from chatty.core.errors import NotFound
from chatty.invites.policies import may_invite_to
from chatty.messages.models import Begun, MessagePage
from chatty.messages.queries import history, message_for
from chatty.messages.queries.extras import excerpt
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import may_post
from chatty.rooms.queries import WORDS, closed_for, members_of, overview_of, readable_room_for
from chatty.web.answers import number_asked, page
from chatty.web.attachments import files_named
from chatty.web.blocked import blocked_in
from chatty.web.drafts import draft_shown
from chatty.web.forms.messages import TERMS, MessageForm
from chatty.web.forms.scheduled import own_zone
from chatty.web.identity import viewer
from chatty.web.reactions import OFFERED
from chatty.web.receipts import receipts_shown
from chatty.wire.base import Json, moment_or_none
from chatty.wire.resources import message_json
from chatty.wire.rooms import one_room_json
from chatty.wire.showing import members_json

ARCHIVED = "This room is archived: who is in it reads, and nobody writes."
MEMBERS_SHOWN = 100
CLIENT_ID_BYTES = 12


def conversation(room_id: int, form: MessageForm | None = None) -> ResponseReturnValue:
    """The room as the person asking may see it; *form* is a refused message, shown again."""
    room = readable_room_for(viewer(), room_id)
    overview = overview_of(viewer(), room)
    closed = closed_for(viewer(), room)
    muted_until = _muted_until(overview.membership)
    found = history_asked(room)
    members = members_of(viewer(), room, limit=MEMBERS_SHOWN).items
    begun = draft_shown(room.id)
    return page(
        "rooms/show.html",
        refused=form,
        room=one_room_json(viewer(), overview),
        room_id=str(room.id),
        page=found,
        messages=[message_json(view) for view in found.items],
        members=members_json(viewer(), members),
        can_post=may_post(room, overview.membership) and closed is None and muted_until is None,
        closed=ARCHIVED if room.archived_at else closed and WORDS[closed],
        muted_until=moment_or_none(muted_until),
        blocked=blocked_in(room),
        reactions_offered=OFFERED,
        can_invite=may_invite_to(room, overview.membership),
        client_id=token_urlsafe(CLIENT_ID_BYTES),
        content=(form.content.data or "") if form else begun.content,
        later=_later(form),
        receipts=receipts_shown(overview),
        reply=_quoted(room, form.draft.reply_to_id) if form else _begun_to_answer(room, begun),
        files=files_named(form.keys) if form else [],
        problem=form.told if form else "",
    )


def history_asked(room: Room) -> MessagePage:
    """The piece of history that the address names; the newest when it names none."""
    return history(
        viewer(),
        room,
        before=number_asked("before"),
        after=number_asked("after"),
        around=number_asked("around"),
    )


def _muted_until(membership: Membership | None) -> datetime | None:
    until = membership.muted_until if membership else None
    return until if until is not None and until > clock.now() else None


def _later(form: MessageForm | None) -> dict[str, object]:
    """What was chosen about how and when to send, and the zone in which that is meant."""
    chosen = form or MessageForm(None)
    return {
        "silent": chosen.silent.data,
        "send_at": chosen.send_at.data or "",
        "expires_in": chosen.expires_in.data or "",
        "terms": TERMS,
        "zone": own_zone(),
    }


def _begun_to_answer(room: Room, begun: Begun) -> Json | None:
    """What is replied to: as the address says, or what one began to write."""
    asked = number_asked("reply")
    if asked:
        return _quoted(room, asked)
    # What one may not see any more is no reason to keep the room from one.
    with suppress(NotFound):
        return _quoted(room, begun.reply_to_id)
    return None


def _quoted(room: Room, message_id: int | None) -> Json | None:
    if not message_id:
        return None
    view = message_for(viewer(), message_id)
    if view.room_id != room.id:
        raise NotFound
    if view.deleted_at is not None:
        return None
    words = excerpt(view.content, files=view.attachment_count)
    return {"id": str(view.id), "userName": view.display_name, "excerpt": words}
