"""From facts to frames: what each recorded fact becomes in the log, and for whom.

Called in the transaction of the fact, just before its last statement, so what is read here is what
will be true. Frames hold absolute values: applying one twice is harmless. A fact without an entry
is an error, which a test over all domains finds before anybody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from chatty.accounts.events import (
    ProfileUpdated,
    SessionRevoked,
    SettingsUpdated,
    UserDeactivated,
    UserRegistered,
)
from chatty.accounts.models import User
from chatty.messages.events import MessagePosted
from chatty.messages.queries import newest_of
from chatty.rooms.events import MemberAdded, MemberRemoved, ReadMarkerMoved, RoomCreated
from chatty.rooms.models import Membership, Room, RoomOverview
from chatty.rooms.queries import visibility
from chatty.stream.actions import append
from chatty.stream.models import EventDraft, room_topic, user_topic
from chatty.wire.base import Json, compact, moment
from chatty.wire.frames.ephemera import read_marker
from chatty.wire.resources import message_json, person_json, profile_json, room_json

FactType = TypeVar("FactType")
Builder = Callable[[Session, Any], list[EventDraft]]

# Whoever is in more rooms keeps the old name in the rest of them until those are loaded again.
ROOMS_TOLD_OF_A_PROFILE = 100

_builders: dict[type[Any], Builder] = {}


def sink(session: Session, facts: Sequence[Any]) -> bool:
    """Append what *facts* mean to the log; answers whether there was anything."""
    drafts = [draft for fact in facts for draft in frames_for(session, fact)]
    if drafts:
        append(session, drafts)
    return bool(drafts)


def frames_for(session: Session, fact: object) -> list[EventDraft]:
    """What *fact* becomes in the log."""
    return _builders[type(fact)](session, fact)


def builder(
    kind: type[FactType],
) -> Callable[
    [Callable[[Session, FactType], list[EventDraft]]],
    Callable[[Session, FactType], list[EventDraft]],
]:
    """Let the decorated function build the frames of facts of *kind*."""

    def register(
        build: Callable[[Session, FactType], list[EventDraft]],
    ) -> Callable[[Session, FactType], list[EventDraft]]:
        _builders[kind] = build
        return build

    return register


@builder(MessagePosted)
def _message_posted(_session: Session, fact: MessagePosted) -> list[EventDraft]:
    message = fact.message
    frame = {"type": "CHAT_MESSAGE", **message_json(message)}
    topic = room_topic(message.room_id)
    return [EventDraft(topic, "CHAT_MESSAGE", compact(frame), ref=message.id, seq=message.seq)]


@builder(MemberAdded)
def _member_added(session: Session, fact: MemberAdded) -> list[EventDraft]:
    room = session.get_one(Room, fact.room_id)
    member = session.get_one(Membership, (fact.room_id, fact.user_id))
    newest = newest_of([room]).get(room.id)
    added = {
        "type": "ROOM_ADDED",
        "room": room_json(RoomOverview(room, member), newest),
        "visibleFromSeq": member.visible_from_seq,
    }
    joined = {
        "type": "MEMBER_ADDED",
        "roomId": str(room.id),
        "user": person_json(session.get_one(User, fact.user_id)),
        "role": member.role,
        "joinedAt": moment(member.joined_at),
        "memberCount": room.member_count,
    }
    return [_to_person(fact.user_id, added), _to_room(fact.room_id, joined)]


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
    return [_to_person(fact.user_id, removed), _to_room(fact.room_id, left)]


@builder(ReadMarkerMoved)
def _read_marker_moved(_session: Session, fact: ReadMarkerMoved) -> list[EventDraft]:
    return [_to_person(fact.user_id, read_marker(fact.room_id, fact.user_id, fact.seq))]


@builder(ProfileUpdated)
def _profile_updated(session: Session, fact: ProfileUpdated) -> list[EventDraft]:
    user = session.get_one(User, fact.user_id)
    frame = {"type": "PROFILE_UPDATED", "user": profile_json(user)}
    rooms = sorted(visibility(fact.user_id))[:ROOMS_TOLD_OF_A_PROFILE]
    return [_to_person(fact.user_id, frame), *(_to_room(room_id, frame) for room_id in rooms)]


@builder(SettingsUpdated)
def _settings_updated(_session: Session, fact: SettingsUpdated) -> list[EventDraft]:
    frame = {"type": "SETTINGS_UPDATED", "settings": {"theme": fact.theme}}
    return [_to_person(fact.user_id, frame)]


@builder(SessionRevoked)
def _session_revoked(_session: Session, fact: SessionRevoked) -> list[EventDraft]:
    frame = {
        "type": "SESSION_REVOKED",
        "sessionId": None if fact.session_id is None else str(fact.session_id),
        "familyId": None if fact.family_id is None else str(fact.family_id),
        "all": False,
    }
    return [_to_person(fact.user_id, frame)]


@builder(UserDeactivated)
def _user_deactivated(_session: Session, fact: UserDeactivated) -> list[EventDraft]:
    frame = {"type": "SESSION_REVOKED", "sessionId": None, "familyId": None, "all": True}
    return [_to_person(fact.user_id, frame)]


@builder(UserRegistered)
def _user_registered(_session: Session, _fact: UserRegistered) -> list[EventDraft]:
    return []  # Nobody knows the person yet; entering the lobby is a fact of its own.


@builder(RoomCreated)
def _room_created(_session: Session, _fact: RoomCreated) -> list[EventDraft]:
    return []  # The owner's membership, which came with it, says all there is to say.


def _to_room(room_id: int, frame: Json) -> EventDraft:
    return EventDraft(room_topic(room_id), frame["type"], compact(frame))


def _to_person(user_id: int, frame: Json) -> EventDraft:
    return EventDraft(user_topic(user_id), frame["type"], compact(frame))
