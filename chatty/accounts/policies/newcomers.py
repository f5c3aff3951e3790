"""What holds for accounts that are younger than a day: half of what others may."""

from __future__ import annotations

from datetime import datetime

from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.rates import halved


def is_new(created_at: datetime | None, *, now: datetime) -> bool:
    """Whether an account of that moment is a new one."""
    return created_at is not None and now - created_at < limits.NEW_ACCOUNT


def rate_for(created_at: datetime | None, rate: str, *, now: datetime) -> str:
    """*rate* for who has their account since *created_at*."""
    return halved(rate) if is_new(created_at, now=now) else rate


def picture_rate(viewer: Viewer) -> str:
    """How often *viewer* sends pictures."""
    return rate_for(viewer.created_at, limits.RATE_PICTURES, now=clock.now())


def attachment_rate(viewer: Viewer) -> str:
    """How often *viewer* sends files."""
    return rate_for(viewer.created_at, limits.RATE_ATTACHMENTS, now=clock.now())


def attachment_mib_rate(viewer: Viewer) -> str:
    """How many MiB of files *viewer* sends."""
    return rate_for(viewer.created_at, limits.RATE_ATTACHMENT_MIB, now=clock.now())
