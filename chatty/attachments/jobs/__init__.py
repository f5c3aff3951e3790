"""What is done with files by the clock."""

from chatty.attachments.jobs.processing import process_attachments
from chatty.attachments.jobs.receiving import Begun, begin, end, finish, receive, reserve
from chatty.attachments.jobs.sweeping import delete_files, drop_unsent

__all__ = [
    "Begun",
    "begin",
    "delete_files",
    "drop_unsent",
    "end",
    "finish",
    "process_attachments",
    "receive",
    "reserve",
]
