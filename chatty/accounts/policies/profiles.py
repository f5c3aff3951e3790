"""What people may say about themselves, and to whom it is shown. Pure functions of values."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from chatty.accounts.models import Audience, StatusLasts
from chatty.core.errors import invalid
from chatty.core.limits import BIO_CHARACTERS, EMOJI_CHARACTERS, PHONE_CHARACTERS, STATUS_CHARACTERS
from chatty.core.text import is_storable, with_unix_newlines

EARLIEST_BIRTH = date(1900, 1, 1)
PHONE = re.compile(r"\+?[0-9](?:[0-9 ()./-]*[0-9])?")
# Language, script, region: what a browser's Intl takes, and all that dates and numbers need.
LOCALE = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
KEYCAPS = re.compile("[0-9#*]\ufe0f?\u20e3")
# Signs, skin tones; what joins, colours and tags them.
EMOJI_CATEGORIES = frozenset({"So", "Sk"})
EMOJI_PARTS = frozenset("\u200d\ufe0f\u20e3")
TAGS = ("\U000e0020", "\U000e007f")
MINUTES = {StatusLasts.HALF_AN_HOUR: 30, StatusLasts.AN_HOUR: 60}
SUNDAY = 6


def check_bio(bio: str) -> str:
    """*bio*, when it is short enough; raises Invalid."""
    # A browser's form sends CR LF.
    bio = with_unix_newlines(bio)
    if not is_storable(bio):
        raise invalid("bio", "There are control characters in this text.")
    if len(bio) > BIO_CHARACTERS:
        raise invalid("bio", f"At most {BIO_CHARACTERS} characters fit here.")
    return bio.strip()


def check_phone(phone: str | None) -> str | None:
    """*phone* as it was written, when it can be dialled; None for nothing. Raises Invalid."""
    phone = " ".join((phone or "").split())
    if not phone:
        return None
    if len(phone) > PHONE_CHARACTERS or not PHONE.fullmatch(phone):
        raise invalid("phone", "A telephone number has digits, like +44 20 7946 0958.")
    return phone


def check_birth_date(day: date | None, *, today: date) -> date | None:
    """*day*, when somebody alive may be born on it; raises Invalid."""
    if day is not None and not EARLIEST_BIRTH <= day <= today:
        raise invalid("birthDate", "This is not a day on which you can be born.")
    return day


def check_status_text(text: str) -> str | None:
    """*text* on one line; None for nothing. Raises Invalid."""
    if not is_storable(text):
        raise invalid("text", "There are control characters in this text.")
    text = " ".join(text.split())
    if len(text) > STATUS_CHARACTERS:
        raise invalid("text", f"At most {STATUS_CHARACTERS} characters fit here.")
    return text or None


def check_emoji(emoji: str) -> str | None:
    """*emoji*, when it is one; None for nothing. Raises Invalid."""
    emoji = emoji.strip()
    if not emoji:
        return None
    if len(emoji) > EMOJI_CHARACTERS or not _is_emoji(emoji):
        raise invalid("emoji", "This is not one emoji.")
    return emoji


def check_time_zone(name: str | None) -> str | None:
    """*name*, when the time zone database has it (``Europe/Paris``); raises Invalid."""
    if not name:
        return None
    if name not in time_zones():
        raise invalid("timeZone", "There is no such time zone.")
    return name


def check_locale(tag: str | None) -> str | None:
    """*tag* in its usual capitals (``zh-Hant-TW``), when it is one of BCP 47; raises Invalid."""
    if not tag:
        return None
    if not LOCALE.fullmatch(tag):
        raise invalid("locale", "This is not a tag of a language, like en or pt-BR.")
    language, *rest = tag.split("-")
    parts = [part.title() if len(part) == len("Hant") else part.upper() for part in rest]
    return "-".join((language.lower(), *parts))


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones that people live in."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def status_ends(lasts: StatusLasts, *, now: datetime, time_zone: str | None) -> datetime | None:
    """When a status that was set *now* vanishes; days and weeks end where the person lives."""
    if lasts in MINUTES:
        return now + timedelta(minutes=MINUTES[lasts])
    if lasts is StatusLasts.UNTIL_CLEARED:
        return None
    zone = ZoneInfo(time_zone or "UTC")
    today = now.astimezone(zone).date()
    left = SUNDAY - today.weekday() if lasts is StatusLasts.THIS_WEEK else 0
    return datetime.combine(today + timedelta(days=left + 1), time(), tzinfo=zone)


def may_see_last_seen(audience: str, *, is_friend: bool) -> bool:
    """Whether somebody may know when a person of this *audience* was last here."""
    if audience == Audience.EVERYONE:
        return True
    return audience == Audience.FRIENDS and is_friend


def _is_emoji(text: str) -> bool:
    if KEYCAPS.fullmatch(text):
        return True
    is_part = all(
        unicodedata.category(character) in EMOJI_CATEGORIES
        or character in EMOJI_PARTS
        or TAGS[0] <= character <= TAGS[1]
        for character in text
    )
    return is_part and unicodedata.category(text[0]) == "So"
