"""What is done for accounts by the clock."""

from chatty.accounts.jobs.auditing import forget_audit
from chatty.accounts.jobs.erasing import erase_deactivated, forget_words
from chatty.accounts.jobs.guests import retire_guests
from chatty.accounts.jobs.pictures import delete_pictures
from chatty.accounts.jobs.statuses import end_statuses

__all__ = [
    "delete_pictures",
    "end_statuses",
    "erase_deactivated",
    "forget_audit",
    "forget_words",
    "retire_guests",
]
