"""What administrators may write. Pure functions of values."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from chatty.core import limits
from chatty.core.errors import invalid
from chatty.core.filtering import says_something
from chatty.core.text import is_storable, with_unix_newlines

MAIL_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
UNSTORABLE = "There are control characters in it that cannot be kept."
BETWEEN_DOMAINS = re.compile(r"[\s,;]+")


def check_domains(text: str) -> str:
    """The mail domains in *text*, with commas between; raises Invalid on ``domains``."""
    domains = dict.fromkeys(filter(None, BETWEEN_DOMAINS.split(text.lower())))
    for domain in domains:
        if not MAIL_DOMAIN.fullmatch(domain):
            raise invalid("domains", f"“{domain}” is no domain. Write them like example.org.")
    if len(domains) > limits.REGISTRATION_DOMAINS:
        raise invalid("domains", f"At most {limits.REGISTRATION_DOMAINS} domains.")
    return ",".join(domains)


def check_filtered_words(text: str) -> str:
    """The lines of *text*, each once and none empty; raises Invalid on ``filteredWords``."""
    text = with_unix_newlines(text)
    lines = dict.fromkeys(filter(None, (line.strip() for line in text.splitlines())))
    if len(lines) > limits.FILTER_LINES:
        raise invalid("filteredWords", f"At most {limits.FILTER_LINES} lines.")
    if not is_storable(text):
        raise invalid("filteredWords", UNSTORABLE)
    for line in lines:
        if not says_something(line):
            raise invalid("filteredWords", f"“{line}” means no word.")
    if any(len(line) > limits.FILTER_LINE_CHARACTERS for line in lines):
        detail = f"A line has at most {limits.FILTER_LINE_CHARACTERS} characters."
        raise invalid("filteredWords", detail)
    return "\n".join(lines)


def check_announcement(content: str) -> str:
    """*content* without what stands around it; raises Invalid on ``content``."""
    text = with_unix_newlines(content).strip()
    if not is_storable(text):
        raise invalid("content", UNSTORABLE)
    if not text:
        raise invalid("content", "Write what everybody should know.")
    if len(text) > limits.ANNOUNCEMENT_CHARACTERS:
        raise invalid("content", f"At most {limits.ANNOUNCEMENT_CHARACTERS} characters.")
    return text


def check_end(ends_at: datetime | None, *, now: datetime) -> datetime | None:
    """*ends_at*, if that is yet to come; raises Invalid on ``endsAt``."""
    if ends_at is not None and ends_at <= now:
        raise invalid("endsAt", "This moment has passed.")
    return ends_at


def check_raid(lasts: timedelta) -> timedelta:
    """*lasts*, if a raid mode may last so long; raises Invalid on ``minutes``."""
    if not timedelta() < lasts <= limits.RAID_LONGEST:
        raise invalid("minutes", f"At most {limits.RAID_LONGEST.days} days.")
    return lasts
