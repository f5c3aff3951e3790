"""Friends, invites and direct messages on pages, without a script."""

from __future__ import annotations

import re

import pytest

from chatty.accounts.queries import user_by_id
from chatty.core.db import writing
from chatty.friends.actions import block
from chatty.friends.queries import are_friends, is_cut_off
from chatty.invites.actions import ask_friend
from chatty.invites.queries import pending_between
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.rooms.actions import open_direct
from tests.cast import say
from tests.web.browser import Page


@pytest.fixture
def ada(as_person):
    return as_person("ada")


def forms(page) -> list[str]:
    return [element.attributes["action"] for element in page.all("form")]


def test_request_is_accepted_on_its_page(app, cast, dan):
    page = dan.page("/friends?show=requests")
    assert "Met you at the fair." in page.html
    (action,) = [action for action in forms(page) if action.endswith("/acceptance")]
    answer = dan.submit("/friends?show=requests", action, _method="put")
    assert (answer.status_code, answer.location) == (303, "/invites")
    with app.app_context():
        assert are_friends(cast.cal.id, cast.dan.id)
    assert "Cal" in dan.page("/friends").html


def test_request_is_declined_and_the_page_goes_back_to_where_it_was(dan):
    page = dan.page("/")
    assert "Invites waiting" in page.html
    (action,) = [action for action in forms(page) if action.endswith("/rejection")]
    answer = dan.submit("/", action, _method="put", next="/")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Invites waiting" not in dan.page("/").html


def test_friend_is_asked_by_user_name(app, cast, bea):
    answer = bea.submit("/invites", "/invites", username="@cal", note="Hello")
    assert (answer.status_code, answer.location) == (303, "/invites")
    with app.app_context():
        assert pending_between(cast.bea.id, cast.cal.id) is not None
    assert "Friend request" in bea.page("/invites").html


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody", "nobody of this name"),
        ("dan", "nobody of this name"),
        ("bea", "cannot invite yourself"),
        ("ada", "friends already"),
    ],
)
def test_refused_request_is_shown_beside_its_field(bea, name, words):
    answer = bea.submit("/invites", "/invites", username=name, note="kept")
    assert answer.status_code == 422
    assert words in answer.text
    assert "kept" in answer.text


def test_sent_invite_is_sent_again_and_taken_back(app, cast, cal):
    page = cal.page("/invites")
    delivery = next(action for action in forms(page) if action.endswith("/delivery"))
    assert cal.submit("/invites", delivery, _method="put").status_code == 303
    invite = delivery.removesuffix("/delivery")
    assert cal.submit("/invites", invite, _method="delete").status_code == 303
    with app.app_context():
        assert pending_between(cast.cal.id, cast.dan.id) is None


def test_friends_are_invited_into_a_room_several_at_once(app, cast, ada):
    with app.app_context(), writing():
        ask_friend(cast.dan.viewer, user_by_id(cast.ada.id))
        ask_friend(cast.ada.viewer, user_by_id(cast.dan.id))
    new = ada.submit("/rooms/new", "/rooms", name="Den", kind="private").location
    number = re.search(r"\d+", new)
    assert number
    form = f"/rooms/{number[0]}/invites"
    assert ada.get(form).status_code == 200
    answer = ada.submit(form, form, user_id=[str(cast.bea.id), str(cast.dan.id)])
    assert answer.status_code == 303
    assert "2 invites are sent" in ada.page(form).html
    assert ada.submit(form, form, user_id=str(cast.bea.id)).status_code == 422


def test_only_who_may_invite_sees_how(bea, cal, dan, cast):
    assert bea.get(f"/rooms/{cast.harbour}/invites").status_code == 200
    assert cal.get(f"/rooms/{cast.harbour}/invites").status_code == 403
    assert dan.get(f"/rooms/{cast.harbour}/invites").status_code == 404
    assert "Invite others" in bea.page("/rooms/harbour").html
    assert "Invite others" not in cal.page("/rooms/harbour").html


def test_friendship_and_block_by_buttons(app, cast, bea):
    assert bea.submit("/friends", f"/friends/{cast.ada.id}", _method="delete").status_code == 303
    assert bea.submit("/friends", f"/blocks/{cast.ada.id}", _method="put").status_code == 303
    with app.app_context():
        assert not are_friends(cast.ada.id, cast.bea.id)
        assert is_cut_off(cast.ada.id, cast.bea.id)
    assert "Ada" in bea.page("/friends?show=blocked").html
    blocked = bea.submit("/friends", f"/blocks/{cast.ada.id}", _method="delete")
    assert blocked.status_code == 303
    assert "Nobody is blocked" in bea.page("/friends?show=blocked").html


def test_words_of_somebody_blocked_are_folded_away(app, cast, bea, cal):
    """Until one opens them; for nobody else, and not what was said to oneself."""
    with app.app_context(), writing():
        say(cast.cal, cast.market, "cal says hello")
        say(cast.bea, cast.market, "bea says hello")
        block(cast.bea.viewer, cast.cal.id)
    assert (folded(bea.page("/rooms/market")), folded(cal.page("/rooms/market"))) == (
        ["cal says hello"],
        [],
    )
    older = bea.page(f"/rooms/{cast.market}/messages?before=9")
    assert folded(older) == ["cal says hello"]


def test_quote_of_somebody_blocked_has_no_words_without_a_script(app, cast, bea):
    with app.app_context(), writing():
        root = post(cast.cal.viewer, cast.market, MessageDraft("cal says hello", "c")).message.id
        post(cast.bea.viewer, cast.market, MessageDraft("yes", "a", reply_to_id=root))
        block(cast.bea.viewer, cast.cal.id)
    (quote,) = [a for a in bea.page("/rooms/market").all("a") if "data-quote" in a.attributes]
    assert "Message from somebody you blocked" in quote.text
    assert "hello" not in quote.text


def folded(page: Page) -> list[str]:
    """What is said inside of something that is closed at first."""
    said = [
        each for each in page.all("div") if "says hello" in each.text and "ol" in each.ancestors
    ]
    said = [each for each in said if each.attributes["class"] == "message__content"]
    assert said
    return [each.text.strip() for each in said if "details" in each.ancestors]


@pytest.mark.parametrize("path", ["/", "/rooms", "/explore"])
def test_lists_of_rooms_do_not_quote_somebody_blocked(app, cast, bea, cal, path):
    with app.app_context(), writing():
        say(cast.cal, cast.market, "cal says hello")
    assert "cal says hello" in bea.page(path).html
    with app.app_context(), writing():
        block(cast.bea.viewer, cast.cal.id)
    page = bea.page(path).html
    assert ("cal says hello" in page, "Message from somebody you blocked" in page) == (False, True)
    assert "cal says hello" in cal.page(path).html


def test_ending_a_friendship_with_a_stranger_names_nobody(app, cast, dan):
    with app.app_context(), writing():
        user_by_id(cast.eve.id).display_name = "Hidden Real Name"
    ended = dan.submit("/friends", f"/friends/{cast.eve.id}", _method="delete")
    assert ended.status_code == 303
    assert "Hidden Real Name" not in dan.page("/friends").html
    assert dan.submit("/friends", f"/blocks/{cast.eve.id}", _method="put").status_code == 404
    assert "Hidden Real Name" not in dan.page("/friends?show=blocked").html


def test_request_is_declined_or_taken_back_by_whom_it_concerns(app, cast, cal, dan):
    assert cal.submit("/friends", f"/friends/{cast.dan.id}/request", _method="delete").location
    with app.app_context(), writing():
        assert pending_between(cast.cal.id, cast.dan.id) is None
        ask_friend(cast.cal.viewer, user_by_id(cast.dan.id))
    dan.submit("/friends", f"/friends/{cast.cal.id}/request", _method="delete")
    with app.app_context():
        assert pending_between(cast.cal.id, cast.dan.id) is None


def test_first_message_to_a_friend_makes_the_room(ada, bea):
    assert "Say hello" in ada.page("/directs/bea").html
    sent = ada.submit("/directs/bea", "/directs/bea/messages", content="hi", client_id="c1")
    assert (sent.status_code, sent.location) == (303, "/directs/bea#newest")
    page = bea.page("/directs/ada")
    assert (page.heading, "hi" in page.html) == ("Ada", True)
    assert "/directs/ada" in bea.page("/rooms").html


def test_opening_the_page_of_a_direct_changes_nothing(ada):
    for _ in range(2):
        assert ada.get("/directs/bea").status_code == 200
    assert "Nobody has written yet" in ada.page("/directs").html


def test_empty_first_message_is_refused_on_its_page(ada):
    refused = ada.submit("/directs/bea", "/directs/bea/messages", content=" ", client_id="c1")
    assert refused.status_code == 422
    assert "nothing to send" in refused.text


def test_who_is_no_friend_is_told_why_one_cannot_write(bea):
    page = bea.page("/directs/cal")
    assert "You cannot write to each other" in page.html
    assert "/directs/cal/messages" not in forms(page)
    assert bea.get("/directs/dan").status_code == 404


def test_closed_conversation_says_so_and_stays_readable(app, cast, ada, bea):
    ada.submit("/directs/bea", "/directs/bea/messages", content="before", client_id="c1")
    bea.submit("/friends", f"/friends/{cast.ada.id}", _method="delete")
    page = ada.page("/directs/bea")
    assert "before" in page.html
    assert "not friends now" in page.html
    assert page.all("textarea") == []


def test_group_begins_by_ticking_friends(app, cast, ada):
    alone = ada.submit("/directs", "/directs", user_id=str(cast.bea.id))
    assert alone.location == "/directs/bea"
    assert ada.submit("/directs", "/directs").status_code == 422
    with app.app_context(), writing():
        ask_friend(cast.cal.viewer, user_by_id(cast.ada.id))
        ask_friend(cast.ada.viewer, user_by_id(cast.cal.id))
    both = [str(cast.bea.id), str(cast.cal.id)]
    group = ada.submit("/directs", "/directs", user_id=both, name="Trio")
    assert ada.page(group.location).heading == "Trio"


@pytest.fixture
def request_of_bea(app, cast) -> None:
    with app.app_context(), writing():
        user_by_id(cast.cal.id).message_requests = True
    with app.app_context(), writing():
        open_direct(cast.bea.viewer, user_by_id(cast.cal.id))


@pytest.mark.usefixtures("request_of_bea")
def test_message_request_is_answered_on_its_page(bea, cal):
    bea.submit("/directs", "/directs/cal/messages", content="May I?", client_id="c1")
    assert "Requests" in cal.page("/directs").html
    assert "Message requests" in cal.page("/").html
    page = cal.page("/directs/bea")
    assert "would like to talk with you" in page.html
    assert page.all("textarea") == []
    accepted = cal.submit("/directs/bea", "/directs/bea/acceptance", _method="put")
    assert accepted.location == "/directs/bea"
    assert cal.page("/directs/bea").all("textarea")


@pytest.mark.usefixtures("request_of_bea")
def test_declined_request_is_out_of_sight(bea, cal):
    bea.submit("/directs", "/directs/cal/messages", content="May I?", client_id="c1")
    cal.submit("/directs/bea", "/directs/bea/rejection", _method="put")
    assert "May I?" not in cal.page("/directs").html
    again = bea.submit("/directs/cal", "/directs/cal/messages", content="Please", client_id="c2")
    assert again.status_code == 303
    assert "Please" not in cal.page("/directs").html


def test_navigation_counts_what_waits(dan):
    badges = [e for e in dan.page("/rooms").elements if e.attributes.get("data-counts-target")]
    assert [badge.text.split()[0] for badge in badges] == ["1", "1"]
    assert all("hidden" not in badge.attributes for badge in badges)
