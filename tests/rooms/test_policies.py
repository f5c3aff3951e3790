"""Who may know, read, join, leave, post and create: tables of (person × room → answer)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatty.accounts.models import VISITOR, Viewer
from chatty.core.errors import Invalid
from chatty.core.limits import SLUG_CHARACTERS
from chatty.rooms.models import Membership, Room, RoomDraft, RoomOverview
from chatty.rooms.policies import (
    check_draft,
    check_slug,
    may_create,
    may_join,
    may_know,
    may_leave,
    may_post,
    may_read,
    slug_from,
)

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
MEMBER = Viewer(user_id=1, kind="member")
BOT = Viewer(user_id=2, kind="bot")
GUEST = Viewer(user_id=3, kind="guest")


@dataclass(frozen=True)
class Place:
    """A room or a membership, as far as the rules ask."""

    kind: str = "public"
    post_by: str = "members"
    invite_by: str = "admins"
    pin_by: str = "admins"
    mention_all_by: str = "admins"
    archived_at: datetime | None = None
    deleted_at: datetime | None = None
    expires_at: datetime | None = None
    role: str = "member"


OWNER, ADMIN, PLAIN = (Place(role=role) for role in ("owner", "admin", "member"))

# kind, archived; for who is not in it: may know, may read, a member may join
OUTSIDE = [
    ("public", False, True, True, True),
    ("lobby", False, True, True, True),
    ("password", False, True, False, False),
    ("private", False, False, False, False),
    ("direct", False, False, False, False),
    ("public", True, False, False, False),
    ("lobby", True, False, False, False),
    ("password", True, False, False, False),
    ("private", True, False, False, False),
    ("direct", True, False, False, False),
]


def room(kind: str, *, archived: bool = False, post_by: str = "members") -> Place:
    return Place(kind=kind, archived_at=LONG_AGO if archived else None, post_by=post_by)


@pytest.mark.parametrize(("kind", "archived", "know", "read", "join"), OUTSIDE)
def test_who_is_not_in_a_room(kind, archived, know, read, join):
    place = room(kind, archived=archived)
    assert (may_know(place, None), may_read(place, None)) == (know, read)
    assert [may_join(viewer, place) for viewer in (MEMBER, BOT)] == [join, join]
    assert [may_join(viewer, place) for viewer in (VISITOR, GUEST)] == [False, False]
    assert not may_post(place, None)


@pytest.mark.parametrize(("kind", "archived", "know", "read", "join"), OUTSIDE)
def test_who_is_banned_knows_of_the_room_and_no_more(kind, archived, know, read, join):
    place, ban = room(kind, archived=archived), Place()
    assert may_know(place, None, ban)
    assert not may_read(place, None, ban)
    assert not may_join(MEMBER, place, ban)
    assert not may_join(MEMBER, place, ban, has_password=True)


def test_password_opens_only_rooms_that_have_one():
    viewers = (MEMBER, BOT, GUEST, VISITOR)
    places = [room(kind) for kind in ("password", "private", "direct")]
    opened = [[may_join(one, place, has_password=True) for one in viewers] for place in places]
    assert opened == [[True, True, False, False], [False] * 4, [False] * 4]
    assert not may_join(MEMBER, room("password", archived=True), has_password=True)


@pytest.mark.parametrize("membership", [None, OWNER, PLAIN])
def test_deleted_room_is_known_to_nobody(membership):
    place = Place(deleted_at=LONG_AGO)
    assert not may_know(place, membership)
    assert not may_read(place, membership)
    assert not may_join(MEMBER, place)
    assert not may_post(place, membership)


@pytest.mark.parametrize(("kind", "archived", "know", "read", "join"), OUTSIDE)
@pytest.mark.parametrize("membership", [OWNER, ADMIN, PLAIN], ids=lambda place: place.role)
def test_who_is_in_a_room(kind, archived, know, read, join, membership):
    place = room(kind, archived=archived)
    assert may_know(place, membership)
    assert may_read(place, membership)
    assert may_post(place, membership) is not archived
    assert may_leave(place) is (kind != "lobby")


@pytest.mark.parametrize(("membership", "may"), [(OWNER, True), (ADMIN, True), (PLAIN, False)])
def test_only_admins_post_in_a_channel(membership, may):
    assert may_post(room("public", post_by="admins"), membership) is may
    assert not may_post(room("public", post_by="admins", archived=True), membership)


def test_members_and_bots_create_rooms():
    assert [may_create(one) for one in (MEMBER, BOT, GUEST, VISITOR)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("last", "read", "visible_from", "unread"),
    [
        (0, 0, 1, 0),
        (5, 0, 1, 5),
        (5, 3, 1, 2),
        (5, 5, 1, 0),
        (5, 0, 4, 2),
        (5, 4, 2, 1),
        (5, 5, 6, 0),
        (5, 9, 1, 0),
    ],
)
def test_unread_counts_from_the_marker_and_the_first_visible(last, read, visible_from, unread):
    place = Membership(read_seq=read, visible_from_seq=visible_from)
    assert RoomOverview(Room(first_seq=1, last_seq=last), place).unread_count == unread
    assert RoomOverview(Room(last_seq=last), None).unread_count == 0


def test_what_is_kept_no_more_is_not_unread():
    room, place = Room(first_seq=4, last_seq=5), Membership(read_seq=1, visible_from_seq=1)
    assert RoomOverview(room, place).unread_count == 2


WRONG_DRAFTS = [
    ({"name": ""}, "name"),
    ({"name": " \n "}, "name"),
    ({"name": "x" * 65}, "name"),
    ({"name": "har\u202ebour"}, "name"),
    ({"name": "har\u200bbour"}, "name"),
    ({"name": "har\0bour"}, "name"),
    ({"kind": "lobby"}, "kind"),
    ({"kind": "direct"}, "kind"),
    ({"kind": "password"}, "password"),
    ({"password_hash": "x"}, "password"),
    ({"history": "from_join"}, "history"),
    ({"kind": ""}, "kind"),
    ({"topic": "x" * 251}, "topic"),
    ({"bio": "x" * 501}, "bio"),
    ({"kind": "private", "slug": "harbour"}, "slug"),
    ({"slug": "7"}, "slug"),
    ({"slug": "new"}, "slug"),
]


@pytest.mark.parametrize(("change", "field"), WRONG_DRAFTS, ids=str)
def test_draft_that_is_wrong_is_refused_by_its_field(change, field):
    with pytest.raises(Invalid) as refused:
        check_draft(RoomDraft(**{"kind": "public", "name": "Harbour", **change}))
    assert [error.field for error in refused.value.errors] == [field]


def test_draft_is_tidied():
    draft = RoomDraft("public", "  Old   Harbour ", "Old-Harbour", " a \n b ", " c ")
    tidy = check_draft(draft)
    assert (tidy.name, tidy.slug, tidy.topic, tidy.bio) == (
        "Old Harbour",
        "old-harbour",
        "a b",
        "c",
    )
    assert (tidy.history, tidy.post_by) == ("shared", "members")


def test_private_room_takes_no_address_because_that_would_tell_of_others():
    with pytest.raises(Invalid) as refused:
        check_draft(RoomDraft("private", "Harbour", "harbour"))
    assert [error.field for error in refused.value.errors] == ["slug"]


@pytest.mark.parametrize("slug", ["ab", "a1", "old-harbour", "x" * 64, "2nd", "UPPER"])
def test_slug_that_can_stand_in_an_address_is_taken(slug):
    assert check_slug(slug) == slug.lower()


@pytest.mark.parametrize(
    "slug",
    [
        "a",
        "x" * 65,
        "123",
        "1-2",
        "-a",
        "a-",
        "a--b",
        "a_b",
        "a b",
        "ä1",
        "a/b",
        "lobby",
        "New",
        "a\n",
    ],
)
def test_slug_that_cannot_is_refused(slug):
    with pytest.raises(Invalid):
        check_slug(slug)


@given(st.text(max_size=100))
def test_slug_made_from_a_name_is_always_good(name):
    slug = slug_from(name)
    if slug is not None:
        assert check_slug(slug) == slug
        assert SLUG_CHARACTERS[0] <= len(slug) <= SLUG_CHARACTERS[1]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Old Harbour!", "old-harbour"), ("2024", None), ("!", None), ("Lobby", None), ("港", None)],
)
def test_slug_from_a_name(name, slug):
    assert slug_from(name) == slug
