"""Frames about files that no message names yet: to oneself only, and without their names."""

from __future__ import annotations

from typing import Literal

from chatty.wire.frames.models.base import Durable


class AttachmentUpdated(Durable):
    """A file that one sent is ready for others now, or was found to be of no use."""

    type: Literal["ATTACHMENT_UPDATED"]
    key: str
    state: Literal["ready", "failed", "refused"]
