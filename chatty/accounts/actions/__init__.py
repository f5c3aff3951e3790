"""Everything that changes an account."""

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.profile import note_last_seen, set_theme, update_profile
from chatty.accounts.actions.refresh import (
    RefreshGrant,
    open_family,
    rotate,
)
from chatty.accounts.actions.registration import (
    NewAccount,
    authenticate,
    deactivate,
    register,
    store_hash,
    upgraded_hash,
)
from chatty.accounts.actions.sessions import (
    Device,
    close_session,
    mint_ticket,
    open_session,
    redeem_ticket,
    touch_session,
)

__all__ = [
    "Device",
    "NewAccount",
    "RefreshGrant",
    "audit",
    "authenticate",
    "close_session",
    "deactivate",
    "mint_ticket",
    "note_last_seen",
    "open_family",
    "open_session",
    "redeem_ticket",
    "register",
    "rotate",
    "set_theme",
    "store_hash",
    "touch_session",
    "update_profile",
    "upgraded_hash",
]
