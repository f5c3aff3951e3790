"""What is done by the clock with what was said, and with sanctions."""

from chatty.moderation.jobs.deleted_rooms import empty_deleted_rooms
from chatty.moderation.jobs.sanctions import end_sanctions

__all__ = ["empty_deleted_rooms", "end_sanctions"]
