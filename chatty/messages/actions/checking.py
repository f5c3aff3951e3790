"""What a room asks of what is said in it, whether it is new or edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from chatty.accounts.models import Viewer
from chatty.accounts.policies import is_new
from chatty.core import clock, limits
from chatty.core.errors import Forbidden, invalid
from chatty.core.filtering import filter_of
from chatty.messages.models import PollDraft
from chatty.messages.policies import check_poll, mentions_everybody
from chatty.rooms.policies import Right, RightsRules, has_right


class SayingRules(RightsRules, Protocol):
    """What is asked of a room about what is said in it."""

    @property
    def raid_until(self) -> datetime | None:
        """Until when new accounts do not write."""

    @property
    def filtered_words(self) -> str:
        """The words that its admins filter."""


def check_saying(
    viewer: Viewer, room: SayingRules, role: str, content: str, *, site_words: str | None
) -> str:
    """*content* as it may be said in *room*; raises Forbidden, Invalid."""
    now = clock.now()
    is_raided = room.raid_until is not None and room.raid_until > now
    runs_it = has_right(Right.RAID_MODE, room, role)
    if is_raided and not runs_it and is_new(viewer.created_at, now=now):
        detail = "For the moment accounts that are new only read in this room."
        raise Forbidden("raid_mode", detail)
    # Of what is said in the end: what is put in for others may lay a call bare.
    content = _filtered(_filtered(content, site_words or ""), room.filtered_words)
    if mentions_everybody(content) and not has_right(Right.MENTION_ALL, room, role):
        detail = "You may not call everybody in this room. Write it without the @."
        raise Forbidden("may_not_mention_all", detail)
    return content


def check_options(poll: PollDraft, room: SayingRules, *, site_words: str | None) -> PollDraft:
    """*poll* with answers as they may be said in *room*; raises Invalid."""
    now = clock.now()
    earliest, latest = limits.POLL_CLOSES
    # A form knows minutes only, and is on its way for some seconds.
    first = now + earliest - limits.POLL_CLOSES_LEEWAY
    if poll.closes_at is not None and not first <= poll.closes_at <= now + latest:
        raise invalid("closesAt", "Choose a time between a minute and a year from now.")
    options = tuple(
        _filtered(_filtered(each, site_words or "", "options"), room.filtered_words, "options")
        for each in poll.options
    )
    return check_poll(replace(poll, options=options))


def _filtered(content: str, words: str, field: str = "content") -> str:
    found = filter_of(words)
    refused = found.refuses(content)
    if refused is not None:
        raise invalid(field, f"“{refused}” is not said here.", "word_not_allowed")
    said = found.cleaned(content)
    if len(said) > limits.MESSAGE_CHARACTERS:
        detail = "With the words that are put in here for others, this message is too long."
        raise invalid("content", detail)
    return said
