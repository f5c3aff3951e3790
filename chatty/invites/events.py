"""Facts about invites."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InviteChanged:
    """An invite was sent, sent again, or came to its end."""

    invite_id: int
