"""Users, their sessions and tokens, and the person asking."""

from chatty.accounts.models.auditing import AuditEntry, AuditKind
from chatty.accounts.models.pictures import Picture, PictureKind
from chatty.accounts.models.sessions import (
    RefreshFamily,
    RefreshToken,
    SignIn,
    StreamTicket,
    WebSession,
)
from chatty.accounts.models.trust import (
    Identity,
    OneTimeToken,
    Passkey,
    PasskeyChallenge,
    Purpose,
    RecoveryCode,
    Totp,
    UsernameHold,
)
from chatty.accounts.models.users import (
    Audience,
    StatusDraft,
    StatusLasts,
    Theme,
    User,
    UserKind,
)
from chatty.accounts.models.viewers import VISITOR, Viewer

__all__ = [
    "VISITOR",
    "Audience",
    "AuditEntry",
    "AuditKind",
    "Identity",
    "OneTimeToken",
    "Passkey",
    "PasskeyChallenge",
    "Picture",
    "PictureKind",
    "Purpose",
    "RecoveryCode",
    "RefreshFamily",
    "RefreshToken",
    "SignIn",
    "StatusDraft",
    "StatusLasts",
    "StreamTicket",
    "Theme",
    "Totp",
    "User",
    "UserKind",
    "UsernameHold",
    "Viewer",
    "WebSession",
]
