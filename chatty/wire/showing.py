"""What one person sees of others: who they are to each other, and whether they are there.

Both doors answer people through here, in as many statements for a hundred as for one.
"""

from __future__ import annotations

from collections.abc import Sequence

from chatty.accounts.models import User, Viewer
from chatty.accounts.policies import may_see_last_seen
from chatty.friends.queries import (
    FriendRow,
    blocked_by,
    blockers_of,
    friends_among,
    friends_of,
)
from chatty.invites.queries import InviteRow, asked_among
from chatty.presence.models import State
from chatty.presence.queries import state_of
from chatty.rooms.queries import MemberRow, Suggestion, known_ids, shared_room_count
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.models import Relation
from chatty.wire.resources import NOTHING_MORE, invite_json, me_json, member_json, user_json


def users_json(viewer: Viewer, users: Sequence[User]) -> list[Json]:
    """*users* as Users, as *viewer* sees them."""
    shown = Shown(viewer, [user.id for user in users])
    return [shown.user(user) for user in users]


def names_json(viewer: Viewer, users: Sequence[User]) -> list[Json]:
    """*users* as Users of whom only name and picture are told."""
    shown = Shown(viewer, [user.id for user in users])
    return [shown.name(user) for user in users]


def user_shown(viewer: Viewer, user: User) -> Json:
    """*user* as a User, as *viewer* sees them."""
    return users_json(viewer, [user])[0]


def user_in_full(viewer: Viewer, user: User) -> Json:
    """*user* as a UserInFull, as *viewer* sees them."""
    shown = Shown(viewer, [user.id])
    # Told to who is blocked, too: what was there before and is gone would tell of the block.
    counts: Json = {
        "roomCount": shared_room_count(viewer, user.id),
        "friendCount": len(friends_of(user.id)),
    }
    return shown.user(user) | counts


def suggestions_json(viewer: Viewer, found: Sequence[Suggestion]) -> list[Json]:
    """*found* as *viewer* sees them."""
    shown = Shown(viewer, [each.user.id for each in found])
    return [
        {
            "user": shown.user(each.user),
            "sharedRooms": each.shared_rooms,
            "mutualFriends": each.mutual_friends,
        }
        for each in found
    ]


def own_json(user: User) -> Json:
    """*user* as a Me, for themselves."""
    presence = {
        "state": str(state_of(user.id)),
        "lastSeenAt": moment_or_none(user.last_seen_at),
    }
    return me_json(user, presence)


def members_json(viewer: Viewer, rows: Sequence[MemberRow]) -> list[Json]:
    """*rows* as Members, as *viewer* sees them."""
    user_ids = [row.user.id for row in rows]
    # Who only reads along in an open room sees who is there, and no more of those they don't know.
    known = set(known_ids(viewer, user_ids))
    shown = Shown(viewer, user_ids)
    return [
        member_json(
            row,
            shown.user(row.user) if row.user.id in known else shown.name(row.user),
            receipts=shown.receipts(row.user),
        )
        for row in rows
    ]


def friends_json(viewer: Viewer, rows: Sequence[FriendRow]) -> list[Json]:
    """*rows* as Friends of *viewer*."""
    shown = Shown(viewer, [row.user.id for row in rows])
    return [shown.user(row.user) | {"since": moment(row.since)} for row in rows]


def invites_json(viewer: Viewer, rows: Sequence[InviteRow]) -> list[Json]:
    """*rows* as Invites from or to *viewer*."""
    user_ids = {user.id for row in rows for user in (row.inviter, row.invitee) if user}
    shown = Shown(viewer, list(user_ids))
    known = set(known_ids(viewer, user_ids))

    def person(user: User) -> Json:
        # An invite outlives that two may know of each other, and what it shows is not from then.
        return shown.unwatched(user) if user.id in known else shown.name(user)

    return [
        invite_json(
            row,
            person(row.inviter),
            person(row.invitee) if row.invitee else None,
            sent=row.inviter.id == viewer.user_id,
        )
        for row in rows
    ]


class Shown:
    """What a viewer is to each of some people, found out once for all of them."""

    def __init__(self, viewer: Viewer, user_ids: Sequence[int]) -> None:
        self._viewer_id = viewer.user_id
        self._gives_receipts = viewer.show_receipts and not viewer.is_visitor
        asked = [] if viewer.user_id is None else user_ids
        me = viewer.user_id or 0
        self._friends = friends_among(me, asked)
        self._blocked = blocked_by(me, asked)
        self._blockers = blockers_of(me, asked)
        self._asked, self._askers = asked_among(me, asked)

    def user(self, user: User) -> Json:
        """*user* as a User."""
        return self.unwatched(user) | {"presence": self.presence(user)}

    def unwatched(self, user: User) -> Json:
        """*user* as a User, without whether they are there."""
        return self.name(user) if self.is_blocked_by(user.id) else self._profile(user)

    def name(self, user: User) -> Json:
        """*user* as a User of whom only name and picture are told."""
        return self._profile(user) | NOTHING_MORE

    def receipts(self, user: User) -> bool:
        """Whether the viewer sees how far *user* has read: both show it, or it is oneself."""
        if user.id == self._viewer_id:
            return True
        if user.id in self._blocked or user.id in self._blockers:
            return False
        return self._gives_receipts and user.show_receipts

    def is_blocked_by(self, user_id: int) -> bool:
        """Whether the person wants to hear nothing of the viewer, and shows them only a name."""
        return user_id in self._blockers

    def _profile(self, user: User) -> Json:
        return user_json(user, None, self.relation(user.id))

    def relation(self, user_id: int) -> Relation:
        """What the viewer is to the person. That one was blocked is never told."""
        if user_id == self._viewer_id:
            return "self"
        if user_id in self._blocked:
            return "blocked"
        if user_id in self._friends:
            return "friend"
        if user_id in self._askers:
            return "invitedBy"
        return "invited" if user_id in self._asked else "none"

    def presence(self, user: User) -> Json | None:
        """Whether *user* is there; null for whom the viewer blocked.

        Who is blocked sees somebody who never comes, so that nothing tells them of it.
        """
        if user.id in self._blocked:
            return None
        if user.id in self._blockers:
            return {"state": str(State.OFFLINE), "lastSeenAt": None}
        seen = user.id == self._viewer_id or may_see_last_seen(
            user.last_seen_audience, is_friend=user.id in self._friends
        )
        return {
            "state": str(state_of(user.id)),
            "lastSeenAt": moment_or_none(user.last_seen_at) if seen else None,
        }
