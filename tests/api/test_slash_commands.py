"""What begins with a slash, over the API: done by who may, refused to others, or said."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.both_databases

SLIP = "unknown_command"


def newest(person, room: str) -> dict[str, object]:
    found: dict[str, object] = person.get(f"{room}/messages")["items"][-1]
    return found


def test_me_is_an_action(people, market):
    said = people.bea.say(market, "/me waves at *all*", "c1").json
    assert (said["kind"], said["content"]) == ("action", "waves at *all*")
    assert newest(people.cal, market)["kind"] == "action"


def test_me_is_stored_once_however_often_it_is_sent(people, market):
    first = people.bea.say(market, "/me waves", "c1")
    again = people.bea.say(market, "/me waves", "c1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json


def test_shrug_keeps_both_arms(people, market):
    html = people.bea.say(market, "/shrug who knows", "c1").json["contentHtml"]
    assert html == "<p>who knows ¯\\_(ツ)_/¯</p>"


def test_topic_is_set_by_who_may_and_by_nobody_else(people, market):
    done = people.bea.say(market, "/topic  fish and\n fruit", "c1")
    assert done.status_code == 200
    assert done.json["command"] == "topic"
    assert people.cal.get(market)["topic"] == "fish and fruit"
    assert people.cal.say(market, "/topic mine", "c2").status_code == 403
    assert people.cal.get(f"{market}/messages")["items"] == []


def test_invite_reaches_whom_one_knows(people, market, cast):
    assert people.bea.say(market, "/invite @ada", "c1").json["command"] == "invite"
    assert people.ada.get("/invites")["items"][0]["room"]["id"] == str(cast.market)
    assert people.bea.say(market, "/invite @ada", "c2").status_code == 409


def test_invite_of_a_stranger_is_like_that_of_nobody(people, market):
    answers = [people.bea.say(market, f"/invite @{name}", "c1") for name in ("eve", "nobody")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json["errors"] == answers[1].json["errors"]


def test_mute_lets_somebody_write_nothing_for_a_while(people, market):
    done = people.bea.say(market, "/mute @cal 10m", "c1")
    assert done.json["command"] == "mute"
    assert people.cal.say(market, "hello", "c2").status_code == 403
    assert people.cal.say(market, "/mute @bea 10m", "c3").status_code == 403


@pytest.mark.parametrize("content", ["/mute", "/mute @cal", "/mute @cal soon", "/mute @nobody 5m"])
def test_command_that_makes_no_sense_is_refused_with_its_usage(people, market, content):
    assert people.bea.say(market, content, "c1").status_code == 422


def test_help_lists_what_one_may_use_here(people, market):
    own = people.bea.say(market, "/help", "c1").json["detail"]
    assert "/topic" in own
    others = people.cal.say(market, "/help", "c2").json["detail"]
    assert "/me" in others
    assert "/topic" not in others


def test_poll_is_asked_with_its_answers(people, market):
    said = people.bea.say(market, '/poll "Tea?" "Yes" “No, thank you” --anonymous', "c1").json
    assert (said["kind"], said["content"]) == ("poll", "Tea?")
    assert [each["text"] for each in said["poll"]["options"]] == ["Yes", "No, thank you"]
    assert (said["poll"]["anonymous"], said["poll"]["multiple"]) == (True, False)
    again = people.bea.say(market, '/poll "Which?" "a" "b" --multiple', "c2").json
    assert again["poll"]["multiple"] is True
    assert '/poll "' in people.cal.say(market, "/help", "c3").json["detail"]


@pytest.mark.parametrize("text", ["„Tee?“ „Ja“ „Nein“", "«Tee?» « Ja » « Nein »"], ids=["de", "fr"])
def test_poll_is_asked_with_the_quotation_marks_of_other_keyboards(people, market, text):
    said = people.bea.say(market, f"/poll {text}", "c1").json
    assert said["content"] == "Tee?"
    assert [each["text"] for each in said["poll"]["options"]] == ["Ja", "Nein"]


@pytest.mark.parametrize("text", ["", ' "Tea?"', " Tea? Yes No", ' "Tea?" "Yes" "No" --loud'])
def test_poll_that_is_written_wrongly_is_not_asked(people, market, text):
    refused = people.bea.say(market, f"/poll{text}", "c1")
    assert (refused.status_code, people.bea.get(f"{market}/messages")["items"]) == (422, [])


@pytest.mark.parametrize("content", ["/foo", "/FOO bar", "/tpoic x"])
def test_unknown_command_is_refused_and_not_said(people, market, content):
    answer = people.bea.say(market, content, "c1")
    assert (answer.status_code, answer.json["code"]) == (422, SLIP)
    assert people.bea.get(f"{market}/messages")["items"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [("//foo bar", "/foo bar"), ("/etc/hosts is", "/etc/hosts is"), ("1/2", "1/2"), ("/", "/")],
)
def test_text_with_a_slash_is_said(people, market, content, said):
    assert people.bea.say(market, content, "c1").json["content"] == said


def test_slash_after_a_space_is_said(people, market):
    assert people.bea.say(market, "/ foo", "c1").json["content"] == "/ foo"


def test_who_is_not_in_the_room_commands_nothing_there(people, cast):
    for content in ("/me waves", "/topic x", "/invite @bea", "/mute @cal 5m", "/help"):
        answer = people.dan.say(f"/rooms/{cast.harbour}", content, "c1")
        assert answer.status_code == 404, content


def test_mentions_in_an_action_call_too(people, cast):
    said = people.ada.say(f"/rooms/{cast.harbour}", "/me hugs @cal", "c1").json
    assert said["mentionUserIds"] == [str(cast.cal.id)]


def test_who_may_not_read_the_room_learns_nothing_of_who_is_in_it(people):
    body = {"kind": "password", "name": "Vault", "password": "open sesame please"}
    vault = f"/rooms/{people.ada.post('/rooms', body).json['id']}"
    answers = [people.dan.say(vault, f"/mute @{name} 5m", "c1") for name in ("ada", "nobody")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json["code"] == answers[1].json["code"]
