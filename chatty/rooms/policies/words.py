"""What people are told of sanctions, in whole sentences."""

from __future__ import annotations

from chatty.accounts.rendering import moment_in_words
from chatty.rooms.models import Ban


def ban_in_words(ban: Ban) -> str:
    """Why and for how long somebody is kept out."""
    until = "" if ban.expires_at is None else f" until {moment_in_words(ban.expires_at)}"
    reason = f" The reason given: {ban.reason}" if ban.reason else ""
    return f"You are banned from this room{until}.{reason}"
