"""Everything that changes an invite."""

from chatty.invites.actions.answering import (
    accept,
    accept_mailed,
    empty_invites,
    reject,
    revoke,
    settle,
)
from chatty.invites.actions.asking import (
    ask_friend,
    deliver_again,
    invite_by_mail,
    invite_to_room,
)
from chatty.invites.actions.linking import (
    accept_word,
    check_usable,
    make_link,
    revoke_link,
    revoke_links_of,
    use_link,
)

__all__ = [
    "accept",
    "accept_mailed",
    "accept_word",
    "ask_friend",
    "check_usable",
    "deliver_again",
    "empty_invites",
    "invite_by_mail",
    "invite_to_room",
    "make_link",
    "reject",
    "revoke",
    "revoke_link",
    "revoke_links_of",
    "settle",
    "use_link",
]
