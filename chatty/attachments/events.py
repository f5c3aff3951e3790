"""Facts about files of messages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttachmentSettled:
    """The worker is done with a file: it is shown now, or found to be of no use.

    *message_id* is None while it hangs on no message.
    """

    key: str
    state: str
    uploader_id: int
    message_id: int | None
