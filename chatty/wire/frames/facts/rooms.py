"""What facts about rooms become."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chatty.accounts.models import User, Viewer
from chatty.rooms.events import (
    Banned,
    DeliveredMarkerMoved,
    DirectHidden,
    DirectShown,
    MemberAdded,
    MemberRemoved,
    MemberUpdated,
    PasswordJoinsPaused,
    PlaceUpdated,
    ReadMarkerMoved,
    RoomClosed,
    RoomCreated,
    RoomDeleted,
    RoomUpdated,
)
from chatty.rooms.models import Ban, Membership, Role, Room, RoomOverview
from chatty.rooms.policies import OPEN
from chatty.stream.models import EventDraft
from chatty.wire.base import moment, moment_or_none
from chatty.wire.frames.ephemera import delivered_marker, read_marker
from chatty.wire.frames.facts.building import builder, to_person, to_room
from chatty.wire.resources import own_place_json, person_json, shared_room_json
from chatty.wire.rooms import one_room_json


@builder(MemberAdded)
def _member_added(session: Session, fact: MemberAdded) -> list[EventDraft]:
    room = session.get_one(Room, fact.room_id)
    member = session.get_one(Membership, (fact.room_id, fact.user_id))
    joined = {
        "type": "MEMBER_ADDED",
        "roomId": str(room.id),
        "user": person_json(session.get_one(User, fact.user_id)),
        "role": member.role,
        "joinedAt": moment(member.joined_at),
        "memberCount": room.member_count,
    }
    return [_added(session, fact.room_id, fact.user_id), to_room(fact.room_id, joined)]


@builder(DirectShown)
def _direct_shown(session: Session, fact: DirectShown) -> list[EventDraft]:
    return [_added(session, fact.room_id, fact.user_id)]


@builder(DirectHidden)
def _direct_hidden(_session: Session, fact: DirectHidden) -> list[EventDraft]:
    removed = {"type": "ROOM_REMOVED", "roomId": str(fact.room_id), "reason": "left"}
    return [to_person(fact.user_id, removed)]


@builder(MemberRemoved)
def _member_removed(session: Session, fact: MemberRemoved) -> list[EventDraft]:
    room = session.get_one(Room, fact.room_id, populate_existing=True)
    removed = {"type": "ROOM_REMOVED", "roomId": str(fact.room_id), "reason": fact.reason}
    left = {
        "type": "MEMBER_REMOVED",
        "roomId": str(fact.room_id),
        "userId": str(fact.user_id),
        "reason": fact.reason,
        "memberCount": room.member_count,
    }
    told = to_room(fact.room_id, left)
    # Who is banned hears more about it by another fact.
    return [told] if fact.reason == "banned" else [to_person(fact.user_id, removed), told]


@builder(Banned)
def _banned(session: Session, fact: Banned) -> list[EventDraft]:
    room = session.get_one(Room, fact.room_id)
    if not fact.was_in and room.kind not in OPEN:
        # They look at nothing there, and a reason is no letter to whom one has never met.
        return []
    ban = session.get_one(Ban, (fact.room_id, fact.user_id))
    frame = {
        "type": "ROOM_REMOVED",
        "roomId": str(fact.room_id),
        "reason": "banned",
        "ban": {"reason": ban.reason, "expiresAt": moment_or_none(ban.expires_at)},
    }
    return [to_person(fact.user_id, frame)]


@builder(MemberUpdated)
def _member_updated(session: Session, fact: MemberUpdated) -> list[EventDraft]:
    room = session.get_one(Room, fact.room_id, populate_existing=True)
    member = session.get(Membership, (fact.room_id, fact.user_id), populate_existing=True)
    if member is None:
        return []  # Who is gone since was told of by their going.
    changed = {
        "type": "MEMBER_UPDATED",
        "roomId": str(fact.room_id),
        "userId": str(fact.user_id),
        "role": member.role,
        "mutedUntil": moment_or_none(member.muted_until),
        "ownerId": None if room.owner_id is None else str(room.owner_id),
    }
    return [to_room(fact.room_id, changed)]


@builder(ReadMarkerMoved)
def _read_marker_moved(_session: Session, fact: ReadMarkerMoved) -> list[EventDraft]:
    frame = read_marker(fact.room_id, fact.user_id, fact.seq, is_back=fact.is_back)
    return [to_person(fact.user_id, frame)]


@builder(DeliveredMarkerMoved)
def _delivered_marker_moved(_session: Session, fact: DeliveredMarkerMoved) -> list[EventDraft]:
    return [to_person(fact.user_id, delivered_marker(fact.room_id, fact.user_id, fact.seq))]


@builder(RoomCreated)
def _room_created(_session: Session, _fact: RoomCreated) -> list[EventDraft]:
    return []  # The owner's membership, which came with it, says all there is to say.


@builder(RoomUpdated)
def _room_updated(session: Session, fact: RoomUpdated) -> list[EventDraft]:
    room = session.get_one(Room, fact.room_id)
    frame = {
        "type": "ROOM_UPDATED",
        "roomId": str(room.id),
        "room": shared_room_json(room),
    }
    return [to_room(room.id, frame)]


@builder(RoomClosed)
def _room_closed(_session: Session, fact: RoomClosed) -> list[EventDraft]:
    return [to_room(fact.room_id, {"type": "ROOM_CLOSED", "roomId": str(fact.room_id)})]


@builder(RoomDeleted)
def _room_deleted(_session: Session, fact: RoomDeleted) -> list[EventDraft]:
    room_id = str(fact.room_id)
    removed = {"type": "ROOM_REMOVED", "roomId": room_id, "reason": "deleted"}
    deleted = to_room(fact.room_id, {"type": "ROOM_DELETED", "roomId": room_id})
    return [deleted, *(to_person(user_id, removed) for user_id in fact.member_ids)]


@builder(PasswordJoinsPaused)
def _password_joins_paused(session: Session, fact: PasswordJoinsPaused) -> list[EventDraft]:
    frame = {
        "type": "ROOM_PASSWORD_PAUSED",
        "roomId": str(fact.room_id),
        "roomName": session.get_one(Room, fact.room_id).name,
        "until": moment(fact.until),
    }
    owners = sa.select(Membership.user_id).where(
        Membership.room_id == fact.room_id, Membership.role == Role.OWNER
    )
    return [to_person(user_id, frame) for user_id in session.scalars(owners)]


@builder(PlaceUpdated)
def _place_updated(session: Session, fact: PlaceUpdated) -> list[EventDraft]:
    place = session.get_one(Membership, (fact.room_id, fact.user_id))
    frame = {
        "type": "MEMBERSHIP_UPDATED",
        "roomId": str(fact.room_id),
        "membership": own_place_json(place),
    }
    return [to_person(fact.user_id, frame)]


def _added(session: Session, room_id: int, user_id: int) -> EventDraft:
    """The room as it is for the person at the end of the transaction."""
    room = session.get_one(Room, room_id, populate_existing=True)
    member = session.get_one(Membership, (room_id, user_id), populate_existing=True)
    frame = {
        "type": "ROOM_ADDED",
        "room": one_room_json(Viewer(user_id=user_id), RoomOverview(room, member)),
        "visibleFromSeq": member.visible_from_seq,
    }
    # By its room it is found again when what was said there last is taken back.
    return to_person(user_id, frame, about=room_id)
