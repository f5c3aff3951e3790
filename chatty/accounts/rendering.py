"""Devices, moments and security events in words."""

from __future__ import annotations

from datetime import UTC, datetime

from chatty.accounts.models import AuditKind

# In this order: the browsers call themselves by one another's names, the first match is the truth.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
UNKNOWN = "Unknown device"
WORD_CHARACTERS = 40


AUDIT_WORDS: dict[str, str] = {
    AuditKind.ACCOUNT_DELETED: "Account deleted",
    AuditKind.ADMINISTRATOR_DISMISSED: "No administrator any more",
    AuditKind.ADMINISTRATOR_NAMED: "Made administrator",
    AuditKind.ANNOUNCEMENT_ENDED: "Announcement taken back",
    AuditKind.ANNOUNCEMENT_MADE: "Announcement made",
    AuditKind.APPEAL_ACCEPTED: "Appeal granted",
    AuditKind.APPEAL_REJECTED: "Appeal turned down",
    AuditKind.AUDIT_EXPORTED: "Log exported",
    AuditKind.BAN_APPEALED: "Appeal against a ban",
    AuditKind.BLOCKED: "Somebody blocked",
    AuditKind.DEACTIVATED: "Account shut",
    AuditKind.DEACTIVATED_ERASED: "Shut account erased",
    AuditKind.DEVICE_LINKED: "Device signed in by link",
    AuditKind.DEVICE_LINK_MADE: "Link for another device made",
    AuditKind.EMAIL_CHANGED: "Address confirmed",
    AuditKind.EMAIL_CHANGE_ASKED: "Another address asked for",
    AuditKind.EMAIL_REMOVED: "Address removed",
    AuditKind.EXPORTED: "Own data exported",
    AuditKind.GUEST_BECAME_MEMBER: "Guest became a member",
    AuditKind.IDENTITY_LINKED: "Account elsewhere connected",
    AuditKind.IDENTITY_UNLINKED: "Account elsewhere disconnected",
    AuditKind.INVITE_LINK_MADE: "Link into a room made",
    AuditKind.INVITE_LINK_REVOKED: "Link into a room taken back",
    AuditKind.MEMBER_BANNED: "Banned from a room",
    AuditKind.MEMBER_KICKED: "Put out of a room",
    AuditKind.MEMBER_MUTED: "Muted in a room",
    AuditKind.MEMBER_UNBANNED: "Ban ended",
    AuditKind.MEMBER_UNMUTED: "Mute ended",
    AuditKind.MESSAGES_CLEARED: "Messages of somebody cleared",
    AuditKind.MESSAGE_DELETED: "Message of another deleted",
    AuditKind.MESSAGE_PINNED: "Message pinned",
    AuditKind.MESSAGE_UNPINNED: "Message unpinned",
    AuditKind.OTHER_SESSIONS_ENDED: "Signed out everywhere else",
    AuditKind.OWNERSHIP_PASSED: "Room handed on",
    AuditKind.PASSKEY_ADDED: "Passkey added",
    AuditKind.PASSKEY_REMOVED: "Passkey removed",
    AuditKind.PASSWORD_CHANGED: "Password changed",
    AuditKind.PASSWORD_RESET: "Password chosen by a link",
    AuditKind.RAID_MODE_OFF: "Raid mode ended",
    AuditKind.RAID_MODE_ON: "Raid mode begun",
    AuditKind.REACTIVATED: "Account opened again",
    AuditKind.RECOVERY_CODES_RENEWED: "New recovery codes",
    AuditKind.RECOVERY_CODE_USED: "Recovery code used",
    AuditKind.REFRESH_REUSE: "Used token shown again",
    AuditKind.REGISTERED: "Account made",
    AuditKind.REPORTED: "Reported",
    AuditKind.REPORT_ANSWERED: "Report answered",
    AuditKind.RESET_ASKED: "New password asked for",
    AuditKind.RESET_SENT: "Link for a new password sent",
    AuditKind.ROLE_CHANGED: "Role changed",
    AuditKind.ROOM_ARCHIVED: "Room archived",
    AuditKind.ROOM_CHANGED: "Room changed",
    AuditKind.ROOM_DELETED: "Room deleted",
    AuditKind.ROOM_KIND_CHANGED: "Kind of a room changed",
    AuditKind.ROOM_PASSWORD_CHANGED: "Password of a room changed",
    AuditKind.ROOM_PASSWORD_PAUSED: "Password of a room paused",
    AuditKind.ROOM_PASSWORD_WRONG: "Wrong password for a room",
    AuditKind.ROOM_RAID_MODE_OFF: "Raid mode of a room ended",
    AuditKind.ROOM_RAID_MODE_ON: "Raid mode of a room begun",
    AuditKind.ROOM_REOPENED: "Room opened again",
    AuditKind.ROOM_WORDS_CHANGED: "Word filter of a room changed",
    AuditKind.SECOND_FACTOR_FAILED: "Wrong code at sign-in",
    AuditKind.SESSIONS_ENDED: "All sign-ins ended",
    AuditKind.SESSION_ENDED: "A sign-in ended",
    AuditKind.SIGNED_IN: "Signed in",
    AuditKind.SIGNED_OUT: "Signed out",
    AuditKind.SIGN_IN_FAILED: "Sign-in failed",
    AuditKind.SITE_CHANGED: "Server settings changed",
    AuditKind.TOTP_OFF: "Codes switched off",
    AuditKind.TOTP_ON: "Codes switched on",
    AuditKind.UNBLOCKED: "Somebody unblocked",
}


def audit_in_words(kind: str) -> str:
    """What happened, for people."""
    return AUDIT_WORDS.get(kind) or kind.replace("_", " ").capitalize()


def device_name(user_agent: str) -> str:
    """What a person would call the device: "Firefox on Windows"."""
    browser = _named(BROWSERS, user_agent)
    system = _named(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or _first_word(user_agent)


def moment_in_words(at: datetime) -> str:
    """*at* for a mail: "21 November 2026, 10:58 UTC"."""
    return f"{at.day} {at.astimezone(UTC):%B %Y, %H:%M} UTC"


def _named(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")


def _first_word(user_agent: str) -> str:
    """An app's own name: the part before the version."""
    word = user_agent.partition("/")[0].strip()
    return word[:WORD_CHARACTERS] if word.isprintable() and word else UNKNOWN
