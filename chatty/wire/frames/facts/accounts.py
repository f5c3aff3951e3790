"""What facts about people become."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chatty.accounts.events import (
    AdministratorNamed,
    Audited,
    EmailUpdated,
    ErasureBegun,
    GuestBecameMember,
    ProfileUpdated,
    SessionRevoked,
    SettingsUpdated,
    UserDeactivated,
    UserErased,
    UserReactivated,
    UserRegistered,
)
from chatty.accounts.models import User
from chatty.core.limits import FRIENDS_TOLD
from chatty.friends.queries import friends_of
from chatty.messages.queries import rooms_written_in
from chatty.rooms.queries import visibility
from chatty.stream.models import EventDraft
from chatty.wire.frames.facts.building import builder, to_person, to_room
from chatty.wire.resources import own_profile_json, person_json, profile_json, settings_json

# Whoever is in more rooms keeps the old name in the rest of them until those are loaded again.
ROOMS_TOLD_OF_A_PROFILE = 100


@builder(ProfileUpdated)
def _profile_updated(session: Session, fact: ProfileUpdated) -> list[EventDraft]:
    user = session.get_one(User, fact.user_id)
    friends = {"type": "PROFILE_UPDATED", "user": profile_json(user)}
    drafts = [to_person(user.id, {"type": "PROFILE_UPDATED", "user": own_profile_json(user)})]
    drafts += [to_person(each, friends) for each in sorted(friends_of(user.id))[:FRIENDS_TOLD]]
    if fact.in_rooms:
        # Among those in a room are some whom the person has blocked: they are told no more.
        room = {"type": "PROFILE_UPDATED", "user": person_json(user)}
        rooms = sorted(visibility(user.id))[:ROOMS_TOLD_OF_A_PROFILE]
        drafts += [to_room(room_id, room) for room_id in rooms]
    return drafts


@builder(AdministratorNamed)
def _administrator_named(session: Session, fact: AdministratorNamed) -> list[EventDraft]:
    user = session.get_one(User, fact.user_id)
    return [to_person(user.id, {"type": "PROFILE_UPDATED", "user": own_profile_json(user)})]


@builder(SettingsUpdated)
def _settings_updated(session: Session, fact: SettingsUpdated) -> list[EventDraft]:
    user = session.get_one(User, fact.user_id)
    frame = {"type": "SETTINGS_UPDATED", "settings": settings_json(user)}
    return [to_person(fact.user_id, frame)]


@builder(EmailUpdated)
def _email_updated(session: Session, fact: EmailUpdated) -> list[EventDraft]:
    user = session.get_one(User, fact.user_id)
    frame = {
        "type": "EMAIL_UPDATED",
        "email": user.email,
        "pendingEmail": user.pending_email,
    }
    return [to_person(fact.user_id, frame)]


@builder(SessionRevoked)
def _session_revoked(_session: Session, fact: SessionRevoked) -> list[EventDraft]:
    frame = {
        "type": "SESSION_REVOKED",
        "sessionId": None if fact.session_id is None else str(fact.session_id),
        "familyId": None if fact.family_id is None else str(fact.family_id),
        "all": False,
    }
    return [to_person(fact.user_id, frame)]


@builder(UserDeactivated)
def _user_deactivated(_session: Session, fact: UserDeactivated) -> list[EventDraft]:
    frame = {"type": "SESSION_REVOKED", "sessionId": None, "familyId": None, "all": True}
    return [to_person(fact.user_id, frame)]


@builder(ErasureBegun)
def _erasure_begun(_session: Session, _fact: ErasureBegun) -> list[EventDraft]:
    return []  # What comes of it are facts of their own.


@builder(UserErased)
def _user_erased(session: Session, fact: UserErased) -> list[EventDraft]:
    user = session.get_one(User, fact.user_id)
    ended = {"type": "SESSION_REVOKED", "sessionId": None, "familyId": None, "all": True}
    erased = {
        "type": "USER_ERASED",
        "userId": str(user.id),
        "messagesErased": fact.erase_messages,
    }
    profile = {"type": "PROFILE_UPDATED", "user": profile_json(user)}
    # Their memberships are gone by now; the name stands wherever they wrote.
    rooms = sorted(rooms_written_in(fact.user_id))[:ROOMS_TOLD_OF_A_PROFILE]
    return [
        to_person(fact.user_id, erased),
        to_person(fact.user_id, ended),
        *(to_room(room_id, profile) for room_id in rooms),
    ]


@builder(GuestBecameMember)
def _guest_became_member(_session: Session, _fact: GuestBecameMember) -> list[EventDraft]:
    return []  # Their profile and their rooms, which are facts of their own, say it.


@builder(Audited)
def _audited(_session: Session, _fact: Audited) -> list[EventDraft]:
    return []  # Whom it concerns hears of it by what was done.


@builder(UserRegistered)
def _user_registered(_session: Session, _fact: UserRegistered) -> list[EventDraft]:
    return []  # Nobody knows the person yet; entering the lobby is a fact of its own.


@builder(UserReactivated)
def _user_reactivated(_session: Session, _fact: UserReactivated) -> list[EventDraft]:
    return []  # Whoever is shut has no streams, and others were told nothing of it.
