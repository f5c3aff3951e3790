"""What is known of who has read a message."""

from __future__ import annotations

from dataclasses import dataclass

from chatty.accounts.models import User


@dataclass(frozen=True, slots=True)
class MessageReceipts:
    """Who has read a message, and whom it has reached who has not; None where that is not told."""

    read_by: tuple[User, ...]
    delivered_to: tuple[User, ...] | None
