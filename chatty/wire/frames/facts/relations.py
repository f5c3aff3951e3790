"""What facts about friendships and invites become."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chatty.accounts.models import User, Viewer
from chatty.friends.events import Befriended, Blocked, Unblocked, Unfriended
from chatty.friends.queries import friendship_since
from chatty.invites.events import InviteChanged
from chatty.invites.queries import invite_row
from chatty.rooms.queries import known_ids
from chatty.stream.models import EventDraft
from chatty.wire.base import moment_or_none
from chatty.wire.frames.facts.building import builder, to_person
from chatty.wire.showing import invites_json, names_json, users_json


@builder(Befriended)
def _befriended(session: Session, fact: Befriended) -> list[EventDraft]:
    return [
        _to(session, fact.one_id, about=fact.other_id),
        _to(session, fact.other_id, about=fact.one_id),
    ]


@builder(Unfriended)
def _unfriended(session: Session, fact: Unfriended) -> list[EventDraft]:
    return [
        _to(session, fact.one_id, about=fact.other_id),
        _to(session, fact.other_id, about=fact.one_id),
    ]


@builder(Blocked)
def _blocked(session: Session, fact: Blocked) -> list[EventDraft]:
    # To the other it is the end of a friendship, which is a fact of its own, or nothing.
    return [_to(session, fact.blocker_id, about=fact.blocked_id)]


@builder(Unblocked)
def _unblocked(session: Session, fact: Unblocked) -> list[EventDraft]:
    return [_to(session, fact.blocker_id, about=fact.blocked_id)]


@builder(InviteChanged)
def _invite_changed(_session: Session, fact: InviteChanged) -> list[EventDraft]:
    row = invite_row(fact.invite_id)
    concerned = [row.inviter, *([row.invitee] if row.invitee else [])]
    return [
        to_person(
            user.id,
            {
                "type": "INVITE_UPDATED",
                "invite": invites_json(Viewer(user_id=user.id), [row])[0],
            },
        )
        for user in concerned
    ]


def _to(session: Session, user_id: int, *, about: int) -> EventDraft:
    """The frame for the one about the other, as it stands at the end of the transaction."""
    viewer, user = Viewer(user_id=user_id), session.get_one(User, about)
    # Two who have parted may be unknown to each other by it.
    show = users_json if known_ids(viewer, [about]) else names_json
    (shown,) = show(viewer, [user])
    since = friendship_since(user_id, about)
    frame = {
        "type": "FRIEND_UPDATED",
        "user": shown,
        "relation": shown["relation"],
        "since": moment_or_none(since),
    }
    return to_person(user_id, frame)
