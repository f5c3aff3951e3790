"""What may be said of a sanction, and how long it lasts. Pure functions of values."""

from __future__ import annotations

from datetime import datetime, timedelta

from chatty.core import limits
from chatty.core.errors import Forbidden, invalid
from chatty.core.text import is_storable, with_unix_newlines


def check_reason(reason: str) -> str:
    """*reason*, tidied; raises Invalid."""
    return _check_text("reason", reason, limits.SANCTION_REASON_CHARACTERS)


def check_appeal(text: str) -> str:
    """*text*, tidied; raises Invalid for nothing."""
    text = _check_text("content", text, limits.APPEAL_CHARACTERS)
    if not text:
        raise invalid("content", "Write why you should be let in again.")
    return text


def check_ban_end(until: datetime | None, *, now: datetime) -> datetime | None:
    """*until*, when a ban may end then; raises Invalid."""
    return None if until is None else _check_end(until, now, limits.SANCTION_LONGEST)


def check_mute_end(until: datetime, *, now: datetime) -> datetime:
    """*until*, when a mute may end then; raises Invalid."""
    return _check_end(until, now, limits.MUTE_LONGEST)


def check_not_muted(muted_until: datetime | None, *, now: datetime) -> None:
    """Raise Forbidden, with the end, for who may not write yet."""
    if muted_until is not None and muted_until > now:
        raise muted(muted_until)


def check_no_raid(raid_until: datetime | None, *, now: datetime) -> None:
    """Raise Forbidden while nobody comes in by their own wish, a link or a password."""
    if raid_until is not None and raid_until > now:
        detail = "At the moment one joins this room by personal invite only. Try again later."
        raise Forbidden("raid_mode", detail)


def muted(until: datetime) -> Forbidden:
    """The refusal of who may not write until then."""
    detail = f"You are muted in this room until {until.day} {until:%B %Y, %H:%M} UTC."
    return Forbidden("muted", detail)


def _check_end(until: datetime, now: datetime, longest: timedelta) -> datetime:
    if not now < until <= now + longest:
        detail = f"The end lies ahead, at most {longest.days} days."
        raise invalid("until", detail)
    return until


def _check_text(field: str, text: str, longest: int) -> str:
    text = with_unix_newlines(text).strip()
    if len(text) > longest:
        raise invalid(field, f"At most {longest:,} characters fit here.")
    if not is_storable(text):
        raise invalid(field, "There are control characters in this text.")
    return text
