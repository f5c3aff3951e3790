"""Who hears about what: the whole table, and the hours and words people choose."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from chatty.core.errors import Invalid
from chatty.notifications.models import Kind
from chatty.notifications.policies import (
    IN_ROOMS,
    OFFICIAL,
    Channel,
    Quiet,
    Situation,
    check_keywords,
    has_keyword,
    heard,
    is_quiet,
)
from chatty.rooms.models import NotifyLevel

SWITCHES = ("is_direct", "is_archived", "is_silent", "is_blocked", "is_quiet", "is_active")
EVERY = [
    Situation(kind=kind, level=level, **dict(zip(SWITCHES, switches, strict=True)))
    for kind, level in product(Kind, NotifyLevel)
    for switches in product((False, True), repeat=len(SWITCHES))
]
# With nothing against it, by level: list, badge, push, mail by their first letters.
PLAIN: dict[Kind, dict[str, str]] = {
    Kind.MESSAGE: {"everything": "p", "mentions": "", "nothing": ""},
    Kind.MENTION: {"everything": "lbpm", "mentions": "lbpm", "nothing": ""},
    Kind.REPLY: {"everything": "lbpm", "mentions": "lbpm", "nothing": ""},
    Kind.THREAD: {"everything": "lbp", "mentions": "lbp", "nothing": ""},
    Kind.KEYWORD: {"everything": "lbp", "mentions": "lbp", "nothing": ""},
    Kind.REACTION: {"everything": "lb", "mentions": "lb", "nothing": ""},
    Kind.INVITE: dict.fromkeys(map(str, NotifyLevel), "lbp"),
    Kind.FRIEND: dict.fromkeys(map(str, NotifyLevel), "lbp"),
    Kind.ROLE: dict.fromkeys(map(str, NotifyLevel), "lbp"),
    Kind.MODERATION: dict.fromkeys(map(str, NotifyLevel), "lbp"),
    Kind.REPORT: dict.fromkeys(map(str, NotifyLevel), "lbp"),
}
DIRECT = PLAIN | {Kind.MESSAGE: {"everything": "lbpm", "mentions": "", "nothing": ""}}


def expected(situation: Situation) -> set[str]:
    """The table in the words of the product, written down a second time."""
    table = DIRECT if situation.is_direct else PLAIN
    letters = set(table[situation.kind][situation.level])
    if situation.is_blocked and situation.kind not in OFFICIAL:
        letters = set()
    if situation.is_silent:
        letters &= set("l")
    if situation.is_archived:
        letters &= set("lb")
    if situation.is_quiet or situation.is_active:
        letters -= set("p")
    return letters


@pytest.mark.parametrize("kind", Kind)
def test_everybody_hears_what_the_table_says(kind):
    for situation in EVERY:
        if situation.kind == kind:
            assert {channel[0] for channel in heard(situation)} == expected(situation), situation


def test_nobody_is_called_by_a_push_without_a_reason_that_can_be_turned_off():
    pushed = [each for each in EVERY if Channel.PUSH in heard(each)]
    assert pushed
    assert not any(each.is_quiet or each.is_active or each.is_silent for each in pushed)


def test_level_of_a_room_says_nothing_about_what_is_not_said_there():
    outside = [each for each in EVERY if each.kind not in IN_ROOMS]
    by_level = {(each.kind, each.level): heard(each) for each in outside if each == calm(each)}
    assert all(by_level[kind, "nothing"] == by_level[kind, "everything"] for kind, _ in by_level)


def calm(situation: Situation) -> Situation:
    """The same with nothing against it."""
    return Situation(kind=situation.kind, level=situation.level)


MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NIGHTS = [(22 * 60, 7 * 60)] * 7


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (23, True), (0, True), (6, True), (7, False)]
)
def test_night_reaches_over_midnight(hour, quiet):
    night = Quiet(is_on=False, until=None, hours=NIGHTS, time_zone=None)
    assert is_quiet(night, now=MONDAY_NOON.replace(hour=hour)) is quiet


def test_hours_are_those_of_the_persons_own_clock():
    tokyo = Quiet(is_on=False, until=None, hours=NIGHTS, time_zone="Asia/Tokyo")
    assert is_quiet(tokyo, now=MONDAY_NOON.replace(hour=14))
    assert not is_quiet(tokyo, now=MONDAY_NOON.replace(hour=1))


def test_hours_of_one_day_are_not_those_of_another():
    only_sunday = Quiet(
        is_on=False, until=None, hours=[None] * 6 + [(22 * 60, 7 * 60)], time_zone="UTC"
    )
    assert is_quiet(only_sunday, now=MONDAY_NOON.replace(hour=6))
    assert not is_quiet(only_sunday, now=MONDAY_NOON.replace(hour=23))


def test_do_not_disturb_ends_when_it_was_said_to():
    for_now = Quiet(is_on=True, until=MONDAY_NOON, hours=[], time_zone=None)
    assert is_quiet(for_now, now=MONDAY_NOON.replace(hour=11))
    assert not is_quiet(for_now, now=MONDAY_NOON)
    assert is_quiet(Quiet(is_on=True, until=None, hours=[], time_zone=None), now=MONDAY_NOON)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("The release is out", True),
        ("RELEASE!", True),
        ("released", False),
        ("prerelease", False),
        ("a c++ question", True),
        ("größe", True),
        ("", False),
    ],
)
def test_keyword_is_found_as_a_whole_word(content, found):
    assert has_keyword(content, ["release", "c++", "Größe"]) is found


def test_keywords_are_kept_once_and_not_too_many():
    assert check_keywords([" Release ", "release", "", "two  words"]) == ["release", "two words"]
    with pytest.raises(Invalid):
        check_keywords([f"word{number}" for number in range(21)])
    with pytest.raises(Invalid):
        check_keywords(["w" * 41])
