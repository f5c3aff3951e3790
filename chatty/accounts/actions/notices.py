"""Tell people by mail what happened to their account."""

from __future__ import annotations

from chatty.accounts.actions.sessions import Device
from chatty.accounts.models import User
from chatty.accounts.rendering import device_name, moment_in_words
from chatty.core import clock
from chatty.mails.actions import queue_mail


def notify(user: User, title: str, words: str, *, device: Device, email: str | None = None) -> None:
    """Send a notice to the person's confirmed address, or to *email*; to nobody without one."""
    recipient = email or user.email
    if recipient is None:
        return
    params = {
        "name": user.display_name,
        "title": title,
        "words": words,
        "at": moment_in_words(clock.now()),
        "device": f"{device_name(device.user_agent)}, {device.address or 'unknown address'}",
    }
    queue_mail("account_notice", recipient, params)
