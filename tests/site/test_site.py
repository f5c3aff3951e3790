"""What administrators decide while the server runs, and what they tell everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatty.accounts import actions
from chatty.accounts.actions import NewAccount, admission, enter_as_guest, register
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.errors import ChattyError, Conflict, Forbidden, Invalid, NotFound
from chatty.site.models import Announcement, AnnouncementLevel
from chatty.site.queries import announcements, site_settings
from tests.cast import password_hash

pytestmark = pytest.mark.both_databases
HOUR = timedelta(hours=1)


@pytest.fixture
def change(in_app, cast):
    """``change(guests=False)``, as the administrator."""

    def decide(**changes: object) -> None:
        with writing():
            actions.change_site(cast.admin.viewer, changes)  # type: ignore[arg-type]  # the test's own words

    return decide


@pytest.fixture
def announce(in_app, cast):
    def tell(content: str = "Down at noon.", **more: object) -> int:
        with writing():
            return actions.announce(cast.admin.viewer, content, **more).id  # type: ignore[arg-type]  # the test's own words

    return tell


def sign_up(name: str = "fay", email: str | None = None, *, invited: bool = False) -> str:
    """``""`` for a new account, or the code of the refusal."""
    account = NewAccount(name, password_hash(), email=email, invited=invited)
    try:
        with writing():
            register(account)
    except ChattyError as error:
        return error.code
    return ""


def told() -> list[str]:
    return [each.content for each in announcements()]


def test_registration_follows_what_was_decided(change):
    change(registration="closed")
    assert sign_up() == "registration_closed"
    change(registration="invite")
    assert (sign_up(), sign_up(invited=True)) == ("invitation_needed", "")
    change(registration="open")
    assert sign_up("gil") == ""


def test_domains_follow_what_was_decided(change):
    change(registration_domains="Example.org; example.net\nexample.org")
    assert admission.domains == ("example.org", "example.net")
    assert sign_up(email="fay@elsewhere.org") == "invalid"
    assert sign_up(email="fay@example.net") == ""


def test_what_is_left_open_is_as_the_environment_says(change):
    admission.configure("invite", domains=("example.org",), guests=False)
    assert (sign_up(), admission.domains, admission.guests) == (
        "invitation_needed",
        ("example.org",),
        False,
    )
    change(registration="open", registration_domains="", guests=True)
    assert (sign_up(), admission.guests) == ("", True)
    change(registration=None, registration_domains=None, guests=None)
    assert (sign_up("gil"), admission.guests) == ("invitation_needed", False)


def test_guests_are_kept_out_when_that_was_decided(change):
    change(guests=False)
    with pytest.raises(Forbidden) as refused, writing():
        enter_as_guest("Gus")
    assert refused.value.code == "guests_off"


def test_nobody_new_comes_in_under_raid_mode_until_it_ends_by_itself(change, cast):
    with writing():
        actions.begin_raid_mode(cast.admin.viewer, HOUR)
    assert (sign_up(), sign_up(invited=True), admission.guests) == ("raid_mode", "raid_mode", False)
    with pytest.raises(Forbidden) as refused, writing():
        enter_as_guest("Gus")
    assert refused.value.code == "raid_mode"
    clock.move(HOUR)
    assert (sign_up(), admission.guests) == ("", True)


def test_raid_mode_is_ended_before_its_time(in_app, cast):
    with writing():
        actions.begin_raid_mode(cast.admin.viewer, HOUR)
    with writing():
        actions.end_raid_mode(cast.admin.viewer)
    assert sign_up() == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"registration_domains": "example"},
        {"registration_domains": "@example.org"},
        {"registration_domains": ",".join(f"d{number}.example" for number in range(101))},
        {"filtered_words": "spam\n*"},
        {"filtered_words": "spam\x00"},
        {"filtered_words": "x" * (limits.FILTER_LINE_CHARACTERS + 1)},
        {"filtered_words": "\n".join(map(str, range(limits.FILTER_LINES + 1)))},
    ],
)
def test_unusable_decision_is_refused(change, changes):
    with pytest.raises(Invalid):
        change(**changes)


def test_filtered_words_are_kept_once_each(change):
    change(filtered_words="  spam \n\neggs\r\nspam")
    assert site_settings().filtered_words == "spam\neggs"


def test_only_administrators_decide_and_announce(in_app, cast):
    acts = (
        lambda: actions.change_site(cast.ada.viewer, {"guests": False}),
        lambda: actions.begin_raid_mode(cast.ada.viewer, HOUR),
        lambda: actions.end_raid_mode(cast.ada.viewer),
        lambda: actions.announce(cast.ada.viewer, "Hello"),
        lambda: actions.end_announcement(cast.ada.viewer, 1),
    )
    for act in acts:
        with pytest.raises(Forbidden) as refused, writing():
            act()
        assert refused.value.code == "administrators_only"


def test_announcement_is_told_until_its_end(announce):
    announce("For ever.")
    announce("For an hour.", level=AnnouncementLevel.WARNING, ends_at=clock.now() + HOUR)
    assert told() == ["For an hour.", "For ever."]
    clock.move(HOUR)
    assert told() == ["For ever."]


def test_announcement_is_taken_back_once(announce, cast):
    number = announce()
    for _ in range(2):
        with writing():
            actions.end_announcement(cast.admin.viewer, number)
    assert told() == []
    assert db.session.get_one(Announcement, number).content == "Down at noon."
    with pytest.raises(NotFound), writing():
        actions.end_announcement(cast.admin.viewer, number + 1)


@pytest.mark.parametrize(
    "content", ["", "  \n ", "a\x00b", "x" * (limits.ANNOUNCEMENT_CHARACTERS + 1)]
)
def test_announcement_says_something_and_not_too_much(announce, content):
    with pytest.raises(Invalid):
        announce(content)


def test_announcement_does_not_end_before_it_begins(announce):
    with pytest.raises(Invalid):
        announce(ends_at=clock.now())


def test_only_so_many_things_are_told_at_once(announce):
    for number in range(limits.ANNOUNCEMENTS_AT_ONCE):
        announce(f"Word {number}")
    with pytest.raises(Conflict):
        announce("One more")


@pytest.mark.parametrize("minutes", [0, -1, 60 * 24 * 7 + 1])
def test_raid_mode_lasts_at_most_a_week(in_app, cast, minutes):
    with pytest.raises(Invalid), writing():
        actions.begin_raid_mode(cast.admin.viewer, timedelta(minutes=minutes))
