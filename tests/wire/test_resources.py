"""What is written by hand is what the models describe, and shows nobody too much."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chatty.accounts.models import User as UserRow
from chatty.core.errors import Conflict, FieldError
from chatty.messages.models import MessagePage, MessageView
from chatty.messages.rendering import render
from chatty.rooms.models import Membership, RoomOverview
from chatty.rooms.models import Room as RoomRow
from chatty.rooms.queries import MemberRow
from chatty.stream.models import EventDraft
from chatty.wire import models
from chatty.wire.base import compact
from chatty.wire.html import message_html
from chatty.wire.problems import Problem, problem_json
from chatty.wire.resources import (
    me_json,
    member_json,
    message_json,
    message_page_json,
    person_json,
    profile_json,
    room_json,
    user_json,
)

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
USER = UserRow(
    id=3, username="ada", display_name="Ada", kind="member", bio="", theme="dark",
    is_admin=False, email="ada@example.org", created_at=AT, updated_at=AT, share_birth_date=False,
    discoverable=False, show_typing=True, show_receipts=True, show_previews=True,
    last_seen_audience="friends",
    message_requests=False,
)  # fmt: skip
ONLINE = {"state": "online", "lastSeenAt": None}


def room(**changes: object) -> RoomRow:
    fields: dict[str, object] = {
        "id": 5, "kind": "public", "post_by": "members", "history": "shared", "slug": "market",
        "name": "Market", "topic": "", "bio": "", "created_by_id": 3, "owner_id": 3,
        "member_count": 2, "first_seq": 1, "last_seq": 9, "created_at": AT, "updated_at": AT,
        "invite_by": "members", "pin_by": "admins", "mention_all_by": "admins",
        "slow_mode_seconds": 0, "retention_days": None, "previews": True,
        "open_from_seq": 1, "is_default": False,
    }  # fmt: skip
    return RoomRow(**(fields | changes))


def membership(**changes: object) -> Membership:
    fields: dict[str, object] = {
        "room_id": 5, "user_id": 3, "role": "member", "read_seq": 4, "delivered_seq": 6,
        "visible_from_seq": 1, "joined_at": AT, "notify_level": "everything", "favourite": False,
    }  # fmt: skip
    return Membership(**(fields | changes))


def message(**changes: object) -> MessageView:
    fields: dict[str, object] = {
        "id": 8, "room_id": 5, "seq": 9, "sender_id": 3, "username": "ada", "display_name": "Ada",
        "client_id": "c", "content": "hi", "content_html": "<p>hi</p>", "created_at": AT,
    }  # fmt: skip
    return MessageView(**(fields | changes))  # type: ignore[arg-type]  # the test's own words


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (models.Person, person_json(USER)),
        (models.Profile, profile_json(USER)),
        (models.User, user_json(USER)),
        (models.User, user_json(USER, ONLINE, "self")),
        (models.Me, me_json(USER, ONLINE)),
        (models.Message, message_json(message())),
        (models.Room, room_json(RoomOverview(room(), None))),
        (models.Room, room_json(RoomOverview(room(archived_at=AT), membership()), message(), 1)),
        (models.Member, member_json(MemberRow(USER, membership()), user_json(USER, ONLINE))),
        (Problem, problem_json(Conflict("slug_taken", errors=[FieldError("slug", "Taken.")]))),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_written_is_what_the_model_describes(model, body):
    read = model.model_validate_json(compact(body))
    assert read.model_dump(by_alias=True, mode="json") == body


def test_page_keeps_the_order_and_the_ways_on():
    page = message_page_json(MessagePage((message(), message(seq=10)), before=9, after=None))
    assert [item["seq"] for item in page["items"]] == [9, 10]
    assert (page["before"], page["after"]) == (9, None)


def test_unread_is_counted_from_the_marker_and_what_may_be_seen():
    shown = room_json(RoomOverview(room(), membership()))
    later = room_json(RoomOverview(room(), membership(visible_from_seq=8)))
    assert shown["membership"]["unreadCount"] == 5
    assert later["membership"]["unreadCount"] == 2


def test_room_with_a_password_shows_no_counts_and_no_message_to_others():
    shown = room_json(RoomOverview(room(kind="password"), None), message(), 3)
    assert shown["hasPassword"] is True
    assert [shown[name] for name in ("memberCount", "onlineCount", "lastSeq", "lastMessage")] == [
        None
    ] * 4
    models.Room.model_validate_json(compact(shown))


def test_newest_message_from_before_ones_time_is_not_shown():
    shown = room_json(RoomOverview(room(), membership(visible_from_seq=10)), message())
    assert shown["lastMessage"] is None


def test_message_becomes_one_escaped_list_item():
    html = message_html(
        message_json(message(display_name="<i>Ada</i>", content_html="<p>1 &lt; 2</p>"))
    )
    assert html.count("<li") == 1
    assert "<i>Ada" not in html
    assert "<p>1 &lt; 2</p>" in html
    assert 'data-seq="9"' in html


@pytest.mark.parametrize(
    "content",
    ["x.co " * 2_000, "'" * 10_000, '"' * 10_000, "&" * 10_000, "😀" * 10_000, "a\n" * 5_000,
     "http://a.b/?&&&&&&&& " * 476],
    ids=["links", "quotes", "double quotes", "ampersands", "emoji", "lines", "addresses"],
)  # fmt: skip
def test_longest_message_fits_into_the_stream(content):
    view = message(content=content, content_html=render(content))
    payload = compact({"type": "CHAT_MESSAGE", **message_json(view)})
    draft = EventDraft("r:5", "CHAT_MESSAGE", payload)
    assert len(draft.payload.encode()) <= 128 * 1024
