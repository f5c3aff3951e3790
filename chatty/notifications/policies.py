"""Who hears about what, and how: one table as a pure function, tested in every combination."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from chatty.core import limits
from chatty.core.errors import invalid
from chatty.notifications.models import Kind
from chatty.rooms.models import NotifyLevel


class Channel(StrEnum):
    """A way to hear of something."""

    LIST = "list"
    BADGE = "badge"
    PUSH = "push"
    MAIL = "mail"


Channels = frozenset[Channel]
# From which minute of the day until which; what ends before it begins, ends on the next day.
Span = tuple[int, int]

NOTHING: Channels = frozenset()
SEEN_IN_PASSING = frozenset({Channel.LIST, Channel.BADGE})
CALLED = frozenset({Channel.LIST, Channel.BADGE, Channel.PUSH})
CALLED_BACK = frozenset(Channel)

# What each kind is worth before anything speaks against it. Ordinary messages are not kept in the
# list: they stand in their room, which has a badge of its own.
WORTH: dict[Kind, Channels] = {
    Kind.MESSAGE: frozenset({Channel.PUSH}),
    Kind.MENTION: CALLED_BACK,
    Kind.REPLY: CALLED_BACK,
    Kind.THREAD: CALLED,
    Kind.KEYWORD: CALLED,
    Kind.REACTION: SEEN_IN_PASSING,
    Kind.INVITE: CALLED,
    Kind.FRIEND: CALLED,
    Kind.ROLE: CALLED,
    Kind.MODERATION: CALLED,
    Kind.REPORT: CALLED,
}
# What is about something said in a room, and so follows the room's level.
IN_ROOMS = frozenset(
    {Kind.MESSAGE, Kind.MENTION, Kind.REPLY, Kind.THREAD, Kind.KEYWORD, Kind.REACTION}
)
# Decisions of who runs a room or the server reach one whatever one thinks of them.
OFFICIAL = frozenset({Kind.ROLE, Kind.MODERATION, Kind.REPORT})
MINUTES_A_DAY = 24 * 60
DAYS = 7
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a person is told, and how things stand with them when it happens.

    ``is_archived`` says that they put the room away, ``is_active`` that they use some device now,
    ``is_quiet`` that they do not wish to be disturbed.
    """

    kind: Kind
    level: str = NotifyLevel.EVERYTHING
    is_direct: bool = False
    is_archived: bool = False
    is_silent: bool = False
    is_blocked: bool = False
    is_quiet: bool = False
    is_active: bool = False


def heard(situation: Situation) -> Channels:
    """How the person hears of it."""
    channels = _worth(situation)
    if situation.is_silent:
        return channels & {Channel.LIST}
    if situation.is_archived:
        return channels & SEEN_IN_PASSING
    if situation.is_quiet or situation.is_active:
        return channels - {Channel.PUSH}
    return channels


def _worth(situation: Situation) -> Channels:
    if situation.is_blocked and situation.kind not in OFFICIAL:
        return NOTHING
    if situation.kind not in IN_ROOMS:
        return WORTH[situation.kind]
    if situation.level == NotifyLevel.NOTHING:
        return NOTHING
    if situation.kind == Kind.MESSAGE:
        return _worth_of_message(situation)
    return WORTH[situation.kind]


def _worth_of_message(situation: Situation) -> Channels:
    if situation.level != NotifyLevel.EVERYTHING:
        return NOTHING
    return CALLED_BACK if situation.is_direct else WORTH[Kind.MESSAGE]


@dataclass(frozen=True, slots=True)
class Quiet:
    """When somebody does not wish to be disturbed; *hours* as NotificationSettings has them."""

    is_on: bool
    until: datetime | None
    hours: Sequence[Span | None]
    time_zone: str | None


def is_quiet(quiet: Quiet, *, now: datetime) -> bool:
    """Whether the person is not to be disturbed now: by a switch, for a while, or by the week."""
    if quiet.is_on and (quiet.until is None or now < quiet.until):
        return True
    if not any(quiet.hours):
        return False
    local = now.astimezone(ZoneInfo(quiet.time_zone or "UTC"))
    minute = local.hour * 60 + local.minute
    today = quiet.hours[local.weekday()]
    yesterday = quiet.hours[(local - timedelta(days=1)).weekday()]
    return _begun(today, minute) or _not_over(yesterday, minute)


def _begun(span: Span | None, minute: int) -> bool:
    """Whether *minute* lies in what began today."""
    if span is None:
        return False
    begin, end = span
    return begin <= minute and (minute < end or end <= begin)


def _not_over(span: Span | None, minute: int) -> bool:
    """Whether what began yesterday reaches over midnight, to after *minute*."""
    return span is not None and span[1] <= span[0] and minute < span[1]


def check_hours(hours: Sequence[Span | None]) -> None:
    """Raise Invalid for what is no week of hours."""
    if len(hours) not in {0, DAYS}:
        raise invalid("quietHours", "Give one entry for each of the seven days.")
    for span in hours:
        if span and not all(0 <= minute < MINUTES_A_DAY for minute in span):
            raise invalid("quietHours", "A day has 24 hours.")


def check_keywords(words: Sequence[str]) -> list[str]:
    """The words as they are kept: each once, no spaces around; raises Invalid."""
    found = {" ".join(word.split()).casefold(): " ".join(word.split()) for word in words}
    found.pop("", None)
    if len(found) > limits.KEYWORDS:
        raise invalid("keywords", f"At most {limits.KEYWORDS} words.")
    if any(len(word) > limits.KEYWORD_CHARACTERS for word in found):
        raise invalid("keywords", f"A word has at most {limits.KEYWORD_CHARACTERS} letters.")
    return list(found.values())


def has_keyword(content: str, keywords: Sequence[str]) -> bool:
    """Whether one of *keywords* stands in *content* as a whole word, however it is written."""
    if not keywords:
        return False
    words = "|".join(re.escape(word) for word in keywords)
    return re.search(rf"(?<!\w)(?:{words})(?!\w)", content, re.IGNORECASE) is not None


def in_week(text: str) -> list[Span | None]:
    """The hours of a week as they are kept, read."""
    return [None if span is None else (span[0], span[1]) for span in json.loads(text)]


def minute_of(text: str) -> int:
    """The minute of the day that ``07:30`` says; raises Invalid."""
    found = CLOCK.fullmatch(text)
    if found is None:
        raise invalid("quietHours", "A time of the day is written like 07:30.")
    return int(found[1]) * 60 + int(found[2])


def check_endpoint(address: str) -> None:
    """Raise Invalid for what is no address of a push service: https, and not too long."""
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in {"https", "http"} and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good or len(address) > limits.URL_CHARACTERS:
        raise invalid("endpoint", "This is no address of a push service.")
