"""From facts to frames: what each recorded fact becomes in the log, and for whom.

Called in the transaction of the fact, just before its last statement, so what is read here is what
will be true. Frames hold absolute values: applying one twice is harmless. A fact without an entry
is an error, which a test over all domains finds before anybody else does.
"""

from chatty.wire.frames.facts import (
    accounts,
    attachments,
    messages,
    moderation,
    notifications,
    relations,
    rooms,
    site,
    unsent,
)
from chatty.wire.frames.facts.building import frames_for, sink

# Importing a module registers its builders.
BUILDERS = (
    accounts,
    attachments,
    messages,
    moderation,
    notifications,
    relations,
    rooms,
    site,
    unsent,
)

__all__ = ["BUILDERS", "frames_for", "sink"]
