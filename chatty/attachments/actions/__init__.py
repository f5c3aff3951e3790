"""What is done with files."""

from chatty.attachments.actions.attaching import (
    Place,
    attach,
    copy_to,
    detach,
    detach_all_of,
    discard,
    forget_file,
    forget_refused,
    keep_until,
    let_go,
)
from chatty.attachments.actions.keeping import (
    Found,
    announce,
    complete,
    look_through,
    put_away,
    taken,
)

__all__ = [
    "Found",
    "Place",
    "announce",
    "attach",
    "complete",
    "copy_to",
    "detach",
    "detach_all_of",
    "discard",
    "forget_file",
    "forget_refused",
    "keep_until",
    "let_go",
    "look_through",
    "put_away",
    "taken",
]
